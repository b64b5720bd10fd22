"""Screenings that a caller kept, back to domain values: for `Rescore` and for reports."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache

from bole.api.converters import criterion, refused_criterion, thresholds, warning
from bole.api.validation import invalid, values_within
from bole.domain.documents import DocumentRole
from bole.domain.resume import Box
from bole.domain.rubric import Criterion
from bole.domain.screening import (
    Alignment,
    CriterionAssessment,
    Dimension,
    DimensionName,
    Evidence,
    Level,
    Method,
    OpenQuestion,
    Provenance,
    Recommendation,
    RedFlag,
    RedFlagCode,
    ScoreInterval,
    ScreenedDocument,
    Screening,
    Severity,
    TermAssessment,
)
from bole.domain.spans import Span
from bole.v1 import rubric_pb2, screening_pb2

_CRITERIA_KEPT = 256
"""All screenings of a batch hold the criteria of one rubric."""


def screening(message: screening_pb2.Screening, field: str) -> Screening:
    """Converts a screening of view FULL that this service wrote.

    Raises:
        BoleError: ARGUMENT_INVALID when the message was not written by this service; `field` is its path.
    """
    try:
        return _screening(message, field)
    except ValueError as error:
        raise invalid(field, "A screening holds values that this version does not know. Screen again.") from error


def _screening(message: screening_pb2.Screening, field: str) -> Screening:
    return Screening(
        match_score=message.match_score if message.HasField("match_score") else None,
        rank_score=message.rank_score,
        coverage=message.coverage,
        recommendation=Recommendation(screening_pb2.Screening.Recommendation.Name(message.recommendation)),
        recommendation_reason=message.recommendation_reason,
        skills_matched=tuple(message.skills_matched),
        experience_evaluation=message.experience_evaluation,
        red_flags=tuple(message.red_flags),
        summary=message.summary,
        criteria=_assessments(message.criteria, f"{field}.criteria"),
        dimensions=tuple(_dimension(one) for one in message.dimensions),
        red_flag_details=tuple(_red_flag(one) for one in message.red_flag_details),
        open_questions=tuple(
            OpenQuestion(criterion_id=one.criterion_id, question=one.question) for one in message.open_questions
        ),
        refused_criteria=tuple(refused_criterion(one) for one in message.refused_criteria),
        thresholds=thresholds(message.thresholds),
        warnings=tuple(warning(one) for one in message.warnings),
        degraded=message.degraded,
        output_language_code=message.output_language_code,
        provenance=_provenance(message.provenance),
        score_interval=_interval(message.score_interval) if message.HasField("score_interval") else None,
    )


def _interval(message: screening_pb2.ScoreInterval) -> ScoreInterval:
    return ScoreInterval(low=message.low, high=message.high)


def evidence(message: screening_pb2.Evidence) -> Evidence:
    """Converts a quote with its place."""
    return Evidence(
        quote=message.quote,
        span=Span(message.span.start, message.span.end),
        document_index=message.document_index,
        page_number=message.page_number,
        boxes=tuple(Box(left=b.left, top=b.top, right=b.right, bottom=b.bottom) for b in message.boxes),
        alignment=Alignment(screening_pb2.Evidence.Alignment.Name(message.alignment)),
        method=Method(screening_pb2.Evidence.Method.Name(message.method)),
    )


def _level(value: int) -> Level:
    return Level(screening_pb2.Level.Name(value).removeprefix("LEVEL_"))  # type: ignore[arg-type]


def _assessments(messages: Iterable[screening_pb2.CriterionAssessment], field: str) -> tuple[CriterionAssessment, ...]:
    converted = tuple(_assessment(one, f"{field}[{index}]") for index, one in enumerate(messages))
    identifiers = [one.criterion.criterion_id for one in converted]
    if len(set(identifiers)) < len(identifiers):
        raise invalid(field, "A criterion is answered twice. Send the screening as the service returned it.")
    return converted


def _credit(value: int, field: str) -> int:
    values_within(value, field, 0, 100)
    return value


def _assessment(message: screening_pb2.CriterionAssessment, field: str) -> CriterionAssessment:
    return CriterionAssessment(
        criterion=_criterion(message.criterion.SerializeToString(deterministic=True), f"{field}.criterion"),
        level=_level(message.level),
        credit=_credit(message.credit, f"{field}.credit") if message.HasField("credit") else None,
        evidence=tuple(evidence(one) for one in message.evidence),
        terms=tuple(_term(one, f"{field}.terms[{index}]") for index, one in enumerate(message.terms)),
        note=message.note,
        fallen=message.fallen,
        weight_share=message.weight_share,
    )


@lru_cache(maxsize=_CRITERIA_KEPT)
def _criterion(serialized: bytes, field: str) -> Criterion:
    return criterion(rubric_pb2.Criterion.FromString(serialized), field)


def _term(message: screening_pb2.TermAssessment, field: str) -> TermAssessment:
    return TermAssessment(
        term=message.term,
        level=_level(message.level),
        credit=_credit(message.credit, f"{field}.credit") if message.HasField("credit") else None,
    )


def _dimension(message: screening_pb2.Dimension) -> Dimension:
    return Dimension(
        name=DimensionName(screening_pb2.Dimension.Name.Name(message.name)),
        score=message.score if message.HasField("score") else None,
        coverage=message.coverage,
    )


def _red_flag(message: screening_pb2.RedFlag) -> RedFlag:
    return RedFlag(
        code=RedFlagCode(screening_pb2.RedFlag.Code.Name(message.code)),
        message=message.message,
        severity=Severity(screening_pb2.RedFlag.Severity.Name(message.severity)),
        evidence=tuple(evidence(one) for one in message.evidence),
    )


def _provenance(message: screening_pb2.Provenance) -> Provenance:
    return Provenance(
        candidate_id=message.candidate_id,
        documents=tuple(
            ScreenedDocument(
                document_digest=one.document_digest,
                media_type=one.media_type,
                role=DocumentRole(screening_pb2.DocumentRole.Name(one.role).removeprefix("DOCUMENT_ROLE_")),
            )
            for one in message.documents
        ),
        criteria_digest=message.criteria_digest,
        rubric_digest=message.rubric_digest,
        prompt_digest=message.prompt_digest,
        model_digest=message.model_digest,
        engine=message.engine,
        as_of=datetime.date(message.as_of.year, message.as_of.month, message.as_of.day),
        sampling=message.sampling,
        left_premises=message.left_premises,
    )
