"""Asking a model again: what is cut with more room, what is invalid with another seed, and then no more."""

from __future__ import annotations

import pytest

from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, Generation, Guide, Sampling
from bole.domain.measuring import Collected, Count, listening
from bole.engines.asking import SECOND_TRY, Question, ask
from bole.engines.model_output import Fault, OutputInvalidError
from tests.fakes import ScriptedModel

QUESTION = Question(
    prompt=EncodedPrompt(token_count=3, prefix_token_count=2, prefix_digest=""),
    guide=Guide(grammar="", json_schema=""),
    output_tokens=10,
    most_output_tokens=40,
)
CUT = Generation(text="half", cut=True)


def read(text: str) -> str:
    """Takes only the word "good"."""
    if text != "good":
        raise OutputInvalidError(Fault.WRONG_SHAPE)
    return text


async def asked(model: ScriptedModel) -> str:
    """Asks and returns value and sampling in words."""
    answered = await ask(model, QUESTION, read, CallTerms())
    return f"{answered.value} {answered.sampling}"


async def test_a_valid_answer_is_taken_at_once() -> None:
    """One greedy call with the usual budget."""
    model = ScriptedModel(replies=["good"])

    assert await asked(model) == "good greedy"
    assert [request.max_output_tokens for request in model.requests] == [10]


async def test_a_cut_answer_is_asked_again_with_all_the_room_there_is() -> None:
    """Greedy again, with the larger budget."""
    model = ScriptedModel(replies=[CUT, "good"])

    assert await asked(model) == "good greedy"
    assert [request.max_output_tokens for request in model.requests] == [10, 40]


async def test_an_answer_that_ends_exactly_at_the_limit_is_taken() -> None:
    """It is whole, although the server says that it reached the limit."""
    model = ScriptedModel(replies=[Generation(text="good", cut=True)])

    assert await asked(model) == "good greedy"


async def test_an_invalid_answer_is_asked_again_with_another_seed() -> None:
    """At temperature 0.3, because greedy decoding would give the same once more."""
    model = ScriptedModel(replies=["bad", "good"])

    assert await asked(model) == f"good {SECOND_TRY}"
    assert [request.sampling.temperature for request in model.requests] == [0.0, 0.3]


async def test_variations_stay_apart_when_they_are_asked_again() -> None:
    """Each goes on with a seed of its own."""
    seeds = []
    for seed in (1, 2):
        model = ScriptedModel(replies=["bad", "good"])
        answered = await ask(model, QUESTION, read, CallTerms(), sampling=Sampling(temperature=0.7, seed=seed))
        seeds.append({answered.sampling.seed, *(request.sampling.seed for request in model.requests)})

    assert len(seeds[0] | seeds[1]) == 4


@pytest.mark.parametrize(
    ("replies", "fault", "attempts"),
    [
        (["bad", "bad"], "WRONG_SHAPE", 2),
        ([CUT, CUT], "CUT", 2),
        ([CUT, "bad", "bad"], "WRONG_SHAPE", 3),
        (["bad", CUT, CUT], "CUT", 3),
    ],
)
async def test_what_stays_unusable_is_an_error_that_quotes_nothing(
    replies: list[str | Generation | BoleError], fault: str, attempts: int
) -> None:
    """MODEL_OUTPUT_INVALID with the fault and how often it was asked; counted once as given up."""
    model, told = ScriptedModel(replies=replies), Collected()

    with listening(told), pytest.raises(BoleError) as caught:
        await asked(model)

    assert caught.value.reason is ErrorReason.MODEL_OUTPUT_INVALID
    assert dict(caught.value.metadata) == {"fault": fault, "attempts": str(attempts)}
    assert told.counts[Count.MODEL_OUTPUTS, ("invalid",)] == 1
    assert told.counts[Count.MODEL_REQUESTS, ("ok",)] == attempts
    assert not model.replies


async def test_an_error_of_the_server_passes() -> None:
    """Nothing is asked again here; the adapter has done what is safe."""
    model = ScriptedModel(replies=[BoleError(ErrorReason.MODEL_OVERLOADED, "Come back.")])

    with pytest.raises(BoleError) as caught:
        await asked(model)

    assert caught.value.reason is ErrorReason.MODEL_OVERLOADED


async def test_what_is_left_of_the_deadline_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model gets the seconds until the caller's deadline."""
    model = ScriptedModel(replies=["good"])
    monkeypatch.setattr("time.monotonic", lambda: 100.0)

    await ask(model, QUESTION, read, CallTerms(deadline=107.5))

    assert model.requests[0].timeout_seconds == 7.5


async def test_what_the_model_was_asked_and_wrote_is_counted() -> None:
    """Requests by outcome, tokens as far as the server tells them, outputs by how they could be used."""
    told = Collected()
    written = Generation(text="good", cut=False, input_tokens=100, output_tokens=7, reused_blocks=2)
    overloaded = BoleError(ErrorReason.MODEL_OVERLOADED, "Come back.")

    with listening(told):
        await asked(ScriptedModel(replies=[written]))
        await asked(ScriptedModel(replies=["bad", "good"]))
        with pytest.raises(BoleError):
            await asked(ScriptedModel(replies=[overloaded]))

    assert dict(told.counts) == {
        (Count.MODEL_REQUESTS, ("ok",)): 3,
        (Count.MODEL_REQUESTS, ("MODEL_OVERLOADED",)): 1,
        (Count.MODEL_TOKENS, ("prompt",)): 100,
        (Count.MODEL_TOKENS, ("completion",)): 7,
        (Count.MODEL_TOKENS, ("reused",)): 64,
        (Count.MODEL_OUTPUTS, ("valid",)): 1,
        (Count.MODEL_OUTPUTS, ("repaired",)): 1,
    }
