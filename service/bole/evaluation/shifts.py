"""How far something moves scores: pairs of answers about documents that should be judged alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bole.evaluation import intervals
from bole.evaluation.asking import Judged
from bole.evaluation.figures import Basis, Figure

NOTHING_TO_COMPARE = "no document was changed by it, or none of both was answered"
_SHARE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two answers: of a document as it was and as it is after a change.

    `source` is the document that was changed: what its changes do hangs together. Empty where nobody asks.
    """

    before: Judged
    after: Judged
    source: str = ""

    @property
    def answered(self) -> bool:
        """True where both documents were answered."""
        return not self.before.failure and not self.after.failure

    @property
    def shift(self) -> int:
        """Points of the score that the change gave; of the rank score where either has no match score."""
        before, after = self.before.match_score, self.after.match_score
        return self.after.rank_score - self.before.rank_score if before is None or after is None else after - before

    @property
    def flipped(self) -> bool:
        """True where the recommendation is another one, or only one of the two documents was answered."""
        return self.before.recommendation is not self.after.recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What figures are about: `prefix` begins the names of their metrics, such as `edit`."""

    prefix: str
    engine: str
    dataset: str
    slice: str
    note: str = ""


def shift_figures(pairs: Sequence[Compared], about: About, seed: int) -> tuple[Figure, ...]:
    """Returns the mean shift, the size that 95 % of the shifts do not exceed, the share that moves, and the flips.

    Pairs of which neither document was answered are no cases.
    """
    told = [pair for pair in pairs if not pair.before.failure or not pair.after.failure]
    shifts = [pair.shift for pair in told if pair.answered]
    sizes = [abs(shift) for shift in shifts]
    mean = (None, None) if len(shifts) < 2 else intervals.of_mean(shifts, seed) or (None, None)
    return (
        _figure(f"{about.prefix}_shift", about, fmean(shifts) if shifts else None, mean, len(shifts)),
        _figure(
            f"{about.prefix}_shift_p95",
            about,
            intervals.quantile(sizes, _SHARE) if sizes else None,
            intervals.of_quantile(sizes, _SHARE) or (None, None) if sizes else (None, None),
            len(sizes),
        ),
        _rate(f"{about.prefix}_moved", about, sum(map(bool, shifts)), len(shifts)),
        _rate("flip_rate" if about.prefix == "edit" else f"{about.prefix}_flip_rate", about, _flips(told), len(told)),
    )


def _flips(pairs: Sequence[Compared]) -> int:
    return sum(pair.flipped for pair in pairs)


def _rate(metric: str, about: About, hits: int, cases: int) -> Figure:
    ends = intervals.of_rate(hits, cases) or (None, None)
    return _figure(metric, about, hits / cases if cases else None, ends, cases)


def _figure(
    metric: str, about: About, value: float | None, ends: tuple[float | None, float | None], cases: int
) -> Figure:
    return Figure(
        metric=metric,
        engine=about.engine,
        dataset=about.dataset,
        slice=about.slice,
        value=value,
        low=ends[0],
        high=ends[1],
        n=cases,
        basis=Basis.NOT_MEASURED if value is None else Basis.MEASURED,
        note=NOTHING_TO_COMPARE if value is None else about.note,
    )
