"""Red flags of dates and of how experience is told."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bole.domain.documents import DocumentRole
from bole.domain.resume import EntryKind, SectionKind
from bole.domain.rubric import Rubric
from bole.domain.screening import RedFlag, RedFlagCode
from bole.evidence.reading import Reading
from bole.evidence.red_flags import red_flags
from tests.unit.evidence.written import ResumeWriter

AS_OF = datetime.date(2026, 1, 31)
RUBRIC = Rubric(title="", role="", language_code="en", criteria=())

VAGUE = (
    ["Responsible for development, used many technologies."],
    ["Responsible for development.", "Used many technologies in various projects.", "Took part in meetings."],
    ["Worked with the team on different tasks and solved problems."],
    ["负责开发工作，参与多个项目"],
    ["负责公司日常工作", "协助领导完成各项任务"],
    ["参与项目的设计、开发和测试，使用多种技术"],
)

CONCRETE = (
    ["Answered calls from guests and booked tables for the evening."],
    ["Cared for patients on the surgical ward, gave medication and kept the charts."],
    ["Taught algebra to year nine."],
    ["Responsible for development.", "Rewrote the depot report as one query."],
    ["Welded pressure vessels to EN 287."],
    ["负责急诊预检分诊，配合医生抢救危重病人"],
    ["讲授初三物理，组织实验课"],
    ["使用Flask编写接口"],
    ["负责订单系统开发，日均请求百万级"],
    ["Prepared invoices and reconciled supplier statements."],
)


def _flags(*readings: Reading, language_code: str = "en") -> tuple[RedFlag, ...]:
    return red_flags(readings, AS_OF, language_code)


def _codes(reading: Reading) -> list[RedFlagCode]:
    return [flag.code for flag in _flags(reading)]


def _worked(period: str, statements: Sequence[str], *, language: str = "en", position: str = "Assistant") -> Reading:
    writer = ResumeWriter(languages=(language,))
    writer.entry(period, statements, position=position)
    return writer.reading()


@pytest.mark.parametrize("statements", VAGUE)
def test_entry_without_object_tool_or_result_is_vague(statements: list[str]) -> None:
    """And the flag quotes it."""
    reading = _worked("2021-02..2024-03", statements)

    (flag,) = _flags(reading)

    assert flag.code is RedFlagCode.VAGUE_EXPERIENCE
    assert flag.evidence[0].quote == flag.evidence[0].span.of(reading.text) == statements[0]


@pytest.mark.parametrize("statements", CONCRETE)
def test_entry_with_one_concrete_statement_is_not_vague(statements: list[str]) -> None:
    """In any profession: an object is enough."""
    assert _codes(_worked("2021-02..2024-03", statements)) == []


def test_repeating_the_title_adds_nothing() -> None:
    """A Java developer who is responsible for Java development has told nothing."""
    told = ["Responsible for Java development using Java."]

    assert _codes(_worked("2021-02..2024-03", told, position="Java Developer")) == [RedFlagCode.VAGUE_EXPERIENCE]
    assert _codes(_worked("2021-02..2024-03", told, position="Developer")) == []


@pytest.mark.parametrize("statements", [[], ["Remote"]])
def test_entry_that_tells_nothing_is_not_vague(statements: list[str]) -> None:
    """Old positions are often only named."""
    assert _codes(_worked("2021-02..2024-03", statements)) == []


def test_other_languages_are_not_judged_by_words() -> None:
    """Dates still are."""
    assert _codes(_worked("2021-02..2024-03", ["Responsible for development."], language="ar")) == []
    assert _codes(_worked("2027-02..2028-03", ["x"], language="ar")) == [RedFlagCode.FUTURE_DATE]


def test_skills_without_any_work_are_a_keyword_list() -> None:
    """The longest lists are quoted."""
    writer = ResumeWriter()
    writer.line("Python, Django, Flask, MySQL, PostgreSQL, Redis")
    writer.line("Docker, Kubernetes, Jenkins, Linux")
    reading = writer.reading()

    (flag,) = _flags(reading)

    assert flag.code is RedFlagCode.KEYWORD_LIST
    assert flag.evidence[0].quote == "Python, Django, Flask, MySQL, PostgreSQL, Redis"


@pytest.mark.parametrize(
    ("language_code", "words"), [("en", "3 lines repeat the posting"), ("zh", "有3行照抄岗位要求")]
)
def test_three_lines_of_the_posting_are_flagged(language_code: str, words: str) -> None:
    """And quoted; two are not."""
    writer = ResumeWriter()
    spans = [writer.line(text) for text in ("CPA licence (mandatory)", "Month-end close", "SAP")]
    reading = writer.reading()

    (flag,) = _flags(replace(reading, repeated=tuple(spans)), language_code=language_code)

    assert flag.code is RedFlagCode.KEYWORD_LIST
    assert words in flag.message
    assert flag.evidence[0].quote == "CPA licence (mandatory)"
    assert _flags(replace(reading, repeated=tuple(spans[:2]))) == ()


def test_skills_shown_in_work_are_no_keyword_list() -> None:
    """Two of ten in a description of work are enough."""
    writer = ResumeWriter()
    writer.line("Python, Django, Flask, MySQL, PostgreSQL, Redis, Docker, Kubernetes, Jenkins, Linux")
    writer.entry("2020-01..", ["Built the billing API in Django on PostgreSQL for 40 branches."])

    assert _codes(writer.reading()) == []


def test_prose_about_work_without_dates_is_no_keyword_list() -> None:
    """Where no entry was found, sentences that tell of work show their skills."""
    writer = ResumeWriter()
    writer.line("Python, Django, Flask, MySQL, Redis, Docker, Kubernetes, Jenkins")
    writer.line("I built a shop with Django and deployed it with Docker.")

    assert _codes(writer.reading()) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2019-01..2022-06", "2021-01..2023-12", [RedFlagCode.OVERLAPPING_DATES]),
        ("2019-01..2022-06", "2022-05..2023-12", []),  # two months: May and June
        ("2019-01..2022-06", "2022-04..2023-12", [RedFlagCode.OVERLAPPING_DATES]),
        ("2019..2022", "2022..2024", []),  # the shortest reading leaves no common month
        ("2019..2022", "2020..2024", [RedFlagCode.OVERLAPPING_DATES]),
        ("2019-01..", "2025-01..", [RedFlagCode.OVERLAPPING_DATES]),
    ],
)
def test_positions_overlap_by_their_shortest_reading(first: str, second: str, expected: list[RedFlagCode]) -> None:
    """More than two months count."""
    writer = ResumeWriter()
    writer.entry(first, ["Closed the books of two entities."], organization="Northwind")
    writer.entry(second, ["Audited the stock of 12 depots."], organization="Harbour Foods")

    assert _codes(writer.reading()) == expected


@pytest.mark.parametrize(
    ("organization", "position", "kind"),
    [
        ("Northwind", "Team Lead", EntryKind.EMPLOYMENT),  # the same employer: a promotion
        ("Harbour Foods", "Part-time lecturer", EntryKind.EMPLOYMENT),
        ("Harbour Foods", "兼职讲师", EntryKind.EMPLOYMENT),
        ("Harbour Foods", "Analyst", EntryKind.INTERNSHIP),
        ("Harbour Foods", "Analyst", EntryKind.PROJECT),
        ("Harbour Foods", "Analyst", EntryKind.VOLUNTEER),
    ],
)
def test_work_beside_a_position_is_no_overlap(organization: str, position: str, kind: EntryKind) -> None:
    """Only two full-time positions at different places contradict each other."""
    writer = ResumeWriter()
    writer.entry("2019-01..2022-06", ["Closed the books of two entities."], organization="Northwind")
    writer.entry("2020-01..2022-01", ["Audited 12 depots."], organization=organization, position=position, kind=kind)

    assert _codes(writer.reading()) == []


def test_work_that_lies_ahead_is_flagged_unless_announced() -> None:
    """An incoming position says so."""
    assert _codes(_worked("2026-05..", ["Audited 12 depots."])) == [RedFlagCode.FUTURE_DATE]
    assert _codes(_worked("2024-05..2026-12", ["Audited 12 depots."])) == [RedFlagCode.FUTURE_DATE]
    assert _codes(_worked("2026-05..", ["Audited 12 depots."], position="Incoming Analyst")) == []
    assert _codes(_worked("2024-05..2026-01", ["Audited 12 depots."])) == []


def test_expected_graduation_is_not_a_future_date() -> None:
    """Studies end ahead; they do not begin ahead."""
    writer = ResumeWriter()
    writer.degree("BACHELOR", "Nursing", "2023-09..2027-06")

    assert _codes(writer.reading()) == []


def test_claim_above_the_dated_entries_is_flagged() -> None:
    """Ten years against four."""
    writer = ResumeWriter()
    writer.claim("Accountant with 10 years of experience.", "10 years", "10")
    writer.entry("2022-01..2025-12", ["Closed the books of two entities."])

    (flag,) = _flags(writer.reading())

    assert flag.code is RedFlagCode.CLAIM_NOT_SHOWN
    assert "48 months" in flag.message
    assert flag.evidence[0].quote == "Accountant with 10 years of experience."


@pytest.mark.parametrize("kind", list(EntryKind))
def test_claim_within_six_months_of_the_longest_reading_holds(kind: EntryKind) -> None:
    """Any dated work counts for years in general, by the longest reading of its dates."""
    writer = ResumeWriter()
    writer.claim("3 years of experience.", "3 years", "3")
    writer.entry("2023-02..2025-07", ["Closed the books of two entities."], kind=kind)

    assert _codes(writer.reading()) == []


def test_years_of_a_skill_are_compared_with_the_entries_that_name_it() -> None:
    """Seven years of work, two of them with Java."""
    writer = ResumeWriter()
    writer.claim("5 years of Java experience.", "5 years", "5")
    writer.entry("2024-01..2025-12", ["Built the parcel API in Java for 40 depots."])
    writer.entry("2019-01..2023-12", ["Answered 30 tickets a week."], organization="Harbour Foods")

    (flag,) = _flags(writer.reading(), language_code="zh")

    assert flag.message == "自述5年Java经验，写到Java的带日期经历最多合计24个月。"


def test_claim_is_left_alone_where_dates_may_have_been_misread() -> None:
    """Years stand in the work section, but no entry was found there."""
    writer = ResumeWriter()
    writer.claim("10 years of experience.", "10 years", "10")
    heading = writer.line("Experience")
    last = writer.line("Northwind from 2012 until 2024")
    writer.section(SectionKind.WORK, heading, last)

    assert _codes(writer.reading()) == []


def test_cover_letters_are_not_judged_for_how_they_tell() -> None:
    """They are prose about wishes."""
    writer = ResumeWriter()
    writer.entry("2021-02..2024-03", ["Responsible for development."])

    assert _flags(writer.reading(role=DocumentRole.COVER_LETTER)) == ()
