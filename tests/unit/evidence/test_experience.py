"""Years of experience against what a posting asks for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bole.domain.resume import EntryKind, SectionKind
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.experience import assess_experience
from tests.unit.evidence.written import ResumeWriter, criterion

AS_OF = datetime.date(2026, 1, 31)


def years(least: float | None, *terms: str, text: str = "experience", most: float | None = None) -> Criterion:
    """Asks for years in the field that the terms name."""
    asked = criterion("c1", text, kind=CriterionKind.EXPERIENCE, terms=terms)
    return replace(asked, min_years=least, max_years=most)


def check(asked: Criterion, writer: ResumeWriter, language_code: str = "en") -> CriterionAssessment:
    """Assesses, and holds that every quote is the text itself."""
    reading = writer.reading()
    assessment = assess_experience(asked, reading, AS_OF, language_code)
    assert all(one.quote == one.span.of(reading.text) for one in assessment.evidence)
    return assessment


def worked(*periods: str, statement: str = "Built services in Python") -> ResumeWriter:
    """Writes one employment for each period."""
    writer = ResumeWriter()
    for period in periods:
        writer.entry(period, [statement])
    return writer


@pytest.mark.parametrize(
    ("periods", "least", "level", "credit"),
    [
        (["2023-02.."], 3, Level.MET, 100),  # 36 of 36
        (["2023-03.."], 3, Level.PARTLY_MET, 97),  # 35 of 36, rounded down
        (["2025-01..2025-06"], 2, Level.PARTLY_MET, 25),  # the career changer of the worked table
        (["2019-01..2019-12", "2019-07..2020-06"], 1.5, Level.MET, 100),  # overlap once: 18
        (["2019-01..2019-12", "2019-07..2020-06"], 2, Level.PARTLY_MET, 75),
        (["2018..2020"], 1, Level.MET, 100),  # at least 14 months
        (["2018..2020"], 2, Level.UNCLEAR, None),  # 14 to 36
        (["2018..2020"], 4, Level.PARTLY_MET, 29),  # 14 of 48
        (["2026-01..2026-01"], 10, Level.ABSENT, 0),  # one of 120 months is no credit
        (["2027-01..2028-01"], 1, Level.ABSENT, 0),  # the future counts nothing
        (["2026-01.."], None, Level.MET, 100),
        ([], None, Level.ABSENT, 0),
        ([], 3, Level.ABSENT, 0),
    ],
)
def test_months_decide(periods: Sequence[str], least: float | None, level: Level, credit: int | None) -> None:
    """MET by the shortest reading, UNCLEAR if only the longest suffices, else a share."""
    assessment = check(years(least), worked(*periods))

    assert (assessment.level, assessment.credit) == (level, credit)


@pytest.mark.parametrize(
    ("language_code", "note"), [("zh-CN", "约83个月，要求36个月"), ("en", "83 of 36 months"), ("fr", "83 of 36 months")]
)
def test_note_tells_the_arithmetic(language_code: str, note: str) -> None:
    """The note is a short fact in the language asked for."""
    assert check(years(3), worked("2019-03.."), language_code).note == note


def test_note_tells_both_readings_and_the_upper_limit() -> None:
    """Years without months are shown as an interval; `max_years` is told and never scored."""
    assessment = check(years(1, most=1), worked("2018..2020"))

    assert assessment.level is Level.MET
    assert assessment.note == "14 to 36 of 12 months; above the 1-year maximum of the posting, shown only"


def test_only_entries_that_name_the_field_count() -> None:
    """Four years of work, two of them with Python; a denial does not count."""
    writer = ResumeWriter()
    writer.entry("2024-02..", ["Built services in Python"])
    writer.entry("2023-02..2024-01", ["Built services in Java, no Python"])
    writer.entry("2022-02..2023-01", ["Built services in Java"])

    assessment = check(years(4, "Python"), writer)

    assert (assessment.level, assessment.credit) == (Level.PARTLY_MET, 50)
    assert [one.quote for one in assessment.evidence] == ["Northwind  Engineer  2024-02.."]


def test_heading_that_names_the_role_family_counts() -> None:
    """后端工程师 counts for "5 years as a backend developer", whatever its statements say."""
    writer = ResumeWriter()
    writer.entry("2020-01..", ["负责订单系统"], position="后端工程师")
    writer.entry("2017-01..2019-12", ["负责招聘"], position="人事专员")

    assessment = check(years(5, "backend developer", text="5 years as a backend developer"), writer)

    assert assessment.level is Level.MET
    assert [one.quote for one in assessment.evidence] == ["Northwind  后端工程师  2020-01.."]


def test_internships_are_counted_apart() -> None:
    """They are told in the note, and count only where no years are asked for."""
    writer = ResumeWriter()
    writer.entry("2025-02..", ["Built services in Python"])
    writer.entry("2023-07..2023-12", ["Built tools in Python"], kind=EntryKind.INTERNSHIP)

    asked = check(years(1.5, "Python"), writer)
    any_will_do = check(years(None, "Python"), writer)

    assert (asked.level, asked.credit) == (Level.PARTLY_MET, 66)
    assert asked.note == "12 of 18 months; 6 months of internships, counted apart"
    assert any_will_do.note == "18 months"


def test_projects_count_only_without_a_dated_employment() -> None:
    """A project beside employments happened within them."""
    alone, beside = ResumeWriter(), ResumeWriter()
    for writer in (alone, beside):
        writer.entry("2023-01..2024-12", ["Built a shop in Python"], kind=EntryKind.PROJECT)
    beside.entry("2025-01..", ["Built services in Java"])

    assert check(years(2, "Python"), alone).level is Level.MET
    assert check(years(2, "Python"), beside).level is Level.ABSENT


def test_voluntary_work_never_counts() -> None:
    """It is no experience in the sense of a posting."""
    writer = ResumeWriter()
    writer.entry("2015-01..", ["Taught Python"], kind=EntryKind.VOLUNTEER)

    assert check(years(1, "Python"), writer).level is Level.ABSENT


@pytest.mark.parametrize(
    ("sentence", "claimed", "terms", "level"),
    [
        ("5 years of Python experience", "5", ["Python"], Level.UNCLEAR),
        ("5 years of experience", "5", ["Python"], Level.UNCLEAR),
        ("2 years of Python experience", "2", ["Python"], Level.ABSENT),  # states itself that it is less
        ("5 years of Java experience", "5", ["Python"], Level.ABSENT),  # about something else
        ("5 years of experience", "5", [], Level.UNCLEAR),
    ],
)
def test_claim_without_dates_cannot_decide(sentence: str, claimed: str, terms: list[str], level: Level) -> None:
    """Claimed years leave the criterion open if they would suffice, with the claim as the quote."""
    writer = ResumeWriter()
    writer.claim(sentence, f"{claimed} years", claimed)

    assessment = check(years(3, *terms), writer)

    assert assessment.level is level
    if level is Level.UNCLEAR:
        assert assessment.evidence[0].quote == sentence


def test_claim_beside_dated_entries_changes_nothing() -> None:
    """What dates show decides."""
    writer = worked("2025-02..")
    writer.claim("10 years of Python", "10 years", "10")

    assessment = check(years(3, "Python"), writer)

    assert (assessment.level, assessment.credit) == (Level.PARTLY_MET, 33)


def test_relevant_employment_without_dates_leaves_it_open() -> None:
    """Its months are unknown, so the interview has to ask."""
    writer = worked("2025-02..")
    writer.entry("", ["Built tools in Python"])

    assessment = check(years(3, "Python"), writer)

    assert (assessment.level, assessment.credit) == (Level.UNCLEAR, None)
    assert "without dates" in assessment.note


def test_evidence_is_the_three_longest_entries() -> None:
    """Four entries count; the shortest is not shown."""
    assessment = check(years(1), worked("2025-01..", "2018-01..2024-12", "2017-12..2017-12", "2012-01..2016-12"))

    assert [one.quote.split()[-1] for one in assessment.evidence] == [
        "2018-01..2024-12",
        "2012-01..2016-12",
        "2025-01..",
    ]


@pytest.mark.parametrize(
    ("periods", "level"),
    [
        (["2024-12..2020-01"], Level.UNCLEAR),
        (["2024..2020"], Level.UNCLEAR),
        (["2025-06..", "2024-12..2020-01"], Level.UNCLEAR),
        (["2019-01..", "2024-12..2020-01"], Level.MET),  # the other one suffices
        (["2024-06..2024"], Level.PARTLY_MET),  # within the year: not in reverse
    ],
)
def test_dates_in_reverse_leave_it_open(periods: list[str], level: Level) -> None:
    """Nobody can tell what was meant; the months are not guessed."""
    assessment = check(years(3), worked(*periods))

    assert assessment.level is level
    assert ("in reverse" in assessment.note) is ("2024-12..2020-01" in periods or "2024..2020" in periods)


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        ("Chef at Blue Door 2018 - 2023", SectionKind.OTHER, Level.UNCLEAR),
        ("Chef, Blue Door, May 2018 to June 2023", SectionKind.OTHER, Level.UNCLEAR),
        ("2018年3月至今 蓝门餐厅 厨师", SectionKind.OTHER, Level.UNCLEAR),
        ("Chef school 2010 - 2014", SectionKind.EDUCATION, Level.ABSENT),
        ("Waiter at Blue Door 2018 - 2023", SectionKind.OTHER, Level.ABSENT),
        ("Chef at Blue Door, 2018", SectionKind.OTHER, Level.ABSENT),
    ],
)
def test_dates_of_no_entry_leave_it_open(text: str, kind: SectionKind, level: Level) -> None:
    """Work that was not recognised as an entry is no reason for a confident ABSENT."""
    writer = ResumeWriter()
    line = writer.line(text)
    writer.section(kind, line, line)

    assessment = check(years(3, "chef", "厨师", text="3 years as a chef"), writer)

    assert assessment.level is level
    if level is Level.UNCLEAR:
        assert (assessment.credit, assessment.evidence[0].quote) == (None, text)
        assert "could not be assigned" in assessment.note
