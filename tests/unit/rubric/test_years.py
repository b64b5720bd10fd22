"""Numbers of years in demands."""

import pytest

from bole.lexicon.folding import fold
from bole.rubric.years import year_demands


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3年以上Python开发经验", 3, None),
        ("３年以上经验", 3, None),
        ("3-5年工作经验", 3, 5),
        ("3~5年以上工作经验", 3, 5),
        ("两到三年销售经验", 2, 3),
        ("三年以上相关经验", 3, None),
        ("十年以上管理经验", 10, None),
        ("工作经验不少于5年", 5, None),
        ("5年以内工作经验", None, 5),
        ("1年以下工作经验", None, 1),
        ("半年以上", 0.5, None),
        ("6个月以上销售经验", 0.5, None),
        ("7个月以上销售经验", 1, None),
        ("应届毕业生优先", 0, None),
        ("at least 3 years of experience", 3, None),
        ("5+ years", 5, None),
        ("three (3) years of experience", 3, None),
        ("2 to 4 years' experience in sales", 2, 4),
        ("2–4 years’ experience", 2, 4),
        ("0-2 years of professional experience", 0, 2),
        ("up to 2 years of experience", None, 2),
        ("3+ yrs exp with Java", 3, None),
        ("18 months experience with Dynamics", 1.5, None),
        ("entry-level role", 0, None),
        ("3+ years of Python", 3, None),
        ("Python (3+ years)", 3, None),
        ("5年销售", 5, None),
        ("3年后端", 3, None),
        ("2年会计", 2, None),
        ("3年报关", 3, None),
    ],
)
def test_years_are_read(text: str, low: float | None, high: float | None) -> None:
    """Digits and words, ranges and open ends, months rounded up to half years."""
    (demand,) = year_demands(fold(text).text)

    assert (demand.min_years, demand.max_years) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "2019年至今",
        "近3年无违规",
        "10年老店",
        "三年级数学教学",
        "at least 5 years old",
        "over the last 3 years",
        "founded 20 years ago",
        "签订3年合同",
        "Y3 2024",
        "10年质保",
        "3年内无重大交通事故",
        "一年一度",
        "3-year contract",
        "2 years of college",
        "Valid for 3 years",
        "care for children aged 2 years",
        "",
    ],
)
def test_other_years_are_no_demand(text: str) -> None:
    """Calendar years, school years, ages and the age of a company."""
    assert year_demands(fold(text).text) == ()
