"""Domain values to protobuf messages; pure functions, one a type."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache

from google.type import date_pb2

from bole.api.converters import RUBRICS_KEPT
from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.resume import Box, Contact, Warning
from bole.domain.rubric import Criterion, Rubric, ScoreSpread, Thresholds
from bole.domain.screening import (
    CriterionAssessment,
    Evidence,
    OpenQuestion,
    Provenance,
    RedFlag,
    Screening,
)
from bole.domain.spans import Span
from bole.v1 import interview_pb2, resume_pb2, rubric_pb2, screening_pb2, screening_service_pb2


def span(value: Span) -> resume_pb2.TextSpan:
    """Converts a half-open range of code points."""
    return resume_pb2.TextSpan(start=value.start, end=value.end)


def box(value: Box) -> resume_pb2.Box:
    """Converts a rectangle in PDF points."""
    return resume_pb2.Box(left=value.left, top=value.top, right=value.right, bottom=value.bottom)


def date(value: datetime.date) -> date_pb2.Date:
    """Converts a day."""
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def warnings(values: Iterable[Warning]) -> list[resume_pb2.Warning]:
    """Converts warnings in order."""
    return [
        resume_pb2.Warning(code=resume_pb2.Warning.Code.Value(value.code), message=value.message) for value in values
    ]


def contact(value: Contact) -> screening_service_pb2.Contact:
    """Converts how to reach a candidate."""
    return screening_service_pb2.Contact(name=value.name, email=value.email, phone=value.phone)


def rubric(value: Rubric) -> rubric_pb2.Rubric:
    """Converts a rubric with its refused lines and warnings; the last ones are kept, as every answer holds one."""
    return rubric_pb2.Rubric.FromString(_rubric(value))


@lru_cache(maxsize=RUBRICS_KEPT)
def _rubric(value: Rubric) -> bytes:
    message = rubric_pb2.Rubric(
        title=value.title,
        role=value.role,
        language_code=value.language_code,
        criteria=[criterion(one) for one in value.criteria],
        thresholds=thresholds(value.thresholds),
        refused_criteria=[
            rubric_pb2.RefusedCriterion(text=one.text, reason=one.reason, lawful_alternative=one.lawful_alternative)
            for one in value.refused_criteria
        ],
        warnings=warnings(value.warnings),
        criteria_digest=value.criteria_digest,
        rubric_digest=value.rubric_digest,
        score_spread=None if value.score_spread is None else score_spread(value.score_spread),
    )
    return message.SerializeToString(deterministic=True)


def criterion(value: Criterion) -> rubric_pb2.Criterion:
    """Converts one criterion."""
    return rubric_pb2.Criterion(
        criterion_id=value.criterion_id,
        text=value.text,
        kind=rubric_pb2.Criterion.Kind.Value(value.kind),
        requirement=rubric_pb2.Criterion.Requirement.Value(value.requirement),
        gate=value.gate,
        weight=value.weight,
        term_groups=[
            rubric_pb2.TermGroup(
                combination=rubric_pb2.TermGroup.Combination.Value(group.combination),
                terms=[rubric_pb2.Term(name=term.name, spellings=term.spellings) for term in group.terms],
            )
            for group in value.term_groups
        ],
        min_years=value.min_years,
        max_years=value.max_years,
        min_degree=resume_pb2.EducationEntry.DegreeLevel.Value(value.min_degree or "DEGREE_LEVEL_UNSPECIFIED"),
        language_code=value.language_code,
    )


def thresholds(value: Thresholds) -> rubric_pb2.Thresholds:
    """Converts thresholds, all fields set."""
    return rubric_pb2.Thresholds(
        advance_score=value.advance_score,
        advance_coverage=value.advance_coverage,
        advance_must_credit=value.advance_must_credit,
        hold_score=value.hold_score,
        hold_coverage=value.hold_coverage,
    )


def score_spread(value: ScoreSpread) -> rubric_pb2.ScoreSpread:
    """Converts the stated noise of a rubric."""
    return rubric_pb2.ScoreSpread(
        points=value.points, pair_count=value.pair_count, engine=value.engine, model_digest=value.model_digest
    )


def screening(value: Screening) -> screening_pb2.Screening:
    """Converts a screening, all of it."""
    return screening_pb2.Screening(
        match_score=value.match_score,
        rank_score=value.rank_score,
        coverage=value.coverage,
        recommendation=screening_pb2.Screening.Recommendation.Value(value.recommendation),
        recommendation_reason=value.recommendation_reason,
        skills_matched=value.skills_matched,
        experience_evaluation=value.experience_evaluation,
        red_flags=value.red_flags,
        summary=value.summary,
        criteria=[_assessment(one) for one in value.criteria],
        dimensions=[
            screening_pb2.Dimension(
                name=screening_pb2.Dimension.Name.Value(one.name), score=one.score, coverage=one.coverage
            )
            for one in value.dimensions
        ],
        red_flag_details=[_red_flag(one) for one in value.red_flag_details],
        open_questions=[_open_question(one) for one in value.open_questions],
        refused_criteria=[
            rubric_pb2.RefusedCriterion(text=one.text, reason=one.reason, lawful_alternative=one.lawful_alternative)
            for one in value.refused_criteria
        ],
        thresholds=thresholds(value.thresholds),
        warnings=warnings(value.warnings),
        degraded=value.degraded,
        output_language_code=value.output_language_code,
        provenance=_provenance(value.provenance),
        score_interval=(
            None
            if value.score_interval is None
            else screening_pb2.ScoreInterval(low=value.score_interval.low, high=value.score_interval.high)
        ),
    )


def evidence(value: Evidence) -> screening_pb2.Evidence:
    """Converts a quote with its place."""
    return screening_pb2.Evidence(
        quote=value.quote,
        span=span(value.span),
        document_index=value.document_index,
        page_number=value.page_number,
        boxes=[box(one) for one in value.boxes],
        alignment=screening_pb2.Evidence.Alignment.Value(value.alignment),
        method=screening_pb2.Evidence.Method.Value(value.method),
    )


def interview_kit(value: InterviewKit) -> interview_pb2.InterviewKit:
    """Converts an interview kit."""
    return interview_pb2.InterviewKit(
        questions=[interview_question(one) for one in value.questions],
        language_code=value.language_code,
        engine=value.engine,
        warnings=warnings(value.warnings),
        core_questions=[interview_question(one) for one in value.core_questions],
        role=value.role,
        coverage=[
            interview_pb2.CriterionCoverage(criterion_id=one.criterion_id, question_ids=one.question_ids)
            for one in value.coverage
        ],
    )


def interview_question(value: InterviewQuestion) -> interview_pb2.InterviewQuestion:
    """Converts one question, with its place in the kit."""
    return interview_pb2.InterviewQuestion(
        type=interview_pb2.InterviewQuestion.Type.Value(value.type),
        topic=value.topic,
        question=value.question,
        competency=value.competency,
        criterion_id=value.criterion_id,
        reason=value.reason,
        evidence=[evidence(one) for one in value.evidence],
        expected_points=value.expected_points,
        follow_ups=value.follow_ups,
        rating_anchors=interview_pb2.RatingAnchors(
            low=value.rating_anchors.low, medium=value.rating_anchors.medium, high=value.rating_anchors.high
        ),
        minutes=value.minutes,
        question_id=value.question_id,
        probe=interview_pb2.InterviewQuestion.Probe.Value(value.probe or "PROBE_UNSPECIFIED"),
        difficulty=interview_pb2.InterviewQuestion.Difficulty.Value(value.difficulty),
    )


def _assessment(value: CriterionAssessment) -> screening_pb2.CriterionAssessment:
    return screening_pb2.CriterionAssessment(
        criterion=criterion(value.criterion),
        level=screening_pb2.Level.Value(f"LEVEL_{value.level}"),
        credit=value.credit,
        evidence=[evidence(one) for one in value.evidence],
        terms=[
            screening_pb2.TermAssessment(
                term=one.term, level=screening_pb2.Level.Value(f"LEVEL_{one.level}"), credit=one.credit
            )
            for one in value.terms
        ],
        note=value.note,
        fallen=value.fallen,
        weight_share=value.weight_share,
    )


def _red_flag(value: RedFlag) -> screening_pb2.RedFlag:
    return screening_pb2.RedFlag(
        code=screening_pb2.RedFlag.Code.Value(value.code),
        message=value.message,
        severity=screening_pb2.RedFlag.Severity.Value(value.severity),
        evidence=[evidence(one) for one in value.evidence],
    )


def _open_question(value: OpenQuestion) -> screening_pb2.OpenQuestion:
    return screening_pb2.OpenQuestion(criterion_id=value.criterion_id, question=value.question)


def _provenance(value: Provenance) -> screening_pb2.Provenance:
    return screening_pb2.Provenance(
        candidate_id=value.candidate_id,
        documents=[
            screening_pb2.ScreenedDocument(
                document_digest=one.document_digest,
                media_type=one.media_type,
                role=screening_pb2.DocumentRole.Value(f"DOCUMENT_ROLE_{one.role}"),
            )
            for one in value.documents
        ],
        criteria_digest=value.criteria_digest,
        rubric_digest=value.rubric_digest,
        prompt_digest=value.prompt_digest,
        model_digest=value.model_digest,
        engine=value.engine,
        as_of=date(value.as_of),
        sampling=value.sampling,
        left_premises=value.left_premises,
    )
