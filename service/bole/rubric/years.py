"""Reads numbers of years out of demands: 3年以上, 3-5年, at least three years."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.resources import load_mapping, mapping, strings
from bole.rubric.patterns import pattern

_NAME = "quantities.yaml"
_PHRASE_END = re.compile(r"[,;、。]|\band\b|[和及]")
_MOST_YEARS = 40
"""More years than this is a year or an age, no demand for experience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDemand:
    """A demand for years in folded text at [start, end); either end of the range may be open.

    `graduate` says that the clause asks for graduates or beginners instead: 0 years.
    """

    start: int
    end: int
    min_years: float | None
    max_years: float | None
    graduate: bool = False


def year_demands(folded: str) -> tuple[YearDemand, ...]:
    """Returns the demands for years in the text of one clause, in order; ages and calendar years are none.

    Args:
        folded: Folded text of a clause.
    """
    found = tuple(demand for match in _expression().finditer(folded) if (demand := _demand(match, folded)) is not None)
    graduate = pattern(_NAME, "graduate").search(folded)
    if not found and graduate is not None:
        return (YearDemand(start=graduate.start(), end=graduate.end(), min_years=0.0, max_years=None, graduate=True),)
    return found


def is_only_years(folded: str) -> bool:
    """Tells whether a piece is a number of years and nothing else (`5+ years`, 3年以上)."""
    match = _expression().search(folded)
    return match is not None and not re.search(r"\w", folded[: match.start()] + folded[match.end() :])


@lru_cache(maxsize=1)
def _numbers() -> dict[str, float]:
    numbers = mapping(load_mapping("bole.rubric", _NAME).get("numbers"), _NAME)
    return {word: float(str(value)) for word, value in numbers.items()}


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word) for word in _numbers()), key=len, reverse=True))
    number = rf"(?:\d+(?:\.\d+)?(?![\d.])|(?<![a-z])(?:{words})(?![a-z]))"
    demands = strings(load_mapping("bole.rubric", _NAME).get("demand"), _NAME)
    return re.compile("|".join(one.replace("NUMBER", number) for one in demands))


def _demand(match: re.Match[str], folded: str) -> YearDemand | None:
    groups = match.groupdict()
    low = _value(groups["a"] or groups["digits"] or groups["c"])
    high = _value(groups["b"] or groups["d"])
    if low is None or max(low, high or 0) > _MOST_YEARS or not _asks(match, folded):
        return None
    scale = 12 if groups["unit"] == "个月" or (groups["period"] or "").startswith("month") else 1
    ends = sorted(_in_halves(value / scale) for value in (low, high) if value is not None)
    open_below = high is None and bool(groups["under"] or groups["less"] or groups["upto"])
    return YearDemand(
        start=match.start(),
        end=match.end(),
        min_years=None if open_below else ends[0],
        max_years=ends[-1] if open_below or len(ends) > 1 else None,
    )


def _asks(match: re.Match[str], folded: str) -> bool:
    """Tells whether years are years of work: some word of work stands by, or they open or end a phrase."""
    if pattern(_NAME, "not_before").search(folded[: match.start()]):
        return False
    if pattern(_NAME, "work").search(folded):
        return True
    before = _PHRASE_END.split(folded[: match.start()])[-1]
    after = _PHRASE_END.split(folded[match.end() :])[0]
    if pattern(_NAME, "other_years").search(f"{before} {after}"):
        return False
    return bool(pattern(_NAME, "lead").fullmatch(before) or pattern(_NAME, "trail").fullmatch(after))


def _value(text: str | None) -> float | None:
    if text is None:
        return None
    return _numbers()[text] if text in _numbers() else float(text)


def _in_halves(years: float) -> float:
    """Rounds up to half years, the finest that a rubric holds."""
    return math.ceil(years * 2) / 2
