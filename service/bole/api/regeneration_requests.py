"""Requests for another question to what the use case takes."""

from __future__ import annotations

from bole.api import requests
from bole.api.stored_kits import interview_question
from bole.api.validation import invalid, text_within, values_within
from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.interview import InterviewQuestion
from bole.domain.rubric import Rubric
from bole.interview.checks import LONGEST
from bole.interview.regenerate import Replacement
from bole.pipeline.regeneration import RegenerationRequest
from bole.v1 import interview_pb2
from bole.v1 import screening_service_pb2 as pb

MOST_VARIATIONS = 100
MOST_AVOIDED = 50
MOST_QUOTES = 24
"""Of the question that is replaced."""

_LONGEST_NAME = 128
_LONGEST_TEXT = 1000
_MOST_TEXTS = 24
_CORE = "core-"


def replacement(message: pb.RegenerateQuestionRequest) -> Replacement:
    """Converts which question is to be replaced, by which variation, and what it may not resemble."""
    question = _replaced(message)
    values_within(message.variation, "variation", 1, MOST_VARIATIONS)
    avoid = message.avoid_questions
    if len(avoid) > MOST_AVOIDED:
        said = f"`avoid_questions` has {len(avoid)} entries, the limit is {MOST_AVOIDED}. Send fewer."
        raise invalid("avoid_questions", said, limit=MOST_AVOIDED)
    texts = (text_within(one, f"avoid_questions[{index}]", LONGEST) for index, one in enumerate(avoid))
    return Replacement(
        replaced=question, variation=message.variation, avoid=tuple(text for text in texts if text.strip())
    )


def regeneration(
    message: pb.RegenerateQuestionRequest, wanted: Replacement, rubric: Rubric | None, source: Document | str
) -> RegenerationRequest:
    """Converts the request once its question and its source are."""
    return RegenerationRequest(kit=requests.interview(message, rubric, source), wanted=wanted)


def _replaced(message: pb.RegenerateQuestionRequest) -> InterviewQuestion:
    if not message.HasField("question"):
        raise invalid("question", "Send the question that is to be replaced, as the kit holds it.")
    question = message.question
    if question.question_id.startswith(_CORE):
        raise invalid(
            "question.question_id",
            "A core question is the same for every candidate and is not replaced. Send one of the candidate's own.",
        )
    if not question.question_id:
        raise invalid("question.question_id", "The question has no identifier. Send it as the kit holds it.")
    if question.type == interview_pb2.InterviewQuestion.TYPE_UNSPECIFIED:
        raise invalid("question.type", "The question has no type. Send it as the kit holds it.")
    if not question.question.strip():
        raise invalid("question.question", "The question has no text. Send it as the kit holds it.")
    text_within(question.question, "question.question", LONGEST)
    for field in ("question_id", "topic", "criterion_id"):
        text_within(getattr(question, field), f"question.{field}", _LONGEST_NAME)
    for field in ("competency", "reason"):
        text_within(getattr(question, field), f"question.{field}", _LONGEST_TEXT)
    for field, most in (("evidence", MOST_QUOTES), ("expected_points", _MOST_TEXTS), ("follow_ups", _MOST_TEXTS)):
        if len(getattr(question, field)) > most:
            raise invalid(
                f"question.{field}", f"`question.{field}` has more than {most} entries. Send it as the kit holds it."
            )
    return _known(question)


def _known(question: interview_pb2.InterviewQuestion) -> InterviewQuestion:
    """Converts the parts that count; only the place of a quote does.

    Raises:
        BoleError: ARGUMENT_INVALID where a value is one of a later version, or a span is none.
    """
    for field, names in (
        ("type", interview_pb2.InterviewQuestion.Type),
        ("probe", interview_pb2.InterviewQuestion.Probe),
        ("difficulty", interview_pb2.InterviewQuestion.Difficulty),
    ):
        if getattr(question, field) not in names.values():
            raise _unknown(f"question.{field}")
    try:
        return interview_question(question)
    except ValueError as error:
        raise _unknown("question.evidence") from error


def _unknown(field: str) -> BoleError:
    return invalid(
        field, f"`{field}` has a value that this version does not know. Send the question as the kit holds it."
    )
