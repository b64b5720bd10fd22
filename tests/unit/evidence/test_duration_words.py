"""Dates and lengths of time in words."""

import pytest

from bole.domain.dates import DateRange, PartialDate
from bole.evidence.duration_words import day, length, period
from bole.evidence.experience_months import Months
from bole.evidence.wording import phrases

EN, ZH = phrases("experience_narrative", "en"), phrases("experience_narrative", "zh")


@pytest.mark.parametrize(
    ("months", "english", "chinese"),
    [
        (Months(1, 1), "1 month", "1个月"),
        (Months(12, 12), "1 year", "1年"),
        (Months(67, 67), "5 years 7 months", "5年7个月"),
        (Months(2, 24), "2 months to 2 years", "2个月至2年"),
    ],
)
def test_months_are_written_as_years_and_months(months: Months, english: str, chinese: str) -> None:
    """Both readings where they differ."""
    assert (length(months, EN), length(months, ZH)) == (english, chinese)


def test_month_is_written_where_it_is_stated() -> None:
    """Nothing is made up."""
    assert (day(PartialDate(2019, 3), EN), day(PartialDate(2019), EN)) == ("March 2019", "2019")
    assert (day(PartialDate(2019, 3), ZH), day(PartialDate(2019), ZH)) == ("2019年3月", "2019年")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (DateRange(start=PartialDate(2019, 3), end=None, ongoing=True), "March 2019 to present"),
        (DateRange(start=PartialDate(2019), end=PartialDate(2021)), "2019 to 2021"),
        (DateRange(start=PartialDate(2019), end=PartialDate(2019)), "2019"),
        (DateRange(start=PartialDate(2019), end=None), "2019"),
        (DateRange(start=None, end=PartialDate(2021)), "2021"),
    ],
)
def test_ranges_are_written_as_far_as_they_are_stated(dates: DateRange, expected: str) -> None:
    """One date alone is no range."""
    assert period(dates, EN) == expected
