"""Numbers and dates compare by what they say."""

import pytest

from bole.evidence.stated_numbers import stated
from bole.lexicon.folding import fold


def holds(text: str, narrative: str) -> bool:
    return stated(fold(text).text).holds(stated(fold(narrative).text))


@pytest.mark.parametrize(
    ("text", "narrative"),
    [
        ("cut by 40 percent", "cut by 40%"),
        ("降低４０％", "降低 40%"),
        ("降低百分之40", "降低40%"),
        ("1,800 requests", "1800 requests"),
        ("20万单", "200,000 orders"),
        ("3.5k stars", "3500 stars"),
        ("三年经验", "3 years of experience"),
        ("3 年经验", "three years"),
        ("十二个月", "12 months"),
        ("2021.03 - 2024.06", "2021年3月至2024年6月"),
        ("Mar 2021", "since March 2021"),
        ("07/2015", "2015-07"),
        ("2021年3月", "在 2021 年"),
        ("2019-03-15", "March 2019"),
        ("led 12 people", "12名"),
        ("负责一个系统", "一名工程师"),
        ("15 years", "fifteen years"),
        ("led fifty people", "led 50 people"),
        ("125 shops", "one hundred and twenty-five shops"),
        ("2 million users", "two million users"),
        ("12 eggs", "a dozen eggs"),
        ("50辆货车", "五十辆货车"),
        ("35000单", "三万五千单"),
        ("1200万元", "一千二百万元"),
        ("一亿两千万", "120000000"),
    ],
)
def test_the_same_number_stands(text: str, narrative: str) -> None:
    """Whatever its spelling, script or language."""
    assert holds(text, narrative)


@pytest.mark.parametrize(
    ("text", "narrative"),
    [
        ("led 40 people", "cut by 40%"),
        ("cut by 40%", "led 40 people"),
        ("12 people", "12 years"),
        ("3 years", "3 months"),
        ("2021.03", "2021年4月"),
        ("2021", "March 2021"),
        ("3500 stars", "350 stars"),
        ("1,800", "800"),
        ("两年", "三年"),
        ("", "five"),
        ("", "nineteen"),
        ("", "hundreds of users"),
        ("", "a dozen shops"),
        ("15 people", "fifteen years"),
        ("five years", "fifty-five years"),
        ("管理货车", "管理着五十辆货车"),
        ("覆盖城市", "覆盖三十城"),
        ("二十", "二十五"),
        ("2015 - 2019", "2016"),
    ],
)
def test_another_number_does_not(text: str, narrative: str) -> None:
    """A share is no count, a length of time needs its unit, a part of a number is another number."""
    assert not holds(text, narrative)
