"""Shows how a match score comes about, in numbers that add up as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Screening
from bole.evidence.levels import round_half_up
from bole.evidence.scoring import points, weights


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownRow:
    """What one criterion adds.

    Attributes:
        assessment: The answered criterion.
        share: Its part of the weight that is known, 0..1: credit x share = points. None where it is not in the score.
        tenths: Its points in tenths. None where it is not in the score.
    """

    assessment: CriterionAssessment
    share: Fraction | None
    tenths: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A match score taken apart.

    Attributes:
        rows: One for each criterion, in rubric order.
        total_tenths: Sum of the tenths of all rows; rounded half up to whole points it is the match score. None
            without a match score.
    """

    rows: tuple[BreakdownRow, ...]
    total_tenths: int | None


def breakdown(screening: Screening) -> Breakdown:
    """Takes the match score apart.

    Each row is within a tenth of its exact value, and the rows sum exactly to the total.
    """
    assessments = screening.criteria
    known = _known_weights(assessments)
    whole = sum(known.values(), Fraction(0))
    if screening.match_score is None or whole == 0:
        rows = tuple(BreakdownRow(assessment=one, share=None, tenths=None) for one in assessments)
        return Breakdown(rows=rows, total_tenths=None)
    exact = [10 * one for one in points(assessments)]
    total = _total_tenths(sum(exact, Fraction(0)), screening.match_score)
    shown = _shared_out(exact, total)
    rows = tuple(
        BreakdownRow(
            assessment=one,
            share=known[index] / whole if index in known else None,
            tenths=shown[index] if index in known else None,
        )
        for index, one in enumerate(assessments)
    )
    return Breakdown(rows=rows, total_tenths=total)


def rubric_shares(criteria: Sequence[Criterion]) -> tuple[Fraction, ...]:
    """Returns for each criterion its part of all weight, 0..1; 0 where it is not scored or nothing is."""
    weighted = weights(criteria)
    whole = sum(weighted, Fraction(0))
    return tuple(weight / whole if whole else Fraction(0) for weight in weighted)


def _known_weights(assessments: Sequence[CriterionAssessment]) -> dict[int, Fraction]:
    weighted = weights([one.criterion for one in assessments])
    return {
        index: weight
        for index, (one, weight) in enumerate(zip(assessments, weighted, strict=True))
        if one.credit is not None and one.criterion.kind.scored
    }


def _total_tenths(exact: Fraction, match_score: int) -> int:
    """Rounds to a tenth, but never over the half where the whole number changes: 62.46 is 62.4, as the score is 62."""
    nearest = round_half_up(exact)
    return nearest if round_half_up(Fraction(nearest, 10)) == match_score else exact.numerator // exact.denominator


def _shared_out(exact: Sequence[Fraction], total: int) -> list[int]:
    """Rounds each value down or up so that they sum to `total`: the largest remainders go up, the earlier one first."""
    floors = [value.numerator // value.denominator for value in exact]
    order = sorted(range(len(exact)), key=lambda index: (floors[index] - exact[index], index))
    raised = frozenset(order[: total - sum(floors)])
    return [floor + (index in raised) for index, floor in enumerate(floors)]
