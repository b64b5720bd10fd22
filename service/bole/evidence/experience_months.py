"""Counts the months that dated entries cover, as intervals where a date has no month."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bole.domain.dates import DateRange, PartialDate, YearMonth

_Months = tuple[int, int]
"""First and last month, both inclusive, as `YearMonth.index`."""


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """How many months something took: by its shortest and by its longest reading."""

    shortest: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One entry: the months that it certainly covers (None where it is only somewhere inside), and all it may cover."""

    certain: _Months | None
    possible: _Months


def months_covered(ranges: Iterable[DateRange], as_of: datetime.date) -> Months:
    """Counts the months that any of the ranges covers; what overlaps counts once.

    Both ends are inclusive: 2019.03 to 2019.03 is one month, 2019.03 to 2020.02 twelve. "2019 to 2021" is at least
    December 2019 to January 2021 and at most all of the three years; "2019 to 2019" at least one month. A range without
    an end covers at least its start and at most all months until `as_of`. Nothing after the month of `as_of` counts,
    and a range that ends before it begins on every reading counts nothing: nobody can tell what was meant.

    Args:
        ranges: When things were done.
        as_of: The date of the request; its month is the last one that counts.
    """
    last = YearMonth(as_of.year, as_of.month).index
    readings = [reading for one in ranges if (reading := _reading(one, last)) is not None]
    certain = _merged([reading.certain for reading in readings if reading.certain is not None])
    # The others took at least a month, somewhere: one more unless a certain month, or that of another one, may be it.
    floating = [reading.possible for reading in readings if reading.certain is None]
    apart = [one for one in floating if not any(_meet(one, other) for other in certain)]
    shortest = _count(certain) + _fewest_months(apart)
    return Months(shortest, _count(_merged([reading.possible for reading in readings])))


def _reading(dates: DateRange, last: int) -> _Reading | None:
    bounds = _bounds(dates, last)
    if bounds is None:
        return None
    (first_start, last_start), (first_end, last_end) = bounds
    possible = (first_start, min(last_end, last))
    if possible[0] > possible[1]:
        return None
    certain = (min(last_start, last), min(first_end, last))
    return _Reading(certain=certain if certain[0] <= certain[1] else None, possible=possible)


def _bounds(dates: DateRange, last: int) -> tuple[_Months, _Months] | None:
    """Returns the months in which the range may start, and those in which it may end."""
    start = _either(dates.start)
    end = (last, last) if dates.ongoing else _either(dates.end)
    if start is None and end is None:
        return None
    if start is None:
        return end or (last, last), end or (last, last)
    if end is None:
        return start, (start[0], max(last, start[1]))
    return start, end


def _either(date: PartialDate | None) -> _Months | None:
    return None if date is None else (date.earliest.index, date.latest.index)


def _merged(spans: Sequence[_Months]) -> list[_Months]:
    merged: list[_Months] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _count(merged: Sequence[_Months]) -> int:
    return sum(end - start + 1 for start, end in merged)


def _fewest_months(spans: Sequence[_Months]) -> int:
    """Returns how many months it takes at least for each span to hold one of them."""
    months: list[int] = []
    for start, end in sorted(spans, key=lambda span: span[1]):
        if not months or start > months[-1]:
            months.append(end)
    return len(months)


def _meet(left: _Months, right: _Months) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]
