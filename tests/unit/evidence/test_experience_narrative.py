"""The narrative of the embedded engine: dates, roles and quotes, nothing about the person."""

import datetime
from dataclasses import replace

import pytest

from bole.domain.resume import EntryKind
from bole.domain.rubric import CriterionKind, Rubric
from bole.evidence.experience_narrative import MOST_CODE_POINTS, describe_experience
from bole.evidence.reading import read
from tests.unit.evidence.written import ResumeWriter, criterion

AS_OF = datetime.date(2026, 1, 31)
YEARS = replace(criterion("c1", "3 years of Java", kind=CriterionKind.EXPERIENCE, terms=["Java"]), min_years=3.0)
RUBRIC = Rubric(title="", role="", language_code="en", criteria=(YEARS,))
EMPTY = Rubric(title="", role="", language_code="en", criteria=())


def _writer() -> ResumeWriter:
    writer = ResumeWriter()
    writer.person("Rowan Hale")
    writer.entry(
        "2021-02..2024-03",
        ["Built the parcel API in Java; it answers 2,300 requests a second."],
        position="Java Developer",
        organization="Brightwater Logistics",
    )
    writer.entry("2018-09..2021-01", ["Answered 30 tickets a week."], position="Technician", organization="Millbrook")
    writer.degree("BACHELOR", "Computer Science", "2014..2018", school="Northbridge University")
    return writer


def test_english_narrative_reads_as_a_recruiter_expects() -> None:
    """Positions, length, latest role, relevant months, a quote."""
    assert describe_experience(read(_writer().resume()), RUBRIC, "en", AS_OF) == (
        "2 dated positions since September 2018, 5 years 7 months in all (overlaps counted once). "
        "Most recent: Java Developer at Brightwater Logistics, February 2021 to March 2024. "
        "For “3 years of Java”: 38 of 36 months. "
        "In the words of the resume: “Built the parcel API in Java; it answers 2,300 requests a second”; "
        "“Answered 30 tickets a week”."
    )


def test_chinese_narrative_reads_as_a_recruiter_expects() -> None:
    """The same facts in Chinese, with an ongoing position of unknown month."""
    writer = ResumeWriter(languages=("zh",))
    writer.entry("2019..", ["使用Flask构建高并发接口，日均请求百万级"], position="Python开发", organization="XX科技")

    assert describe_experience(read(writer.resume()), EMPTY, "zh", AS_OF) == (
        "共1段带日期的工作经历，最早始于2019年，合计6年2个月至7年1个月（重叠不重复计算）。"
        "最近一段：XX科技，Python开发，2019年至今。"
        "成果原文：“使用Flask构建高并发接口，日均请求百万级”。"
    )


def test_internships_are_counted_apart() -> None:
    """They are no employment."""
    writer = _writer()
    writer.entry("2017-06..2017-08", ["Tested 40 forms."], kind=EntryKind.INTERNSHIP, organization="Fernhill")

    text = describe_experience(read(writer.resume()), EMPTY, "en", AS_OF)

    assert "One internship besides, 3 months." in text
    assert "since September 2018" in text


def test_only_projects_are_called_so() -> None:
    """A student is not said to have held a position."""
    writer = ResumeWriter()
    writer.entry("2024-01..2024-06", ["Built a compiler."], kind=EntryKind.PROJECT)

    assert describe_experience(read(writer.resume()), EMPTY, "en", AS_OF).startswith(
        "No dated position; one dated project or voluntary work, 6 months."
    )


@pytest.mark.parametrize(("language_code", "expected"), [("en", "tell of no work"), ("zh", "没有工作经历")])
def test_an_empty_profile_is_described_as_such(language_code: str, expected: str) -> None:
    """Nothing is made up."""
    assert expected in describe_experience(read(ResumeWriter().resume()), EMPTY, language_code, AS_OF)


def test_work_without_dates_is_counted_only() -> None:
    """No length is guessed."""
    writer = ResumeWriter()
    writer.entry("", ["Closed the books."])
    writer.entry("", ["Audited the stock."])

    text = describe_experience(read(writer.resume()), EMPTY, "en", AS_OF)

    assert text == "The documents tell of 2 pieces of work, none with dates."


def test_person_and_school_stay_out() -> None:
    """Quotes that hold a name, a school, age or gender are left out."""
    writer = _writer()
    writer.entry(
        "2024-04..",
        ["Rowan Hale won 3 prizes.", "Lectured 90 students at Northbridge University.", "Married, led 12 people."],
        organization="Northbridge University",
        position="Lecturer",
    )

    text = describe_experience(read(writer.resume()), EMPTY, "en", AS_OF)

    assert not any(word in text for word in ("Rowan", "Northbridge", "Married"))
    assert "Most recent: Lecturer, April 2024 to present." in text


@pytest.mark.parametrize("language_code", ["zh", "en"])
def test_narrative_keeps_its_bound_in_whole_sentences(language_code: str) -> None:
    """Long statements and many entries do not overflow it."""
    writer = ResumeWriter()
    for number in range(30):
        writer.entry(
            f"{1990 + number}-01..{1990 + number}-12",
            [f"Closed {number} ledgers and " + "reconciled statements " * count for count in (1, 3, 20)],
            organization="The Northwind Trading Company of the Seven Harbours",
            position="Senior Accountant for Statutory Reporting",
        )

    text = describe_experience(read(writer.resume()), RUBRIC, language_code, AS_OF)

    assert len(text) <= MOST_CODE_POINTS
    assert text.endswith((".", "。"))


def test_every_quote_stands_in_the_resume() -> None:
    """Verbatim, never paraphrased."""
    resume = _writer().resume()

    text = describe_experience(read(resume), EMPTY, "en", AS_OF)
    quotes = [part.split("”")[0] for part in text.split("“")[1:]]

    assert len(quotes) == 2
    assert all(quote in resume.text for quote in quotes)
