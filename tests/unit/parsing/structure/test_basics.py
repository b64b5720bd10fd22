"""Who the candidate is."""

import pytest

from bole.domain.resume import Basics
from bole.parsing.structure.basics import find_basics
from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections


def _basics(text: str) -> Basics:
    reading = read(text)
    return find_basics(reading, find_sections(reading))


HEADS = [
    (
        "Dana Kowalczyk\nFrontend Developer\na@example.com | +1 555 0151 | Fairhaven\nSkills\nCSS",
        "Dana Kowalczyk",
        "Frontend Developer",
        "Fairhaven",
    ),
    (
        "HELEN ASHDOWN, CPA\nSenior Accountant\na@example.com | +1 555 0158 | Portland\n",
        "HELEN ASHDOWN",
        "Senior Accountant",
        "Portland",
    ),
    (
        "# Priya Raman\n\nBackend developer · Rivermouth · a@example.com\n",
        "Priya Raman",
        "Backend developer",
        "Rivermouth",
    ),
    (
        "陈静宜\n后端开发工程师\n邮箱：a@example.com　电话：138-0000-2211　所在地：成都\n",
        "陈静宜",
        "后端开发工程师",
        "成都",
    ),
    ("何晓芸\n高级会计\n邮箱：a@example.com 电话：138-0000-5566 苏州\n", "何晓芸", "高级会计", "苏州"),
    ("姓  名：赵敏　　出生年月：1990年5月\n求职意向：语文教师\n现居地：平湖\n", "赵敏", "语文教师", "平湖"),
    ("姓名\n王若溪\n性别\n女\n求职意向\n前端开发\n", "王若溪", "前端开发", ""),
    (
        "孙皓 Sun Hao\nPython后端工程师 / Backend Engineer\nEmail: a@example.com | 手机: 138-0000-3344 | 上海\n",
        "孙皓 Sun Hao",
        "Python后端工程师",
        "上海",
    ),
    ("Name: Peter Okoye\nLocation: Lagos\n", "Peter Okoye", "", "Lagos"),
    ("Ludwig van der Berg\nSeattle, WA | a@example.com\n", "Ludwig van der Berg", "", "Seattle, WA"),
    ("张伟，男，32岁，本科，计算机科学。", "张伟", "", ""),
    ("يوسف درويش\nمطوّر\n", "يوسف درويش", "مطوّر", ""),
    ("个人简历\n李雷\n", "李雷", "", ""),
    ("김민수\n백엔드 개발자\n", "김민수", "백엔드 개발자", ""),
    ("Dana Roe\n12 High St, Dayton, Ohio 45402\n", "Dana Roe", "", "Dayton, Ohio"),
    ("Dana Roe  Nurse  Pune, Maharashtra - 411001  (555) 123-4567\n", "Dana Roe", "Nurse", "Pune, Maharashtra"),
    ("到岗时间：一个月内\n王敏\n", "王敏", "", ""),
    ("Your Name\nDana Roe\n", "Dana Roe", "", ""),
    ("王敏\n任蓝海有限公司董事\n", "王敏", "", ""),
]


@pytest.mark.parametrize(("text", "name", "label", "location"), HEADS, ids=[name for _, name, _, _ in HEADS])
def test_head_of_a_resume_names_the_candidate(text: str, name: str, label: str, location: str) -> None:
    """Name, position and place come from labels, first lines and the line of contacts."""
    basics = _basics(text)

    assert (basics.name.value if basics.name else "") == name
    assert (basics.label.value if basics.label else "") == label
    assert (basics.location.value if basics.location else "") == location


@pytest.mark.parametrize(
    "text",
    [
        "Software Engineer\nSkills\nJava",
        "Curriculum Vitae\n",
        "Hill University\nPhysics",
        "工作经历\n某公司 2019-2020",
        "Skills\nPython",
    ],
)
def test_titles_headings_and_schools_are_no_names(text: str) -> None:
    """What is plainly something else is not taken for a person."""
    assert _basics(text).name is None


def test_summary_is_the_text_below_its_heading() -> None:
    """The summary leaves its heading out."""
    basics = _basics("Ann Bo\nProfile\nCook with nine years in hotels.\nSkills\nSoup")

    assert basics.summary is not None
    assert basics.summary.value == "Cook with nine years in hotels."


def test_empty_text_has_nothing() -> None:
    """No text, no facts."""
    assert _basics("") == Basics()
