"""Claims of years of experience."""

import pytest

from bole.parsing.structure.claimed_years import find_claimed_years
from bole.parsing.structure.lines import read
from bole.parsing.structure.outline import structure

CLAIMS = [
    ("5年以上Python开发经验", "5"),
    ("4年Python backend经验", "4"),
    ("急诊护理工作8年", "8"),
    ("工作年限：6年", "6"),
    ("工作经验：3年", "3"),
    ("十五年教学经验", "15"),
    ("两年前端开发经验", "2"),
    ("9年制造业会计经验", "9"),
    ("3年内科护理经验", "3"),
    ("四年Python後端開發經驗", "4"),
    ("5+ years of experience in sales", "5"),
    ("over eight years in distribution", "8"),
    ("nine years of Python", "9"),
    ("10 years' experience as a nurse", "10"),
    ("Total experience: 7 years", "7"),
    ("3-5 years of hands-on work", "3"),
    ("with twelve years as a teacher", "12"),
]


@pytest.mark.parametrize(("text", "years"), CLAIMS, ids=[text for text, _ in CLAIMS])
def test_claim_is_read_as_digits(text: str, years: str) -> None:
    """Numbers in digits and words of both languages become decimal digits; the span begins with the number."""
    (fact,) = find_claimed_years(read(text), ())

    assert fact.value == years
    assert 0 <= fact.span.start < fact.span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "32 years old",
        "三年级班主任",
        "2019年5月加入",
        "a four-year degree",
        "5 years ago",
        "第3年获奖",
        "每年销售额3000万",
        "大学四年制本科",
        "连续3年无差错",
    ],
)
def test_other_years_are_no_claim(text: str) -> None:
    """Ages, classes, dates and durations of something else claim nothing."""
    assert find_claimed_years(read(text), ()) == ()


def test_years_inside_an_entry_are_not_claimed() -> None:
    """What a dated entry tells is shown there, not claimed."""
    text = (
        "Cook with 9 years of experience.\n"
        "Experience\nCook, Blue Kettle, 2010 - 2019\n- Led a team with 20 years of experience\n"
    )

    assert [fact.value for fact in structure(text).profile.claimed_years] == ["9"]
