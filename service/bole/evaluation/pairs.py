"""Compares two series of values query by query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from bole.evaluation import intervals
from bole.evaluation.figures import QueryValue

FEWEST = 6
"""Queries of which a change can be told from chance: of fewer, all fall on one side more often than once in twenty."""
_SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The mean difference over queries that both have, with its 95 % interval; no ends for fewer than two queries."""

    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def told_apart(self) -> bool:
        """Tells whether the interval leaves zero out; never for fewer than `FEWEST` queries."""
        return self.low is not None and self.high is not None and self.n >= FEWEST and (self.low > 0 or self.high < 0)


def by_query(values: Iterable[QueryValue], *, metric: str, engine: str, dataset: str) -> Mapping[str, float]:
    """Returns the values of one series by query."""
    wanted = (metric, engine, dataset)
    return {one.query: one.value for one in values if (one.metric, one.engine, one.dataset) == wanted}


def difference(first: Mapping[str, float], second: Mapping[str, float]) -> Difference | None:
    """Returns by how much the first series is above the second; None where they share no query."""
    steps = [first[query] - second[query] for query in sorted(first.keys() & second.keys())]
    if not steps:
        return None
    low, high = intervals.of_mean(steps, _SEED) or (None, None)
    return Difference(value=fmean(steps), low=low, high=high, n=len(steps))
