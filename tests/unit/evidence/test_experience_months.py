"""Months that dated entries cover."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.dates import DateRange, PartialDate
from bole.evidence.experience_months import Months, months_covered
from tests.unit.evidence.written import date_range

AS_OF = datetime.date(2026, 1, 31)


def covered(*periods: str) -> Months:
    """Counts periods such as `2019-03..2021-05` and `2019..` (ongoing)."""
    return months_covered([dates for one in periods if (dates := date_range(one)) is not None], AS_OF)


@pytest.mark.parametrize(
    ("periods", "shortest", "longest"),
    [
        ([], 0, 0),
        (["2019-03..2019-03"], 1, 1),  # both ends inclusive
        (["2019-03..2020-02"], 12, 12),
        (["2025-12.."], 2, 2),  # until the month of the request
        (["2019-01..2019-12", "2019-07..2020-06"], 18, 18),  # overlap once
        (["2019-01..2019-06", "2019-07..2019-12"], 12, 12),
        (["2019-01..2019-12", "2019-03..2019-04"], 12, 12),  # one inside the other
        (["2018..2020"], 14, 36),  # December 2018 to January 2020, or all of three years
        (["2019..2020"], 2, 24),
        (["2019..2019"], 1, 12),  # somewhere in the year
        (["2019..2019", "2019-01..2019-06"], 6, 12),  # which the other entry may cover
        (["2018..2018", "2019..2019", "2020..2020"], 3, 36),
        (["2019.."], 74, 85),  # December 2019 or January 2019 to January 2026
        (["2019-06..2021"], 20, 31),
        (["2025-06..2027-06"], 8, 8),  # cut at the date of the request
        (["2027-01..2027-06"], 0, 0),
        (["2020-05..2019-03"], 0, 0),  # ends before it begins
    ],
)
def test_months_are_the_union_of_both_readings(periods: list[str], shortest: int, longest: int) -> None:
    """Years without a month give an interval; with months both readings agree."""
    assert covered(*periods) == Months(shortest, longest)


def test_start_alone_covers_a_month_or_all_since() -> None:
    """A single date says when it began and not how long it took."""
    dates = DateRange(start=PartialDate(2025, 11), end=None)

    assert months_covered([dates], AS_OF) == Months(1, 3)


def test_end_alone_covers_its_month() -> None:
    """Nothing tells when it began."""
    dates = DateRange(start=None, end=PartialDate(2025, 11))

    assert months_covered([dates], AS_OF) == Months(1, 1)


def test_nothing_stated_covers_nothing() -> None:
    """A range without dates counts nothing."""
    assert months_covered([DateRange(start=None, end=None)], AS_OF) == Months(0, 0)


DATES = st.builds(PartialDate, st.integers(2010, 2027), st.none() | st.integers(1, 12))
RANGES = st.builds(DateRange, start=st.none() | DATES, end=st.none() | DATES, ongoing=st.booleans())


@given(st.lists(RANGES, max_size=6))
def test_shortest_never_exceeds_longest_nor_order_matters(ranges: list[DateRange]) -> None:
    """Whatever the dates, the interval is one, and the same for any order of entries."""
    months = months_covered(ranges, AS_OF)

    assert 0 <= months.shortest <= months.longest
    assert months_covered(list(reversed(ranges)), AS_OF) == months


@given(st.lists(RANGES, max_size=5), RANGES)
def test_another_entry_never_lowers_the_months(ranges: list[DateRange], another: DateRange) -> None:
    """More work never counts for less."""
    before, after = months_covered(ranges, AS_OF), months_covered([*ranges, another], AS_OF)

    assert before.shortest <= after.shortest
    assert before.longest <= after.longest
