"""Picks the one quote that speaks most for a candidate."""

from __future__ import annotations

from dataclasses import dataclass

from bole.domain.screening import CriterionAssessment, Evidence, Level, Screening

_NOTHING_SHOWN = (Level.ABSENT, Level.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class BestEvidence:
    """A quote and the criterion that it supports."""

    assessment: CriterionAssessment
    evidence: Evidence


def best_evidence(screening: Screening) -> BestEvidence | None:
    """Returns the first quote of the criterion that adds most to the score, or None where nothing is shown.

    Skills and domains come before facts such as a degree: their quotes tell of work, while the line that states a fact
    is often the one with personal details. Equal criteria: the earlier one.
    """
    shown = [
        (assessment.criterion.kind.answered_by_fact, -(assessment.credit or 0) * assessment.weight_share, index)
        for index, assessment in enumerate(screening.criteria)
        if assessment.criterion.kind.scored and assessment.evidence and assessment.level not in _NOTHING_SHOWN
    ]
    if not shown:
        return None
    assessment = screening.criteria[min(shown)[2]]
    return BestEvidence(assessment=assessment, evidence=assessment.evidence[0])
