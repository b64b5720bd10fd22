"""Questions by a model, with a scripted one in its place: what is refused is asked for again, once."""

from __future__ import annotations

import datetime
import json
import time
from dataclasses import replace

import pytest

from bole.bootstrap import reader
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Generation, Sampling
from bole.domain.interview import InterviewKit, Probe, QuestionPlan
from bole.domain.measuring import Collected, Count, listening
from bole.domain.resume import WarningCode
from bole.interview.regenerate import Replacement
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.regeneration import Regenerated, RegenerationRequest
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import criterion, rubric
from tests.fakes import SameProcess, ScriptedModel, text_of

RESUME = """Ada Example
Work experience
Example Ltd, Backend Engineer, Jan 2019 - Present
- Built the order service with Python, which cut page time by 40%.
- Moved the billing data from Oracle to PostgreSQL with a team of four.
- Taught two trainees how to profile slow queries.
"""
READER = reader(Settings())
ORDERS = "Built the order service with Python, which cut page time by 40%"
BILLING = "Moved the billing data from Oracle to PostgreSQL with a team of four"
REQUEST = InterviewRequest(
    source=Document(content=RESUME.encode(), media_type="text/plain"),
    rubric=validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Kafka")])),
    plan=QuestionPlan(technical=2, behavioral=0, open_ended=0),
    as_of=datetime.date(2026, 1, 31),
    language_code="en",
)
GOOD = "How did you find out which part of the order service made pages slow, and what did you change first?"
OTHER = "Which rows of the billing data did not fit PostgreSQL, and how did you find them before the move?"
YES_NO = "Did you build the order service on your own with Python?"


def drafted(question: str, quote: str = ORDERS, number: int = 0) -> dict[str, object]:
    """Returns a question as a model drafts it."""
    return {
        "type": "TECHNICAL",
        "topic": "SYSTEM_DESIGN",
        "criterion": number,
        "quote": quote,
        "question": question,
        "competency": "Performance work",
        "reason": "The resume claims a measured gain.",
        "expected_points": ["names the measurement", "names the cause", "names the trade-off"],
        "follow_ups": ["What would you measure today?", "Who else was involved?"],
        "low": "Repeats the resume.",
        "medium": "Explains one change.",
        "high": "Explains cause, change and proof.",
        "minutes": 8,
    }


def reply(*questions: dict[str, object]) -> str:
    """Returns an answer as a model writes it."""
    return json.dumps({"questions": list(questions)})


def answering(model: ScriptedModel) -> ModelAnswering:
    """Returns the use cases on a scripted model, with all CPU work in this process."""
    return ModelAnswering(name="triton", model=model, reader=READER, workers=SameProcess())


async def written(model: ScriptedModel, terms: CallTerms | None = None) -> InterviewKit:
    """Returns the kit of two technical questions."""
    return await answering(model).write_interview_kit(REQUEST, terms or CallTerms())


async def test_what_was_refused_is_asked_for_again_with_the_reasons() -> None:
    """One question of two could be answered by yes: the second answer fills its place, and is counted as repaired."""
    model = ScriptedModel(replies=[reply(drafted(GOOD), drafted(YES_NO)), reply(drafted(OTHER, BILLING))])
    told = Collected()

    with listening(told):
        kit = await written(model)

    assert [one.question for one in kit.questions] == [GOOD, OTHER]
    assert [one.question_id for one in kit.questions] == ["own-1", "own-2"]
    assert WarningCode.QUESTIONS_REPLACED not in {one.code for one in kit.warnings}
    again = text_of(model.requests[1].prompt)
    assert "Write 1 TECHNICAL" in again
    assert "yes or no" in again
    assert f"- {GOOD}" in again
    assert told.counts[Count.MODEL_OUTPUTS, ("repaired",)] == 1


async def test_a_kit_without_faults_asks_once() -> None:
    """Nothing to repair."""
    model = ScriptedModel(replies=[reply(drafted(GOOD), drafted(OTHER, BILLING))])

    kit = await written(model)

    assert len(kit.questions) == 2
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(reply(drafted(YES_NO)), id="refused again"),
        pytest.param(BoleError(ErrorReason.MODEL_OVERLOADED, "Come back."), id="busy"),
    ],
)
async def test_a_second_answer_that_does_not_help_leaves_the_place_to_the_embedded_engine(
    second: str | BoleError,
) -> None:
    """Asked for again once, never twice."""
    replies: list[str | Generation | BoleError] = [reply(drafted(GOOD)), second]
    model = ScriptedModel(replies=replies)

    kit = await written(model)

    assert kit.questions[0].question == GOOD
    assert len(kit.questions) == 2
    assert len(model.requests) == 2
    assert WarningCode.QUESTIONS_REPLACED in {one.code for one in kit.warnings}


async def test_no_time_is_spent_that_the_caller_does_not_have() -> None:
    """A deadline that the first answer has used up."""
    model = ScriptedModel(replies=[reply(drafted(GOOD))])

    kit = await written(model, CallTerms(deadline=time.monotonic()))

    assert len(model.requests) == 1
    assert len(kit.questions) == 2


async def test_a_question_of_the_model_tells_what_it_goes_into() -> None:
    """By the verified answer for its criterion; the level comes from code."""
    about_kafka = drafted("Which part of the order service would you hand to Kafka first, and why that one?", number=2)
    kit = await written(ScriptedModel(replies=[reply(drafted(GOOD, number=1), about_kafka)]))

    assert [one.probe for one in kit.questions] == [Probe.SHOWN_WORK, Probe.MISSING_MUST]
    assert kit.coverage[1].question_ids == ("own-2",)


async def regenerated(model: ScriptedModel, variation: int = 3, criterion_id: str = "") -> Regenerated:
    """Returns what comes in the place of a question on the orders."""
    first = await written(ScriptedModel(replies=[reply(drafted(GOOD), drafted(OTHER, BILLING))]))
    replaced = replace(first.questions[0], criterion_id=criterion_id)
    wanted = Replacement(replaced=replaced, variation=variation, avoid=(first.questions[1].question,))
    return await answering(model).regenerate_question(RegenerationRequest(kit=REQUEST, wanted=wanted), CallTerms())


NEW = "Which measurement of the order service told you that pages were slow, and how did you take it?"


async def test_a_model_writes_the_variation_that_its_number_seeds() -> None:
    """The question replaced and those to avoid stand in the prompt; the identifier stays."""
    model = ScriptedModel(replies=[reply(drafted(NEW))])

    found = await regenerated(model)

    assert found.question.question == NEW
    assert found.question.question_id == "own-1"
    assert found.warnings == ()
    (request,) = model.requests
    assert not request.sampling.greedy
    assert request.sampling == (await _sampled(3))
    assert request.sampling != (await _sampled(4))
    assert f"- {GOOD}" in text_of(request.prompt)
    assert f"- {OTHER}" in text_of(request.prompt)


async def _sampled(variation: int) -> Sampling:
    model = ScriptedModel(replies=[reply(drafted(NEW))])
    await regenerated(model, variation)
    return model.requests[0].sampling


@pytest.mark.parametrize(
    ("replies", "criterion_id"),
    [
        pytest.param([reply(drafted(GOOD))], "", id="the one that is replaced"),
        pytest.param([reply(drafted(YES_NO))], "", id="yes or no"),
        pytest.param([reply(drafted(NEW))], "c1", id="another criterion"),
        pytest.param(["{", "{"], "", id="no JSON"),
    ],
)
async def test_the_embedded_engine_stands_in_for_a_question_that_fails(replies: list[str], criterion_id: str) -> None:
    """Checked the same way, and said so."""
    found = await regenerated(ScriptedModel(replies=list(replies)), criterion_id=criterion_id)

    assert found.question.question not in {GOOD, OTHER, YES_NO, NEW}
    assert found.question.criterion_id == criterion_id
    assert [one.code for one in found.warnings] == [WarningCode.QUESTIONS_REPLACED]


async def test_a_model_that_is_away_is_told_or_replaced_as_the_caller_allows() -> None:
    """As for a kit."""
    away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "No model server is there.")
    with pytest.raises(BoleError) as caught:
        await regenerated(ScriptedModel(replies=[away]))

    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
