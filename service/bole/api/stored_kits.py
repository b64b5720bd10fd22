"""Interview kits that this service wrote, back to domain values: for reports."""

from __future__ import annotations

from bole.api.converters import warning
from bole.api.stored_screenings import evidence
from bole.domain.interview import (
    CriterionCoverage,
    Difficulty,
    InterviewKit,
    InterviewQuestion,
    Probe,
    QuestionType,
    RatingAnchors,
)
from bole.v1 import interview_pb2


def interview_kit(message: interview_pb2.InterviewKit) -> InterviewKit:
    """Converts a kit as the service returned it."""
    return InterviewKit(
        questions=tuple(interview_question(one) for one in message.questions),
        language_code=message.language_code,
        engine=message.engine,
        warnings=tuple(warning(one) for one in message.warnings),
        core_questions=tuple(interview_question(one) for one in message.core_questions),
        role=message.role,
        coverage=tuple(
            CriterionCoverage(criterion_id=one.criterion_id, question_ids=tuple(one.question_ids))
            for one in message.coverage
        ),
    )


def interview_question(message: interview_pb2.InterviewQuestion) -> InterviewQuestion:
    """Converts a question as the service returned it.

    Raises:
        ValueError: It holds a value that this version does not know.
    """
    anchors = message.rating_anchors
    probe = interview_pb2.InterviewQuestion.Probe.Name(message.probe)
    difficulty = interview_pb2.InterviewQuestion.Difficulty.Name(message.difficulty)
    return InterviewQuestion(
        type=QuestionType(interview_pb2.InterviewQuestion.Type.Name(message.type)),
        topic=message.topic,
        question=message.question,
        competency=message.competency,
        criterion_id=message.criterion_id,
        reason=message.reason,
        evidence=tuple(evidence(one) for one in message.evidence),
        expected_points=tuple(message.expected_points),
        follow_ups=tuple(message.follow_ups),
        rating_anchors=RatingAnchors(low=anchors.low, medium=anchors.medium, high=anchors.high),
        minutes=message.minutes,
        question_id=message.question_id,
        probe=Probe(probe) if message.probe else None,
        difficulty=Difficulty(difficulty) if message.difficulty else Difficulty.INTERMEDIATE,
    )
