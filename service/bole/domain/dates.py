"""Dates as resumes state them: a year, perhaps a month, perhaps still going on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A calendar month; `index` counts months since year 0 so that differences are whole months."""

    year: int
    month: int

    @property
    def index(self) -> int:
        """Months since January of year 0."""
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year with or without a month (1..12)."""

    year: int
    month: int | None = None

    @property
    def earliest(self) -> YearMonth:
        """The first month that the date can mean."""
        return YearMonth(self.year, self.month or 1)

    @property
    def latest(self) -> YearMonth:
        """The last month that the date can mean."""
        return YearMonth(self.year, self.month or 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """When something was done; both ends inclusive.

    `end` is None while `ongoing` ("至今", "Present") or where only one date is stated (then `start` is None too if the
    one date reads as an end, such as a graduation).
    """

    start: PartialDate | None
    end: PartialDate | None
    ongoing: bool = False


def last_month(ranges: Iterable[DateRange], as_of: datetime.date) -> PartialDate | None:
    """Returns the latest end of the ranges, with its month where it is stated; None where nothing is stated.

    What goes on, and what ends after `as_of`, ends in the month of `as_of`; a range without an end, where it starts.
    What begins after `as_of`, or ends before it begins, tells nothing.
    """
    today = PartialDate(as_of.year, as_of.month)
    ends = (_end(one, today) for one in ranges)
    stated = [min(end, today, key=lambda date: date.earliest) for end in ends if end is not None]
    return max(stated, key=lambda date: (min(date.latest, today.latest), date.month is not None), default=None)


def _end(one: DateRange, today: PartialDate) -> PartialDate | None:
    end = today if one.ongoing else one.end or one.start
    first = one.start or end
    if end is None or first is None or first.earliest > min(end.latest, today.latest):
        return None
    return end
