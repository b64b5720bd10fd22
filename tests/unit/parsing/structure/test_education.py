"""Degrees, where and in what they were earned."""

import pytest

from bole.domain.dates import DateRange, PartialDate
from bole.domain.resume import DegreeLevel, EducationEntry
from bole.parsing.structure.education import find_education
from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections


def _education(text: str) -> tuple[EducationEntry, ...]:
    reading = read(text)
    return find_education(reading, find_sections(reading))


def _facts(entry: EducationEntry) -> tuple[DegreeLevel | None, str, str]:
    return (
        entry.level,
        entry.area.value if entry.area else "",
        entry.institution.value if entry.institution else "",
    )


LINES = [
    (
        "B.Sc. Computer Science, Hill University, 2014 – 2018",
        DegreeLevel.BACHELOR,
        "Computer Science",
        "Hill University",
    ),
    (
        "Hill University   Software Engineering   Bachelor   Sep 2015 – Jun 2019",
        DegreeLevel.BACHELOR,
        "Software Engineering",
        "Hill University",
    ),
    (
        "Master of Science in Data Science | Hill University | 2018",
        DegreeLevel.MASTER,
        "Data Science",
        "Hill University",
    ),
    ("Hill University\nPhD in Physics\nSept 2018 – May 2023", DegreeLevel.DOCTORATE, "Physics", "Hill University"),
    ("MBA, Hill School of Business, 2012", DegreeLevel.MASTER, "", "Hill School of Business"),
    ("BA Marketing\nUniversity of Leeds\n2014 - 2017", DegreeLevel.BACHELOR, "Marketing", "University of Leeds"),
    (
        "Associate degree, Web Development, Fair College, 2021 - 2023",
        DegreeLevel.ASSOCIATE,
        "Web Development",
        "Fair College",
    ),
    (
        "Diploma in Culinary Arts, Oldport School of Hospitality, 2012",
        DegreeLevel.ASSOCIATE,
        "Culinary Arts",
        "Oldport School of Hospitality",
    ),
    ("High School Diploma, Fair High School, 2010", DegreeLevel.SECONDARY, "", "Fair High School"),
    ("锦城理工大学　软件工程　本科　2015年9月 – 2019年6月", DegreeLevel.BACHELOR, "软件工程", "锦城理工大学"),
    ("2012.09-2016.06  西南物流学院  物流管理（本科）", DegreeLevel.BACHELOR, "物流管理", "西南物流学院"),
    (
        "临港海事大学 Computer Science 计算机科学与技术 本科 Bachelor 2016.09 - 2020.06",
        DegreeLevel.BACHELOR,
        "Computer Science 计算机科学与技术",
        "临港海事大学",
    ),
    ("海灣科技大學　資訊管理系　學士　2015/09 - 2019/06", DegreeLevel.BACHELOR, "資訊管理系", "海灣科技大學"),
    ("江湾大学 临床医学 博士 2016-2020", DegreeLevel.DOCTORATE, "临床医学", "江湾大学"),
    ("平湖职业技术学院 会计 大专 2010-2013", DegreeLevel.ASSOCIATE, "会计", "平湖职业技术学院"),
    ("平湖第一中学 高中 2007-2010", DegreeLevel.SECONDARY, "", "平湖第一中学"),
    ("学校名称：江湾大学\n所学专业：网络工程\n学历学位：硕士", DegreeLevel.MASTER, "网络工程", "江湾大学"),
]


@pytest.mark.parametrize(("line", "level", "area", "institution"), LINES, ids=[line[:24] for line, *_ in LINES])
def test_line_tells_level_area_and_institution(line: str, level: DegreeLevel, area: str, institution: str) -> None:
    """One education is read from one line or several, in either language."""
    heading = "教育背景" if any(character >= "\u4e00" for character in line) else "Education"
    (entry,) = _education(f"{heading}\n{line}\n")

    assert _facts(entry) == (level, area, institution)


def test_each_degree_is_an_entry() -> None:
    """Degrees below each other, and behind each other on a line, are told apart."""
    below = "Education\nB.Tech in Physics\nStanford University, 2020\nMaster of Science in Biology\nMIT, 2022\n"
    behind = "Education\nPh.D. in Physics, Hill University, 2015-2020. B.S. in Mathematics, Dale College, 2009-2013.\n"

    assert [entry.level for entry in _education(below)] == [DegreeLevel.BACHELOR, DegreeLevel.MASTER]
    assert [_facts(entry) for entry in _education(behind)] == [
        (DegreeLevel.DOCTORATE, "Physics", "Hill University"),
        (DegreeLevel.BACHELOR, "Mathematics", "Dale College"),
    ]


def test_single_date_is_the_end() -> None:
    """A lone date beside a degree is when it was earned."""
    (entry,) = _education("Education\nB.S. Physics — Hill College (2016)\n")

    assert entry.dates == DateRange(start=None, end=PartialDate(2016))


@pytest.mark.parametrize(
    "line",
    [
        "B.Sc. Physics, Hill College (expected June 2030)",
        "江湾大学 软件工程 硕士（在读） 2023-2026",
        "M.Sc. Physics, Hill College, 2023 – Present",
    ],
)
def test_education_in_progress_is_told(line: str) -> None:
    """Expected, 在读 and an open end mean that it goes on."""
    (entry,) = _education(f"Education\n{line}\n")

    assert entry.in_progress


def test_degree_named_in_prose_counts() -> None:
    """本科，计算机科学 in the first sentence is a degree with its area."""
    (entry,) = _education("张伟，男，32岁，本科，计算机科学。2019年至今任职于某公司。")

    assert _facts(entry) == (DegreeLevel.BACHELOR, "计算机科学", "")


def test_area_stands_between_school_and_its_suffix() -> None:
    """毕业于X大学Y专业 names both."""
    (entry,) = _education("李娜，女，硕士，毕业于江城大学会计学专业。")

    assert _facts(entry) == (DegreeLevel.MASTER, "会计学", "江城大学")


def test_degree_of_a_form_is_not_counted_twice() -> None:
    """学历：硕士 in the head and the degree itself are one."""
    text = "学历\n硕士\n教育经历\n江湾大学 软件工程 硕士 2016年9月-2019年6月\n"

    assert [_facts(entry) for entry in _education(text)] == [(DegreeLevel.MASTER, "软件工程", "江湾大学")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bo\nProficient in MS Office, MS Word and MS SQL.",
        "Ann Bo\nBA and QA lead for payments.",
        "Ann Bo\nScrum Master with a master plan.",
        "Ann Bo\nMastered three languages.",
        "高中数学教师，带班十年。",
        "负责本科生导师工作，面向本科院校。",
        "Ann Bo\nMoved to Boston, MA.",
    ],
)
def test_other_uses_of_the_words_are_no_degrees(text: str) -> None:
    """Products, jobs, places and pupils are not degrees."""
    assert [entry.level for entry in _education(text)] == []
