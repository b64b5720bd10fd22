"""Intervals around figures: how far a figure would move on other data of the same kind, at 95 %."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev

_RESAMPLES = 2000
_TAIL = 0.025
_Z = NormalDist().inv_cdf(1 - _TAIL)

Interval = tuple[float, float]


def of_mean(values: Sequence[float], seed: int) -> Interval | None:
    """Returns the percentile bootstrap interval of a mean, the same for the same seed; None for fewer than two."""
    if len(values) < 2:
        return None
    chance = random.Random(seed)  # noqa: S311  # drawn to measure, not to hide
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(_RESAMPLES * _TAIL)], means[math.ceil(_RESAMPLES * (1 - _TAIL)) - 1]


def of_many(values: Sequence[float]) -> Interval | None:
    """Returns the interval of a mean of amounts above 0 from their spread: for more values than are worth resampling.

    None for fewer than two, and where the mean is 0. The lower end stays above 0.
    """
    if len(values) < 2 or not fmean(values):
        return None
    mean, half = fmean(values), _Z * stdev(values) / math.sqrt(len(values))
    return max(mean - half, min(values)), mean + half


def of_rate(hits: int, cases: int) -> Interval | None:
    """Returns Wilson's interval of a share; None without cases."""
    if not cases:
        return None
    share, spread = hits / cases, _Z * _Z / cases
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / cases + spread / (4 * cases))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == cases else min(1.0, middle + half)


def quantile(values: Sequence[float], share: float) -> float:
    """Returns the value below or at which `share` of the values lie; of at least one."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def of_quantile(values: Sequence[float], share: float) -> Interval | None:
    """Returns the interval of a quantile between two of the values; None where too few lie on either side."""
    middle, half = share * len(values), _Z * math.sqrt(len(values) * share * (1 - share))
    low, high = math.floor(middle - half), math.ceil(middle + half)
    if low < 1 or high >= len(values):
        return None
    ordered = sorted(values)
    return ordered[low - 1], ordered[high]
