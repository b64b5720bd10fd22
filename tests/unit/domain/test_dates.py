"""Arithmetic on partial dates."""

import datetime

import pytest

from bole.domain.dates import DateRange, PartialDate, last_month

AS_OF = datetime.date(2026, 1, 31)
Y = PartialDate


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], None),
        ([DateRange(start=None, end=None)], None),
        ([DateRange(start=Y(2019, 3), end=Y(2020, 5))], Y(2020, 5)),
        ([DateRange(start=Y(2019), end=Y(2021)), DateRange(start=Y(2019), end=Y(2021, 6))], Y(2021)),
        ([DateRange(start=Y(2019), end=Y(2021)), DateRange(start=Y(2019), end=Y(2021, 12))], Y(2021, 12)),
        ([DateRange(start=Y(2019, 3), end=None, ongoing=True)], Y(2026, 1)),
        ([DateRange(start=Y(2019, 3), end=None)], Y(2019, 3)),
        ([DateRange(start=None, end=Y(2018))], Y(2018)),
        ([DateRange(start=Y(2019), end=Y(2031, 2))], Y(2026, 1)),
        ([DateRange(start=Y(2025), end=Y(2026))], Y(2026)),
        (
            [DateRange(start=Y(2025), end=Y(2026)), DateRange(start=Y(2024), end=None, ongoing=True)],
            Y(2026, 1),
        ),
        ([DateRange(start=Y(2021, 5), end=Y(2019, 3))], None),
        ([DateRange(start=Y(2030, 1), end=None, ongoing=True)], None),
        ([DateRange(start=Y(2030), end=Y(2031))], None),
        ([DateRange(start=None, end=Y(2030, 6))], None),
    ],
)
def test_last_month_is_the_latest_that_is_stated(ranges: list[DateRange], expected: PartialDate | None) -> None:
    """What goes on or lies ahead ends on the day of the request."""
    assert last_month(ranges, AS_OF) == expected
