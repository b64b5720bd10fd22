"""Employments, internships, projects and voluntary work."""

import pytest

from bole.domain.dates import DateRange, PartialDate
from bole.domain.resume import EntryKind, WorkEntry
from bole.parsing.structure.entries import find_entries
from bole.parsing.structure.lines import read
from bole.parsing.structure.outline import structure
from bole.parsing.structure.sections import find_sections


def _entries(text: str) -> tuple[WorkEntry, ...]:
    reading = read(text)
    return find_entries(reading, find_sections(reading))


def _summary(entry: WorkEntry) -> tuple[str, str, str]:
    dates = entry.dates
    start = f"{dates.start.year}" if dates and dates.start else ""
    end = "now" if dates and dates.ongoing else f"{dates.end.year}" if dates and dates.end else ""
    return (
        entry.organization.value if entry.organization else "",
        entry.position.value if entry.position else "",
        f"{start}-{end}" if dates else "",
    )


LAYOUTS = {
    "one line, commas": "Experience\nCook, Blue Kettle, Oldport, 03/2019 - Present\n- Cooked\n",
    "dates below": "Experience\nCook, Blue Kettle, Oldport\nMarch 2019 to present\n- Cooked\n",
    "dates right, position below": "Experience\nBlue Kettle  Mar 2019 – Present\nCook\n• Cooked\n",
    "organisation above": "Experience\nBlue Kettle\nCook  2019.03 – now\n• Cooked\n",
    "one field a line": "Experience\nCook\nBlue Kettle\nMarch 2019 – present\n• Cooked\n",
    "dates first": "Experience\n2019-03 to present\nCook\nBlue Kettle Ltd\nCooked for 80 guests.\n",
    "bars": "Experience\nCook | Blue Kettle | Oldport | 2019 - now\n- Cooked\n",
    "at": "Experience\nCook at Blue Kettle\nJan 2019 - Present\n- Cooked\n",
    "parentheses": "Experience\nCook — Blue Kettle (2019–Present)\nCooked for 80 guests\n",
    "markdown": "## Experience\n### Cook — Blue Kettle\n\n*May 2019 – Present*\n\n- Cooked\n",
    "bulleted entries": "Experience\n• Blue Kettle\nCook Oct 2019 – Present\n◦ Cooked for 80 guests\n◦ Baked\n",
    "form": "Experience\nCompany: Blue Kettle\nDesignation: Cook\nDuration: 2019 - now\nResponsibilities:\n- Cooked\n",
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts_of_a_heading_say_the_same(text: str) -> None:
    """Wherever organisation, position and dates stand, they come out the same."""
    (entry,) = _entries(text)
    organization, position, dates = _summary(entry)

    assert organization in {"Blue Kettle", "Blue Kettle Ltd"}
    assert position == "Cook"
    assert dates == "2019-now"
    assert entry.kind is EntryKind.EMPLOYMENT
    assert any("ooked" in highlight.value for highlight in entry.highlights)


CHINESE = {
    "gaps": "工作经历\n江湾市第三医院　急诊科　主管护师　2020/07 – 至今\n- 负责分诊\n",
    "single blanks": "工作经历\n江湾市第三医院 主管护师 2020.07 – 至今\n负责分诊，日均260人次。\n",
    "dates first": "【工作经历】\n2020/07-至今    江湾市第三医院    主管护师\n1、负责分诊；\n",
    "cells": "工作经历\n2020.07-至今\n江湾市第三医院\n主管护师\n负责分诊，日均260人次\n",
    "row of a table": "工作经历\n2020.07-至今  江湾市第三医院  主管护师  负责分诊，日均260人次；带教新人\n",
    "form": "工作经历\n公司名称：江湾市第三医院\n职位名称：主管护师\n在职时间：2020.07-至今\n工作描述：\n负责分诊\n",
}


@pytest.mark.parametrize("text", CHINESE.values(), ids=CHINESE.keys())
def test_chinese_layouts_say_the_same(text: str) -> None:
    """Lines, tables and forms in Chinese are read alike."""
    (entry,) = _entries(text)

    assert _summary(entry) == ("江湾市第三医院", "主管护师", "2020-now")
    assert any("负责分诊" in highlight.value for highlight in entry.highlights)


def test_entries_follow_each_other_without_overlap() -> None:
    """Each entry reaches to the next, with its own statements; wrapped lines belong together."""
    text = (
        "WORK EXPERIENCE\n"
        "Senior Buyer, Alder Stores  Jan 2020 – Present\n"
        "• Cut the cost of packaging by 12% across\n"
        "  nine suppliers.\n"
        "• Led three buyers.\n"
        "Buyer, Birch Foods  2016 – 2019\n"
        "• Bought flour.\n"
    )
    first, second = _entries(text)

    assert [highlight.value for highlight in first.highlights] == [
        "Cut the cost of packaging by 12% across\n  nine suppliers.",
        "Led three buyers.",
    ]
    assert first.span.end <= second.span.start
    assert _summary(second) == ("Birch Foods", "Buyer", "2016-2019")
    assert first.dates_span is not None
    assert first.dates_span.of(text) == "Jan 2020 – Present"


def test_unbulleted_statements_stay_with_the_entry_above() -> None:
    """A statement without a bullet is not taken for the heading of the next entry."""
    text = (
        "Work Experience\n"
        "Senior Engineer — Acme Corp (2020–Present)\n"
        "Led development of a platform\n"
        "Reduced latency by 40%\n"
        "Engineer — Startup (2016–2020)\n"
        "Built an interface\n"
    )
    first, second = _entries(text)

    assert [highlight.value for highlight in first.highlights] == [
        "Led development of a platform",
        "Reduced latency by 40%",
    ]
    assert second.heading.of(text) == "Engineer — Startup (2016–2020)"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Experience\nWeb Design Intern, Salt Media, 03/2023 - 09/2023\n- Drew\n", EntryKind.INTERNSHIP),
        ("工作经历\n某某软件有限公司 测试实习生 2024年7月 – 2024年9月\n- 测试\n", EntryKind.INTERNSHIP),
        ("实习经历\n某某软件有限公司 测试 2024年7月 – 2024年9月\n- 测试\n", EntryKind.INTERNSHIP),
        ("Experience\nInternal Auditor, Alder Bank, 2019 - 2020\n- Audited\n", EntryKind.EMPLOYMENT),
        ("Volunteering\nFood Bank, 2019 - 2020\n- Sorted\n", EntryKind.VOLUNTEER),
        ("Experience\nVolunteer Coordinator, St Mary, 2019 - 2020\n- Sorted\n", EntryKind.VOLUNTEER),
        ("项目经历\n图书小程序 2023年10月 – 2024年1月\n- 编写接口\n", EntryKind.PROJECT),
    ],
)
def test_kind_follows_section_and_position(text: str, kind: EntryKind) -> None:
    """Internships are told by their section or position; "internal" is none."""
    assert [entry.kind for entry in _entries(text)] == [kind]


def test_projects_without_dates_are_entries_of_their_own() -> None:
    """A title above a list is a project, dated or not."""
    text = "PROJECTS\n\nShop (Capstone)\n- Built it\n- Sold it\n\nTask App\n- Wrote it\n"

    assert [(_summary(entry)[0], entry.dates, len(entry.highlights)) for entry in _entries(text)] == [
        ("Shop (Capstone)", None, 2),
        ("Task App", None, 1),
    ]


def test_form_of_projects_gives_names_and_dates() -> None:
    """项目名称 opens a project; its dates may be missing."""
    text = (
        "项目经验\n项目名称：仓库系统\n项目时间：2021.03-2021.09\n项目描述：替换旧系统\n"
        "项目名称：旧仓改造\n项目描述：规划\n"
    )
    first, second = _entries(text)

    assert first.organization is not None
    assert first.organization.value == "仓库系统"
    assert first.dates == DateRange(start=PartialDate(2021, 3), end=PartialDate(2021, 9))
    assert second.dates is None


def test_section_without_titles_is_one_entry() -> None:
    """A list of statements alone is an entry without dates."""
    (entry,) = _entries("Experience:\n- Analyzed large datasets\n- Created dashboards\n")

    assert entry.dates is None
    assert [highlight.value for highlight in entry.highlights] == ["Analyzed large datasets", "Created dashboards"]


def test_date_inside_a_statement_opens_no_entry() -> None:
    """A year in a list item is part of the statement."""
    text = "Experience\nCook, Blue Kettle, 2019 - 2021\n- Won a prize in 2020\n- Opened a kitchen in May 2021\n"

    assert len(_entries(text)) == 1


def test_page_footers_are_no_entries() -> None:
    """A date beside the word résumé is the foot of a page."""
    text = "Experience\nCook, Blue Kettle, 2019 - 2021\n- Cooked\nFebruary 10, 2026 Ann Bo · Résumé 1\n"

    assert len(_entries(text)) == 1


def test_empty_lines_may_part_position_organisation_and_dates() -> None:
    """As exports of recruiting sites write them."""
    text = (
        "Dana Roe\n\nWORK EXPERIENCE\n\nSoftware Engineer\n\nBlue Harbour -  Dayton, Ohio -\n\nMay 2017 to Present\n\n"
        "Built the order service and its tests.\n\nJava Intern\n\nOak Partners\n\nJune 2015 to November 2015\n\n"
        "Learned testing.\n"
    )
    first, second = structure(text).profile.work

    assert first.position is not None
    assert second.position is not None
    assert (first.position.value, second.position.value) == ("Software Engineer", "Java Intern")
