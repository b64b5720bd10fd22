"""Levels as numbers: their credit, their order, and how terms and groups combine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from bole.domain.rubric import Combination, TermGroup
from bole.domain.screening import Level

CREDIT: Mapping[Level, int] = MappingProxyType(
    {Level.DEMONSTRATED: 100, Level.MET: 100, Level.USED: 80, Level.LISTED: 40, Level.ABSENT: 0}
)
"""Credit in hundredths (design, section 2); PARTLY_MET has a computed one and UNCLEAR none."""

_BEST_FIRST = (
    Level.DEMONSTRATED,
    Level.MET,
    Level.USED,
    Level.PARTLY_MET,
    Level.LISTED,
    Level.UNCLEAR,
    Level.ABSENT,
)

_Part = tuple[Level, Fraction | None]


def rank(level: Level) -> int:
    """Returns the place of a level from the best (0) to the worst: what is unclear may be better than absent."""
    return _BEST_FIRST.index(level)


def best(levels: Sequence[Level]) -> Level:
    """Returns the best of some levels, UNCLEAR where there are none."""
    return min(levels, key=rank, default=Level.UNCLEAR)


def combine(groups: Sequence[TermGroup], levels: Sequence[Level]) -> tuple[Level, int | None]:
    """Combines the levels of terms into level and credit of their criterion.

    ANY_OF takes the best term, ALL_OF the mean of the terms that are known, several groups the mean of the groups that
    are known. Where the parts of a mean differ, or one of them is not known, the level is at best PARTLY_MET. The mean
    is exact and rounded half up once, at the end.

    Args:
        groups: The term groups of the criterion.
        levels: One level for each term of all groups, in order.

    Returns:
        Level and credit 0..100; UNCLEAR and None when nothing is known.
    """
    level, credit = _combined(groups, levels)
    return level, None if credit is None else round_half_up(credit)


def exact_credit(groups: Sequence[TermGroup], levels: Sequence[Level]) -> Fraction | None:
    """Returns the credit of `combine` before it is rounded."""
    return _combined(groups, levels)[1]


def round_half_up(value: Fraction) -> int:
    """Rounds a number that is not negative to the nearest integer, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _combined(groups: Sequence[TermGroup], levels: Sequence[Level]) -> _Part:
    parts: list[_Part] = []
    position = 0
    for group in groups:
        own = levels[position : position + len(group.terms)]
        position += len(group.terms)
        parts.append(_group(group, own))
    return _mean(parts)


def _group(group: TermGroup, levels: Sequence[Level]) -> _Part:
    if group.combination is Combination.ANY_OF:
        return _part(best(levels))
    return _mean([_part(level) for level in levels])


def _part(level: Level) -> _Part:
    return level, Fraction(CREDIT[level]) if level in CREDIT else None


def _mean(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1 and parts[0][1] is not None:
        return parts[0]
    known = [(level, credit) for level, credit in parts if credit is not None]
    if not known:
        return Level.UNCLEAR, None
    mean = sum((credit for _, credit in known), Fraction(0)) / len(known)
    levels = {level for level, _ in known}
    level = known[0][0] if len(levels) == 1 else Level.PARTLY_MET
    # A part that is not known may turn out to be missing.
    open_part = len(known) < len(parts) and rank(level) < rank(Level.PARTLY_MET)
    return (Level.PARTLY_MET if open_part else level), mean
