"""Where an item stands among the others, as one number that a database can order by: the smaller, the better."""

from __future__ import annotations

from bole.domain.answers import Standing
from bole.domain.screening import Recommendation

_ORDER = (Recommendation.ADVANCE, Recommendation.REVIEW, Recommendation.HOLD)
_STEP = 1000

UNPLACED = 0
"""Of an item without a standing that is not final."""

LAST = 4 * _STEP
"""Of an item that failed or was cancelled."""


def place_of(standing: Standing) -> int:
    """Returns 1000, 2000 or 3000 by recommendation, and 100 minus the rank score (0..100) added."""
    return (_ORDER.index(standing.recommendation) + 1) * _STEP + 100 - standing.rank_score


def places_of(recommendation: Recommendation) -> tuple[int, int]:
    """Returns the smallest and the largest place of a recommendation."""
    first = (_ORDER.index(recommendation) + 1) * _STEP
    return first, first + _STEP - 1


def standing_at(place: int | None, match_score: int | None, coverage: float | None) -> Standing | None:
    """Returns the standing that was kept; None where the place is that of no recommendation."""
    if place is None or not UNPLACED < place < LAST:
        return None
    return Standing(
        recommendation=_ORDER[place // _STEP - 1],
        rank_score=100 - place % _STEP,
        match_score=match_score,
        coverage=coverage or 0.0,
    )
