"""Degrees and fields of study against what a posting asks for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from bole.domain.resume import DegreeLevel, EducationEntry, Fact, SectionKind
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level
from bole.domain.spans import Span
from bole.evidence.education import assess_education
from bole.evidence.reading import Reading
from tests.unit.evidence.written import ResumeWriter, criterion

AS_OF = datetime.date(2026, 1, 31)


def degree(least: str, *fields: str, text: str = "degree") -> Criterion:
    """Asks for a degree, perhaps in one of some fields."""
    return replace(criterion("c1", text, kind=CriterionKind.EDUCATION, terms=fields), min_degree=least)


def studied(
    level: str, area: str = "计算机科学与技术", period: str = "2014-09..2018-06", *, school: str = "Northbridge"
) -> ResumeWriter:
    """Writes one course of study."""
    writer = ResumeWriter()
    writer.degree(level, area, period, school=school)
    return writer


def check(asked: Criterion, reading: Reading, language_code: str = "en") -> CriterionAssessment:
    """Assesses, and holds that every quote is the text itself."""
    assessment = assess_education(asked, reading, AS_OF, language_code)
    assert all(one.quote == one.span.of(reading.text) for one in assessment.evidence)
    return assessment


@pytest.mark.parametrize(
    ("own", "asked", "level", "credit"),
    [
        ("BACHELOR", "BACHELOR", Level.MET, 100),
        ("MASTER", "BACHELOR", Level.MET, 100),
        ("ASSOCIATE", "BACHELOR", Level.PARTLY_MET, 50),
        ("SECONDARY", "BACHELOR", Level.ABSENT, 0),
        ("BACHELOR", "MASTER", Level.PARTLY_MET, 50),
        ("DOCTORATE", "master", Level.MET, 100),
        ("SECONDARY", "", Level.MET, 100),
    ],
)
def test_degree_is_compared_by_steps(own: str, asked: str, level: Level, credit: int) -> None:
    """At or above is MET, one step below half, lower ABSENT."""
    assessment = check(degree(asked), studied(own).reading())

    assert (assessment.level, assessment.credit) == (level, credit)
    assert own in assessment.evidence[0].quote


def test_quote_holds_degree_and_field_and_nothing_personal() -> None:
    """A line may begin with name, gender and age, which decide nothing and are not quoted."""
    writer = studied("BACHELOR", "软件工程", school="Zhang Wei, male, 32,")

    assessment = check(degree("BACHELOR"), writer.reading())

    assert [one.quote for one in assessment.evidence] == ["软件工程  BACHELOR"]


def test_best_course_of_study_counts() -> None:
    """The order of the courses does not matter, and a finished one needs no note."""
    writer = studied("SECONDARY", "普通高中", "2011-09..2014-06")
    writer.degree("BACHELOR", "软件工程", "2014-09..2018-06")
    writer.degree("MASTER", "软件工程", "2025-09..", ongoing=True)

    assessment = check(degree("BACHELOR"), writer.reading(), "zh")

    assert (assessment.level, assessment.note) == (Level.MET, "本科")
    assert "BACHELOR" in assessment.evidence[0].quote


@pytest.mark.parametrize("period", ["2023-09..2027-06", "2023-09.."])
def test_degree_in_progress_is_met_with_a_note(period: str) -> None:
    """A course that ends after the request, or goes on, says so."""
    assessment = check(degree("BACHELOR"), studied("BACHELOR", period=period).reading())

    assert (assessment.level, assessment.credit) == (Level.MET, 100)
    assert assessment.note == "bachelor; in progress"


@pytest.mark.parametrize(
    ("area", "fields", "text", "level", "credit"),
    [
        ("计算机科学与技术", ["计算机"], "计算机专业", Level.MET, 100),
        ("金融学", ["计算机"], "计算机专业", Level.PARTLY_MET, 50),
        ("软件工程", ["计算机"], "计算机或相关专业", Level.MET, 100),
        ("金融学", ["计算机"], "计算机相关专业", Level.PARTLY_MET, 50),
        ("Information Systems", ["computer science"], "computer science or a related field", Level.MET, 100),
        ("Nursing", ["accounting"], "accounting or related", Level.PARTLY_MET, 50),
        ("古生物学", ["计算机"], "计算机相关专业", Level.PARTLY_MET, 50),
        ("国学", ["计算机"], "计算机相关专业", Level.UNCLEAR, None),
    ],
)
def test_field_of_study_halves_the_credit_unless_it_is_asked_for(
    area: str, fields: list[str], text: str, level: Level, credit: int | None
) -> None:
    """A related field counts where the posting takes related ones; of an unknown field nobody can tell."""
    assessment = check(degree("BACHELOR", *fields, text=text), studied("BACHELOR", area).reading())

    assert (assessment.level, assessment.credit) == (level, credit)


def test_lower_degree_in_another_field_halves_twice() -> None:
    """One step below and another field: 25."""
    assessment = check(degree("BACHELOR", "计算机"), studied("ASSOCIATE", "金融学").reading())

    assert (assessment.level, assessment.credit) == (Level.PARTLY_MET, 25)
    assert assessment.note == "associate degree, bachelor asked for; another field of study"


def without_degree(entry: EducationEntry) -> EducationEntry:
    """Takes the degree out of a course of study."""
    return replace(entry, level=None, degree=None)


def without_area(entry: EducationEntry) -> EducationEntry:
    """Takes the field out of a course of study."""
    return replace(entry, area=None)


@pytest.mark.parametrize("change", [without_degree, without_area])
def test_course_that_does_not_tell_is_unclear(change: Callable[[EducationEntry], EducationEntry]) -> None:
    """A course without a degree, or without the field asked for, touches the criterion and cannot decide it."""
    writer = studied("BACHELOR", "国学")
    writer.education = [change(entry) for entry in writer.education]

    assessment = check(degree("BACHELOR", "计算机"), writer.reading())

    assert (assessment.level, assessment.credit, len(assessment.evidence)) == (Level.UNCLEAR, None, 1)


def test_unread_education_section_is_unclear() -> None:
    """A section without a readable entry is quoted."""
    writer = ResumeWriter()
    first = writer.line("EDUCATION")
    writer.section(SectionKind.EDUCATION, first, writer.line("Northbridge, with distinction"))

    assessment = check(degree("BACHELOR"), writer.reading())

    assert assessment.level is Level.UNCLEAR
    assert "Northbridge" in assessment.evidence[0].quote


def test_nothing_on_education_is_absent() -> None:
    """Nothing touches the criterion: ABSENT by the letter of the design, with a note."""
    assessment = check(degree("BACHELOR"), ResumeWriter(text="Built services.\n").reading(), "zh")

    assert (assessment.level, assessment.credit, assessment.note) == (Level.ABSENT, 0, "未写教育经历")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("BSc Physics (not completed)", Level.UNCLEAR),
        ("Dropped out of BSc Physics", Level.UNCLEAR),
        ("BSc Physics, withdrew in 2012", Level.UNCLEAR),
        ("物理学 学士 肄业", Level.UNCLEAR),
        ("物理学 本科结业", Level.UNCLEAR),
        ("BSc Physics\nCompleted 90 credits towards the degree", Level.UNCLEAR),
        ("BSc Physics, 2012", Level.MET),
        ("BSc Physics\nThesis on incomplete data", Level.MET),
    ],
)
def test_course_that_was_left_is_unclear(line: str, level: Level) -> None:
    """No degree was awarded, so a person has to ask."""
    writer = ResumeWriter(text=line + "\n")
    words = next(word for word in ("BSc", "学士", "本科") if word in line)
    start = line.index(words)
    degree_fact = Fact(value=words, span=Span(start, start + len(words)))
    writer.education.append(EducationEntry(span=Span(0, len(line)), degree=degree_fact, level=DegreeLevel.BACHELOR))

    assessment = check(degree("BACHELOR"), writer.reading())

    assert assessment.level is level
    assert ("not completed" in assessment.note) is (level is Level.UNCLEAR)


def test_finished_degree_beside_one_that_was_left_counts() -> None:
    """A master's left early takes nothing from a bachelor's."""
    writer = studied("BACHELOR", "物理学")
    writer.degree("MASTER", "物理学", school="Northbridge 肄业")

    assert check(degree("BACHELOR"), writer.reading()).level is Level.MET
    assert check(degree("MASTER"), writer.reading()).credit == 50  # as the bachelor's alone
