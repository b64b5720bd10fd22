"""Posts in Chinese sentences."""

import pytest

from bole.parsing.structure.dates import find_dates
from bole.parsing.structure.lines import plain
from bole.parsing.structure.outline import structure
from bole.parsing.structure.prose_posts import find_posts

POSTS = [
    ("历任蓝海科技有限公司财务经理、副总经理", [("蓝海科技有限公司", "财务经理、副总经理")]),
    ("2013年2月至今任公司董事、董事会秘书", [("公司", "董事、董事会秘书")]),
    (
        "曾任东山变压器厂厂长助理，东山县财政局科长，现任蓝海集团总裁",
        [("东山变压器厂", "厂长助理"), ("东山县财政局", "科长"), ("蓝海集团", "总裁")],
    ),
    ("王先生现任江城大学教授兼博士生导师", [("江城大学", "教授兼博士生导师")]),
    ("2016年至2018年就职于平江会计师事务所，担任审计助理", [("平江会计师事务所", "审计助理")]),
    ("加入江城银行", [("江城银行", "")]),
    ("任党委书记", [("", "党委书记")]),
    ("1990年出生，本科学历", []),
    ("主要负责公司财务系统的开发", []),
    ("熟悉证券业务和基金业务", []),
]


@pytest.mark.parametrize(("text", "posts"), POSTS, ids=[text for text, _ in POSTS])
def test_posts_are_organisations_with_their_titles(text: str, posts: list[tuple[str, str]]) -> None:
    """A list of titles belongs to the organisation before it; what only tells of work is no post."""
    found = [
        (post.organization.of(text) if post.organization else "", post.titles.of(text) if post.titles else "")
        for post in find_posts(plain(text), find_dates(text))
    ]

    assert found == posts


def test_each_post_of_a_sentence_is_an_entry_and_the_first_has_its_dates() -> None:
    """Nobody can tell how the years divide."""
    text = "王敏，女。2010年至2018年历任蓝海有限公司会计、东山有限公司财务经理。现任江城有限公司财务总监。"
    work = structure(text).profile.work

    assert [entry.organization.value if entry.organization else "" for entry in work] == [
        "蓝海有限公司",
        "东山有限公司",
        "江城有限公司",
    ]
    assert [entry.dates is not None for entry in work] == [True, False, False]


def test_a_heading_that_is_a_sentence_tells_its_post() -> None:
    """Dated lines under a heading of work may be sentences."""
    (entry,) = structure("王敏\n工作经历\n2013年2月至今任蓝海有限公司财务总监\n- 编制报表\n").profile.work

    assert entry.organization is not None
    assert entry.position is not None
    assert (entry.organization.value, entry.position.value) == ("蓝海有限公司", "财务总监")
