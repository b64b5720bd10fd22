"""Orders the candidates of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bole.domain.answers import Standing, ranks_of
from bole.domain.screening import Recommendation, ScreenedCandidate, Screening

_ORDER = (Recommendation.ADVANCE, Recommendation.REVIEW, Recommendation.HOLD)

Place = tuple[int, int]
"""Place of the recommendation, then the negated rank score: the smaller, the better."""

Limits = tuple[int | None, int | None, int | None]
"""Lower end, score and upper end; ends and score are None where they are not known."""

_STEP = 1000
"""Between recommendations: see `ranks_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCandidate:
    """A candidate and their place.

    Attributes:
        rank: 1 + how many candidates are ahead for sure: see `domain.answers.ranks_of`. None for a failed item and for
            a duplicate, whose person stands in the ranking already.
        tied: True where another candidate cannot be told apart.
        candidate: The item of the run.
    """

    rank: int | None
    tied: bool
    candidate: ScreenedCandidate


def rank(candidates: Iterable[ScreenedCandidate]) -> tuple[RankedCandidate, ...]:
    """Orders by recommendation (ADVANCE, REVIEW, HOLD), then by `rank_score`, highest first.

    Those whom the widest spread that an answer states does not tell apart are tied; without one, those with the same
    rank score. Candidates at the same place stand in the order of their `item_id`. Duplicates follow without a rank,
    failed items come last, both in the order of their `item_id`.
    """
    items = sorted(candidates, key=lambda candidate: candidate.item_id)
    own = [(one.screening, one) for one in items if one.screening is not None and not one.duplicate_of]
    screened = sorted(((_number(place(answer)), item) for answer, item in own), key=lambda pair: pair[0])
    ranks = ranks_of(Counter(here for here, _ in screened), widest_spread(map(_limits, (answer for answer, _ in own))))
    again = (item for item in items if item.screening is not None and item.duplicate_of)
    failed = (item for item in items if item.screening is None)
    ranked = (
        RankedCandidate(rank=ranks[here].number, tied=ranks[here].tied, candidate=item) for here, item in screened
    )
    return (*ranked, *map(_without_rank, again), *map(_without_rank, failed))


def widest_spread(scores: Iterable[Limits]) -> int:
    """Returns the most points by which an answer states that its score may be off, 0 where none does.

    A stated spread is at most 50 points, so that the ends of the scale never cut it on both sides.
    """
    return max(
        (
            max(score - low, high - score)
            for low, score, high in scores
            if low is not None and score is not None and high is not None
        ),
        default=0,
    )


def _limits(answer: Screening) -> Limits:
    interval = answer.score_interval
    return (None, answer.match_score, None) if interval is None else (interval.low, answer.match_score, interval.high)


def _without_rank(item: ScreenedCandidate) -> RankedCandidate:
    return RankedCandidate(rank=None, tied=False, candidate=item)


def _number(here: Place) -> int:
    return here[0] * _STEP + here[1]


def place(answer: Screening | Standing) -> Place:
    """Returns what orders an answer among others."""
    return _ORDER.index(answer.recommendation), -answer.rank_score
