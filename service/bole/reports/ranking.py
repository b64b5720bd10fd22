"""Orders the candidates of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bole.domain.answers import Standing
from bole.domain.screening import Recommendation, ScreenedCandidate, Screening

_ORDER = (Recommendation.ADVANCE, Recommendation.REVIEW, Recommendation.HOLD)

Place = tuple[int, int]
"""Place of the recommendation, then the negated rank score: the smaller, the better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCandidate:
    """A candidate and their place.

    Attributes:
        rank: 1-based; equal candidates share a rank and the next one skips (1, 2, 2, 4). None for a failed item and for
            a duplicate, whose person stands in the ranking already.
        tied: True where another candidate has the same rank.
        candidate: The item of the run.
    """

    rank: int | None
    tied: bool
    candidate: ScreenedCandidate


def rank(candidates: Iterable[ScreenedCandidate]) -> tuple[RankedCandidate, ...]:
    """Orders by recommendation (ADVANCE, REVIEW, HOLD), then by `rank_score`, highest first.

    Candidates with the same recommendation and rank score share a rank and stand in the order of their `item_id`.
    Duplicates follow without a rank, failed items come last, both in the order of their `item_id`.
    """
    items = sorted(candidates, key=lambda candidate: candidate.item_id)
    screened = sorted(
        ((place(item.screening), item) for item in items if item.screening is not None and not item.duplicate_of),
        key=lambda pair: pair[0],
    )
    ranked = _with_ranks(screened)
    again = (item for item in items if item.screening is not None and item.duplicate_of)
    failed = (item for item in items if item.screening is None)
    return (*ranked, *map(_without_rank, again), *map(_without_rank, failed))


def _without_rank(item: ScreenedCandidate) -> RankedCandidate:
    return RankedCandidate(rank=None, tied=False, candidate=item)


def _with_ranks(ordered: Sequence[tuple[Place, ScreenedCandidate]]) -> list[RankedCandidate]:
    sizes = Counter(here for here, _ in ordered)
    first: dict[Place, int] = {}
    ranked = []
    for position, (here, item) in enumerate(ordered, start=1):
        number = first.setdefault(here, position)
        ranked.append(RankedCandidate(rank=number, tied=sizes[here] > 1, candidate=item))
    return ranked


def place(answer: Screening | Standing) -> Place:
    """Returns what orders an answer among others."""
    return _ORDER.index(answer.recommendation), -answer.rank_score
