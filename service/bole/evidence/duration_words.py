"""Dates and lengths of time in words."""

from __future__ import annotations

from bole.domain.dates import DateRange, PartialDate
from bole.evidence.experience_months import Months
from bole.evidence.wording import Phrases


def length(months: Months, words: Phrases) -> str:
    """Writes a number of months as years and months, both readings where they differ."""
    shortest = _years_and_months(months.shortest, words)
    if months.shortest == months.longest:
        return shortest
    return words.say("about", duration=shortest, longest=_years_and_months(months.longest, words))


def day(date: PartialDate, words: Phrases) -> str:
    """Writes a year, with its month where it is stated."""
    if date.month is None:
        return words.say("year", year=date.year)
    return words.say("year_month", year=date.year, month=words.say("month_names").split()[date.month - 1])


def period(dates: DateRange, words: Phrases) -> str:
    """Writes a range of dates, or the one date that is stated."""
    end = words.say("present") if dates.ongoing else day(dates.end, words) if dates.end else ""
    start = day(dates.start, words) if dates.start else ""
    if start and end and start != end:
        return words.say("from_to", start=start, end=end)
    return start or end


def _years_and_months(months: int, words: Phrases) -> str:
    whole, rest = divmod(months, 12)
    if not whole:
        return words.say("months", count=rest)
    if not rest:
        return words.say("years", count=whole)
    return words.say("years_and_months", years=words.say("years", count=whole), months=words.say("months", count=rest))
