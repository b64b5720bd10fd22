"""The two pieces of CPU work around a model's answer: bytes to a question, and the answer to a screening."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bole.domain.answers import Answer
from bole.domain.measuring import Count, Stage, count, stage
from bole.domain.ports import PromptEncoder
from bole.domain.resume import Warning, WarningCode
from bole.engines.asking import Question
from bole.engines.model_screening import (
    AskedScreening,
    ModelFinder,
    ScreeningReply,
    asked_criteria,
    screening_question,
    source_of,
)
from bole.evidence.masking import Masked, mask
from bole.evidence.narrative_check import check_narrative
from bole.evidence.reading import Reading
from bole.evidence.stated_names import names_of
from bole.pipeline.screening import (
    Reader,
    ScreeningRequest,
    answer_of,
    output_language,
    primary,
    read_documents,
    screen_readings,
)

T = TypeVar("T")

LEFT_PREMISES = Warning(
    code=WarningCode.LEFT_PREMISES,
    message="What was sent to the model left the premises: the operator allowed an external model.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A candidate whose documents are read and put into a question.

    `language_code` is that of the narrative, `names` are what it may hold as they are spelled. `state` is what
    `concluded` goes on with; it crosses the event loop as bytes that nobody there has to look into.
    """

    question: Question
    criteria_count: int
    prompt_digest: str
    language_code: str
    names: frozenset[str]
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    readings: tuple[Reading, ...]
    masked: tuple[Masked, ...]
    cut_code_points: int


def prepared(
    request: ScreeningRequest, reader: Reader, encoder: PromptEncoder, *, roomy: bool = False, insist: bool = False
) -> Prepared:
    """Reads the documents and puts together what the model is asked: bytes -> readings -> masked text -> prompt.

    `roomy` leaves more of the model's room to the answer and less to the documents; `insist` names the language of the
    narrative once more.

    Raises:
        BoleError: A document cannot be read, none is a resume, or the criteria alone do not fit the model.
    """
    found = asked_of(request, reader, encoder, roomy=roomy, insist=insist)
    asked = found.asked
    state = _State(readings=found.readings, masked=found.masked, cut_code_points=asked.cut_code_points)
    return Prepared(
        question=asked.question,
        criteria_count=len(asked_criteria(request.rubric)),
        prompt_digest=asked.prompt.version,
        language_code=output_language(request),
        names=names_of([reading.resume.profile for reading in found.readings], request.rubric),
        state=pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question for a model, with the documents that it is about and what the model sees of them."""

    asked: AskedScreening
    readings: tuple[Reading, ...]
    masked: tuple[Masked, ...]


def asked_of(
    request: ScreeningRequest, reader: Reader, encoder: PromptEncoder, *, roomy: bool = False, insist: bool = False
) -> Asked:
    """Reads the documents and puts together what the model is asked, as for `prepared`.

    Raises:
        BoleError: As `prepared`.
    """
    readings = read_documents(request, reader)
    primary(readings)
    rubric, language = request.rubric, output_language(request)
    role = reader.roles.of_family(rubric.role, language)
    profiles = [reading.resume.profile for reading in readings]
    with stage(Stage.PROMPT):
        masked = tuple(mask(reading, profiles) for reading in readings)
        asked = screening_question(
            rubric, source_of(readings, masked), language, encoder, role=role, roomy=roomy, insist=insist
        )
    return Asked(asked=asked, readings=readings, masked=masked)


def concluded(
    request: ScreeningRequest,
    reader: Reader,
    state: bytes,
    reply: ScreeningReply,
    render: Callable[[Answer], T],
) -> T:
    """Checks what the model answered and computes the screening: answer -> findings -> evidence -> score.

    Args:
        request: As in `prepared`; its documents are not needed any more.
        reader: What documents are read with.
        state: Of `prepared`.
        reply: What the model answered.
        render: Turns the answer into what the caller passes on.
    """
    kept: _State = pickle.loads(state)  # noqa: S301  # our own bytes, from a worker process
    narrative = check_narrative(reply.answer.experience, kept.readings, request.rubric, output_language(request))
    count(Count.NARRATIVE_SENTENCES, "dropped", by=narrative.dropped - narrative.mixed)
    count(Count.NARRATIVE_SENTENCES, "mixed", by=narrative.mixed)
    count(Count.NARRATIVE_SENTENCES, "kept", by=len(reply.answer.experience) - narrative.dropped)
    finder = ModelFinder(
        reply=reply,
        masked=kept.masked,
        readings=kept.readings,
        narrative=narrative.text,
        partly_read=kept.cut_code_points > 0,
    )
    warnings = answer_warnings(
        kept.cut_code_points,
        narrative.dropped - narrative.mixed,
        mixed=narrative.mixed,
        left_premises=reply.origin.left_premises,
    )
    screening = screen_readings(request, kept.readings, finder, reader, warnings=warnings)
    return render(answer_of(screening, kept.readings))


def without_documents(request: ScreeningRequest) -> ScreeningRequest:
    """Returns the request without the bytes, which need not travel to the worker a second time."""
    return replace(request, documents=())


def answer_warnings(cut: int, dropped: int, *, left_premises: bool, mixed: int = 0) -> tuple[Warning, ...]:
    """Returns what a reader of a model's answer should know.

    Args:
        cut: Code points of the documents that the model did not see.
        dropped: Sentences of the narrative that did not hold.
        left_premises: Whether what it saw left private networks.
        mixed: Sentences of the narrative in another language than was asked for.
    """
    warnings = []
    if cut:
        message = f"What was sent is longer than the model takes: {cut} characters of it were not read."
        warnings.append(Warning(code=WarningCode.PROMPT_CUT, message=message))
    if dropped:
        message = f"{dropped} sentence(s) of the model on the experience were left out: the documents do not say so."
        warnings.append(Warning(code=WarningCode.NARRATIVE_CUT, message=message))
    if mixed:
        message = (
            f"experience_evaluation: {mixed} sentence(s) of the model were left out. They are not, or not throughout, "
            "in the language that was asked for, also when there was time to ask the model again."
        )
        warnings.append(Warning(code=WarningCode.OUTPUT_LANGUAGE_MIXED, message=message))
    if left_premises:
        warnings.append(LEFT_PREMISES)
    return tuple(warnings)
