"""Whether shifts lean to one side: the sign test by permutation, and the correction for asking often."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import product

_MOST_EXACT = 14
"""Shifts up to which all turns of the signs are tried: 2 to the 14th."""
_DRAWS = 10_000


def p_value(shifts: Sequence[int], seed: int) -> float:
    """Returns the chance of a mean as far from 0 where each shift could as well have been the other way, 0..1.

    Shifts of 0 say nothing of a side. Up to 14 others all turns are tried; for more 10,000 are drawn, the same for the
    same seed.
    """
    sizes = [abs(shift) for shift in shifts if shift]
    if not sizes:
        return 1.0
    found = abs(sum(shifts))
    if len(sizes) <= _MOST_EXACT:
        sums = [abs(sum(turns)) for turns in product(*((size, -size) for size in sizes))]
        return sum(one >= found for one in sums) / len(sums)
    chance = random.Random(seed)  # noqa: S311  # drawn to measure, not to hide
    extreme = sum(abs(sum(size if chance.random() < 0.5 else -size for size in sizes)) >= found for _ in range(_DRAWS))
    return (extreme + 1) / (_DRAWS + 1)


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """Returns p values that stand for all questions asked together, by Holm's steps; each at most 1."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for step, name in enumerate(sorted(chances, key=lambda name: (chances[name], name))):
        highest = max(highest, min(1.0, (len(chances) - step) * chances[name]))
        adjusted[name] = highest
    return adjusted
