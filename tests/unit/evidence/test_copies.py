"""Lines of a resume that repeat the posting."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bole.domain.resume import SectionKind
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.copies import assess_beside_repeated, compared, repeated_lines, without_repeated
from bole.evidence.facts import assess_fact_in_documents
from bole.evidence.reading import Reading
from tests.unit.evidence.written import ResumeWriter, criterion

CPA = criterion("c1", "CPA licence (mandatory)", kind=CriterionKind.CERTIFICATION, terms=["CPA", "CPA licence"])
CLOSE = criterion("c2", "Month-end close", terms=["Month-end close"])
SAP = criterion("c3", "SAP", terms=["SAP"])
ENGLISH = replace(criterion("c4", "Fluent English", kind=CriterionKind.LANGUAGE), language_code="en")
STATEMENTS = criterion("c5", "Prepare consolidated monthly statements for the board", kind=CriterionKind.OTHER)
DRIVER = criterion("c6", "持有A2驾驶证者优先", kind=CriterionKind.CERTIFICATION, terms=["A2驾驶证"])
NURSE = criterion("c7", "Registered Nurse licence", kind=CriterionKind.CERTIFICATION, terms=["Registered Nurse"])
AS_OF = datetime.date(2026, 1, 31)
ACCOUNTING = (replace(CPA, text="CPA licence"), CLOSE, SAP, ENGLISH)


def written(*lines: str) -> Reading:
    """A waiter with some lines below the work."""
    writer = ResumeWriter()
    writer.entry("2018-01..2024-01", ["Served 80 guests a night"], position="Waiter")
    for line in lines:
        writer.line(line)
    return writer.reading()


def copied(reading: Reading, *criteria: Criterion) -> list[str]:
    """The lines that were found."""
    return [span.of(reading.text) for span in repeated_lines(reading, criteria)]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("CPA licence (mandatory)", CPA),
        ("  • 1) cpa LICENCE - mandatory;", CPA),
        ("Required: CPA licence (mandatory)", CPA),
        ("CPA licence (required)", replace(CPA, text="CPA licence")),
        ("持有A2驾驶证者优先", DRIVER),
        ("Prepare consolidated monthly statements for the board", STATEMENTS),
        ("Prepare consolidated monthly statements for board", STATEMENTS),
    ],
)
def test_a_line_that_asks_or_is_long_is_a_copy(line: str, asked: Criterion) -> None:
    """Nobody says "mandatory" of themselves, or the same seven words by chance."""
    assert copied(written(line), asked) == [line]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("CPA licence", CPA),
        ("Registered Nurse licence", NURSE),
        ("持有A2驾驶证", replace(DRIVER, text="持有A2驾驶证")),
        ("Month-end close", CLOSE),
        ("SAP", SAP),
        ("Prepared consolidated monthly statements for the board of a listed group", STATEMENTS),
        ("Ran the month-end close in SAP for three entities", CLOSE),
        ("Bachelor degree in Accounting", criterion("c", "Bachelor degree in Accounting", terms=["Accounting"])),
        ("Team player", criterion("c", "Team player", kind=CriterionKind.SOFT_SKILL)),
        ("2018 - 2024", CPA),
    ],
)
def test_what_people_write_of_themselves_is_no_copy(line: str, asked: Criterion) -> None:
    """The name of a thing is the same in a posting and in a resume."""
    assert copied(written(line), asked) == []


def test_three_lines_with_more_than_names_are_a_copy() -> None:
    """Each could be chance, all three could not."""
    texts = ("Bachelor degree in Accounting", "Answer customer calls politely", "Prepare weekly stock counts")
    asked = [criterion(f"c{index}", text, kind=CriterionKind.OTHER) for index, text in enumerate(texts)]

    assert copied(written(texts[0], "Rowing", texts[1], "Chess", texts[2]), *asked) == list(texts)
    assert copied(written(*texts[:2]), *asked) == []


def test_a_run_of_lines_in_the_order_of_the_posting_is_a_copy() -> None:
    """Licence, skills and language one after another, as only a posting has them."""
    lines = [one.text for one in ACCOUNTING]

    assert copied(written(*lines), *ACCOUNTING) == lines
    assert copied(written(lines[0], "Rowing", *lines[2:]), *ACCOUNTING) == []
    assert copied(written(*reversed(lines)), *ACCOUNTING) == []


def test_a_list_of_skills_is_no_copy() -> None:
    """People list skills and languages one below another, under a heading that says so."""
    writer = ResumeWriter()
    first = writer.line("Skills")
    lines = [writer.line(one.text) for one in ACCOUNTING]
    writer.section(SectionKind.SKILLS, first, lines[-1])

    assert copied(writer.reading(), *ACCOUNTING) == []


def test_a_statement_that_is_broken_over_lines_is_compared_as_a_whole() -> None:
    """PDF files break lines where the page ends."""
    writer = ResumeWriter()
    writer.entry("2018-01..2024-01", ["Prepare consolidated monthly\nstatements for the board"])

    assert "Prepare consolidated monthly\nstatements for the board" in copied(writer.reading(), STATEMENTS)


def assessed_beside(reading: Reading, asked: Criterion, language_code: str = "en") -> CriterionAssessment:
    """Answers a criterion that is computed, as a screening does."""

    def assess(readings: Sequence[Reading]) -> CriterionAssessment:
        return assess_fact_in_documents(asked, readings, AS_OF, language_code)

    return assess_beside_repeated((reading,), assess, language_code)


def test_a_copied_line_meets_no_certificate() -> None:
    """It is open, with the line as evidence and a note; held elsewhere it is met by that."""
    copy = compared(written("CPA licence (mandatory)"), [CPA])
    both = compared(written("CPA licence (mandatory)", "Passed the bar", "CPA since 2019"), [CPA])

    open_answer = assessed_beside(copy, CPA)
    held = assessed_beside(both, CPA)

    assert (open_answer.level, open_answer.credit) == (Level.UNCLEAR, None)
    assert [one.quote for one in open_answer.evidence] == ["CPA licence (mandatory)"]
    assert "repeats the posting" in open_answer.note
    assert "照抄" in assessed_beside(copy, CPA, "zh").note
    assert held.level is Level.MET
    assert [one.quote for one in held.evidence] == ["CPA since 2019"]


def test_without_a_copied_line_spans_stay_what_they_are() -> None:
    """The line is blank, and nothing else moved."""
    reading = compared(written("CPA licence (mandatory)", "CPA since 2019"), [CPA])

    other = without_repeated(reading)

    assert len(other.text) == len(reading.text)
    assert "mandatory" not in other.text
    assert other.text.index("CPA since 2019") == reading.text.index("CPA since 2019")
    assert without_repeated(written("Rowing")).text == written("Rowing").text


def test_facts_of_a_copied_line_do_not_count() -> None:
    """A language or a degree that only the posting's own line states is not stated."""
    writer = ResumeWriter(languages=("zh",))
    spans = [writer.line(one.text) for one in ACCOUNTING[:3]]
    writer.language("en", "English", "fluent")
    reading = replace(writer.reading(), repeated=(*spans, writer.lines[-1]))

    assert assessed_beside(replace(reading, repeated=()), ENGLISH).level is Level.MET
    assert assessed_beside(reading, ENGLISH).level is Level.UNCLEAR
