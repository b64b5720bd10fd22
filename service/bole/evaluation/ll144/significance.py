"""Whether two rates differ by more than chance."""

from __future__ import annotations

import math
from fractions import Fraction

_MOST_EXACT = 5000
"""People up to which the test is exact; beyond, the normal approximation differs by less than it is read to."""


def p_value(hits: int, cases: int, other_hits: int, other_cases: int) -> float:
    """Returns the chance of a difference as large where both groups are alike, 0..1, two-sided.

    Fisher's exact test for up to 5,000 people; for more the test of two proportions.
    """
    if cases + other_cases > _MOST_EXACT:
        return _two_proportions(hits, cases, other_hits, other_cases)
    all_hits, everybody = hits + other_hits, cases + other_cases
    here = _ways(hits, cases, all_hits, other_cases)
    fewest, most = max(0, all_hits - other_cases), min(all_hits, cases)
    ways = (_ways(one, cases, all_hits, other_cases) for one in range(fewest, most + 1))
    return float(Fraction(sum(one for one in ways if one <= here), math.comb(everybody, all_hits)))


def _ways(hits: int, cases: int, all_hits: int, other_cases: int) -> int:
    return math.comb(cases, hits) * math.comb(other_cases, all_hits - hits)


def _two_proportions(hits: int, cases: int, other_hits: int, other_cases: int) -> float:
    pooled = Fraction(hits + other_hits, cases + other_cases)
    variance = pooled * (1 - pooled) * (Fraction(1, cases) + Fraction(1, other_cases)) if cases and other_cases else 0
    if not variance:
        return 1.0
    difference = Fraction(hits, cases) - Fraction(other_hits, other_cases)
    return math.erfc(abs(float(difference)) / math.sqrt(float(variance)) / math.sqrt(2))
