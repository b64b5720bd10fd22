"""Turns credits into scores: exact rational arithmetic, rounded half up once, at the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from bole.domain.rubric import Criterion, CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Dimension, DimensionName, Level
from bole.evidence.levels import exact_credit, round_half_up

TIER_WEIGHT: Mapping[Requirement, int] = MappingProxyType(
    {Requirement.MUST: 4, Requirement.SHOULD: 2, Requirement.NICE: 1}
)
"""What a criterion weighs whose caller set nothing."""

_SHOULD_CEILING = Fraction(35, 100)
"""Most that SHOULD may be of MUST and SHOULD together, where a MUST weighs anything."""

_NICE_CEILING = Fraction(15, 100)
"""Most that NICE may be of everything, where a higher tier weighs anything."""

UNKNOWN_CREDIT = 40
"""What an open criterion counts in `rank_score`: as much as a skill that is only listed."""

_DIMENSION: Mapping[CriterionKind, DimensionName] = MappingProxyType(
    {
        CriterionKind.SKILL: DimensionName.SKILLS,
        CriterionKind.EXPERIENCE: DimensionName.EXPERIENCE,
        CriterionKind.EDUCATION: DimensionName.EDUCATION,
        CriterionKind.CERTIFICATION: DimensionName.EDUCATION,
        CriterionKind.DOMAIN: DimensionName.DOMAIN,
        CriterionKind.OTHER: DimensionName.DOMAIN,
        CriterionKind.LANGUAGE: DimensionName.LANGUAGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the credits of one candidate come to.

    Attributes:
        match_score: 0..100 over what is known; None when no weight is known.
        rank_score: 0..100 with unknown weight counted at `UNKNOWN_CREDIT`; always set, so that candidates can always be
            ordered (a candidate of whom nothing is known ranks at 40).
        coverage: Known weight over all weight, 0..1, rounded half up to three decimals; 0 where nothing has a weight.
        shares: For each criterion its exact part of all weight; they sum to 1, or are all 0 where nothing has a weight.
    """

    match_score: int | None
    rank_score: int
    coverage: float
    shares: tuple[Fraction, ...]


def weights(criteria: Sequence[Criterion]) -> tuple[Fraction, ...]:
    """Returns the weight of each criterion after the ceilings of the tiers.

    A criterion weighs what its caller set, else 4, 2 or 1 for MUST, SHOULD or NICE; kinds that are not scored weigh 0.
    With M, S and N the sums of the tiers: where M > 0, SHOULD is scaled to S' = min(S, 35/65 M), at most 35 % of
    M + S'; where M + S' > 0, NICE is scaled to min(N, 15/85 (M + S')), at most 15 % of all. A tier whose weights are
    all 0 does not exist. The ceilings hold for weights that a caller set too.
    """
    return _weights(tuple((one.requirement, _raw_weight(one)) for one in criteria))


@lru_cache(maxsize=256)
def _weights(raw: tuple[tuple[Requirement, int], ...]) -> tuple[Fraction, ...]:
    tier = {
        requirement: Fraction(sum(weight for of, weight in raw if of is requirement)) for requirement in Requirement
    }
    must = tier[Requirement.MUST]
    should = _capped(tier[Requirement.SHOULD], must, _SHOULD_CEILING)
    nice = _capped(tier[Requirement.NICE], must + should, _NICE_CEILING)
    scale = {
        Requirement.MUST: Fraction(1),
        Requirement.SHOULD: _ratio(should, tier[Requirement.SHOULD]),
        Requirement.NICE: _ratio(nice, tier[Requirement.NICE]),
    }
    return tuple(weight * scale[of] for of, weight in raw)


def score(assessments: Sequence[CriterionAssessment]) -> Score:
    """Computes match score, rank score and coverage."""
    weighted = _units([one.criterion for one in assessments])
    total = sum(weighted)
    exact = _exact_match(assessments, weighted)
    return Score(
        match_score=None if exact is None else round_half_up(exact),
        rank_score=round_half_up(_rank(assessments, weighted, exact)),
        coverage=_coverage(assessments, weighted),
        shares=tuple(_ratio(weight, total) for weight in weighted),
    )


def with_shares(
    assessments: Sequence[CriterionAssessment], shares: Sequence[Fraction]
) -> tuple[CriterionAssessment, ...]:
    """Returns the assessments with the `shares` of `score` filled in as `weight_share`."""
    return tuple(replace(one, weight_share=float(share)) for one, share in zip(assessments, shares, strict=True))


def dimensions(assessments: Sequence[CriterionAssessment]) -> tuple[Dimension, ...]:
    """Returns the score and coverage of every dimension, in the order of `DimensionName`.

    The weights are those of the whole rubric. A dimension that the rubric does not ask about, or of which nothing is
    known, has no score and coverage 0.
    """
    weighted = _units([one.criterion for one in assessments])
    return tuple(_dimension(name, assessments, weighted) for name in DimensionName)


def points(assessments: Sequence[CriterionAssessment]) -> tuple[Fraction, ...]:
    """Splits the unrounded match score over the criteria: 0..100 each, 0 where one is open or not scored."""
    weighted = _units([one.criterion for one in assessments])
    known = _known_weight(assessments, weighted)
    return tuple(
        _ratio(weight * credit_of(one), known) if _is_known(one) else Fraction(0)
        for one, weight in zip(assessments, weighted, strict=True)
    )


def credit_of(assessment: CriterionAssessment) -> Fraction | int:
    """Returns the credit that counts, 0..100: the exact mean of the terms where the shown one is that mean, rounded.

    It is computed from the levels of the terms, so that an answer that was stored counts as when it was made. A credit
    that does not follow from the terms counts as it is shown; none counts 0.
    """
    shown = assessment.credit or 0
    answered = assessment.terms
    if len(answered) < 2 or assessment.level is not Level.PARTLY_MET:
        return shown
    if [one.term for one in answered] != [one.name for one in assessment.criterion.terms]:
        return shown
    exact = exact_credit(assessment.criterion.term_groups, [one.level for one in answered])
    return shown if exact is None or round_half_up(exact) != shown else exact


def _raw_weight(criterion: Criterion) -> int:
    if not criterion.kind.scored:
        return 0
    return TIER_WEIGHT[criterion.requirement] if criterion.weight is None else criterion.weight


def _capped(tier: Fraction, higher: Fraction, ceiling: Fraction) -> Fraction:
    return tier if higher == 0 else min(tier, higher * ceiling / (1 - ceiling))


def _units(criteria: Sequence[Criterion]) -> tuple[int, ...]:
    """Returns the weights as whole numbers in the same proportion: sums of integers are exact and cheap."""
    exact = weights(criteria)
    denominator = math.lcm(*(weight.denominator for weight in exact))
    return tuple(weight.numerator * (denominator // weight.denominator) for weight in exact)


def _ratio(part: Fraction | int, whole: Fraction | int) -> Fraction:
    return Fraction(part) / whole if whole else Fraction(0)


def _is_known(assessment: CriterionAssessment) -> bool:
    return assessment.criterion.kind.scored and assessment.credit is not None


def _known_weight(assessments: Sequence[CriterionAssessment], weighted: Sequence[int]) -> int:
    pairs = zip(assessments, weighted, strict=True)
    return sum(weight for one, weight in pairs if _is_known(one))


def _exact_match(assessments: Sequence[CriterionAssessment], weighted: Sequence[int]) -> Fraction | None:
    known = _known_weight(assessments, weighted)
    if known == 0:
        return None
    pairs = zip(assessments, weighted, strict=True)
    return Fraction(sum(weight * credit_of(one) for one, weight in pairs if _is_known(one))) / known


def _rank(assessments: Sequence[CriterionAssessment], weighted: Sequence[int], match: Fraction | None) -> Fraction:
    total = sum(weighted)
    known = _known_weight(assessments, weighted)
    if match is None:
        return Fraction(UNKNOWN_CREDIT)
    return (match * known + UNKNOWN_CREDIT * (total - known)) / total


def _coverage(assessments: Sequence[CriterionAssessment], weighted: Sequence[int]) -> float:
    share = _ratio(_known_weight(assessments, weighted), sum(weighted))
    return round_half_up(share * 1000) / 1000


def _dimension(name: DimensionName, assessments: Sequence[CriterionAssessment], weighted: Sequence[int]) -> Dimension:
    chosen = [
        (one, weight)
        for one, weight in zip(assessments, weighted, strict=True)
        if _DIMENSION.get(one.criterion.kind) is name
    ]
    own = [one for one, _ in chosen]
    own_weights = [weight for _, weight in chosen]
    exact = _exact_match(own, own_weights)
    return Dimension(
        name=name,
        score=None if exact is None else round_half_up(exact),
        coverage=_coverage(own, own_weights),
    )
