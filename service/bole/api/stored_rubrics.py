"""Rubrics that this service wrote, back to domain values."""

from __future__ import annotations

from bole.api.converters import criterion, refused_criterion, score_spread, thresholds, warning
from bole.domain.rubric import Rubric
from bole.v1 import rubric_pb2


def rubric(message: rubric_pb2.Rubric) -> Rubric:
    """Converts a rubric as the service returned it, with its refused lines and digests."""
    return Rubric(
        title=message.title,
        role=message.role,
        language_code=message.language_code,
        criteria=tuple(criterion(one, f"rubric.criteria[{i}]") for i, one in enumerate(message.criteria)),
        thresholds=thresholds(message.thresholds),
        refused_criteria=tuple(refused_criterion(one) for one in message.refused_criteria),
        warnings=tuple(warning(one) for one in message.warnings),
        criteria_digest=message.criteria_digest,
        rubric_digest=message.rubric_digest,
        score_spread=score_spread(message.score_spread) if message.HasField("score_spread") else None,
    )
