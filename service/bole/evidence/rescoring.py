"""Applies new weights, requirements, gates and thresholds to an answer that exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.answers import Standing
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Criterion, Requirement, Rubric
from bole.domain.screening import CriterionAssessment, Screening
from bole.evidence.conclusion import conclude
from bole.evidence.recommendation import recommend
from bole.evidence.scoring import score


def rescore(screening: Screening, rubric: Rubric) -> Screening:
    """Computes the answer again under `rubric`: arithmetic and wording only, no document is read.

    Evidence, levels, credits, red flags, narrative and warnings stay as they are; the criteria stand in the order of
    `rubric`.

    Raises:
        BoleError: FINDINGS_MISMATCH where `rubric` does not ask exactly what the answer was made for. Weights,
            requirements, gates and thresholds may differ, criteria may not.
    """
    return conclude(
        assessments=_under(screening, rubric),
        red_flags=screening.red_flag_details,
        rubric=rubric,
        experience_evaluation=screening.experience_evaluation,
        warnings=screening.warnings,
        provenance=replace(
            screening.provenance, criteria_digest=rubric.criteria_digest, rubric_digest=rubric.rubric_digest
        ),
        language_code=screening.output_language_code,
        degraded=screening.degraded,
    )


def standing_under(screening: Screening, rubric: Rubric) -> Standing:
    """Computes what orders a candidate under `rubric`: of `rescore` the numbers alone, in a fraction of its time.

    Raises:
        BoleError: As in `rescore`.
    """
    assessments = _under(screening, rubric)
    total = score(assessments)
    language = screening.output_language_code
    recommendation, _ = recommend(assessments, total, rubric.thresholds, screening.red_flag_details, language)
    return Standing(
        recommendation=recommendation,
        rank_score=total.rank_score,
        match_score=total.match_score,
        coverage=total.coverage,
    )


def _under(screening: Screening, rubric: Rubric) -> tuple[CriterionAssessment, ...]:
    require_same_questions([one.criterion for one in screening.criteria], rubric)
    known = {one.criterion.criterion_id: one for one in screening.criteria}
    return tuple(replace(known[one.criterion_id], criterion=one) for one in rubric.criteria)


def require_same_questions(
    answered: Sequence[Criterion], rubric: Rubric, *, otherwise: str = "Screen the resume again"
) -> None:
    """Tells whether answers to some criteria are answers under `rubric`, in whatever order.

    Args:
        answered: The criteria that were answered.
        rubric: What they are to be scored with.
        otherwise: What to do with a rubric that asks something else.

    Raises:
        BoleError: FINDINGS_MISMATCH, with the criteria that differ.
    """
    known = {one.criterion_id: one for one in answered}
    asked = {one.criterion_id: one for one in rubric.criteria}
    differing = sorted(
        (
            criterion_id
            for criterion_id in known.keys() | asked.keys()
            if criterion_id not in known
            or criterion_id not in asked
            or not _asks_the_same(known[criterion_id], asked[criterion_id])
        ),
        key=lambda criterion_id: (len(criterion_id), criterion_id),
    )
    if differing or len(asked) != len(rubric.criteria):
        named = ", ".join(differing) or "a criterion_id that stands twice"
        raise BoleError(
            ErrorReason.FINDINGS_MISMATCH,
            f"The rubric does not ask what the screening answered: {named}. {otherwise} with this rubric, "
            "or change only weights, requirements, gates and thresholds.",
            field="rubric.criteria",
            metadata={"criterion_ids": named},
        )


def _asks_the_same(one: Criterion, other: Criterion) -> bool:
    """Compares what is asked, without what it weighs."""
    return one == other or _question(one) == _question(other)


def _question(criterion: Criterion) -> Criterion:
    return replace(criterion, requirement=Requirement.MUST, gate=False, weight=None)
