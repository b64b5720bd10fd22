"""Asks a model one question until its output can be used, a bounded number of times."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import GREEDY, EncodedPrompt, Generation, GenerationRequest, Guide, Sampling
from bole.domain.ports import LanguageModel
from bole.engines.model_output import Fault, OutputInvalidError

T = TypeVar("T")

_LOG = logging.getLogger("bole.engines")

SECOND_TRY = Sampling(temperature=0.3, top_p=0.9, seed=20_260_131)
"""How output that was invalid without being cut is asked for again: greedy decoding would give the same once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked.

    `output_tokens` is what an answer usually takes, `most_output_tokens` what is tried once one was cut.
    """

    prompt: EncodedPrompt
    guide: Guide
    output_tokens: int
    most_output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """A valid answer, and how it was sampled."""

    value: T
    sampling: Sampling


@dataclass(slots=True)
class AskCounts:
    """How often a model was asked since the service started; written from one event loop."""

    asked: int = 0
    cut: int = 0
    invalid: int = 0
    given_up: int = 0


async def ask(
    model: LanguageModel, question: Question, read: Callable[[str], T], terms: CallTerms, counts: AskCounts
) -> Answered[T]:
    """Returns the first answer that can be read.

    Output that was cut is asked for once more with all the room there is, output that is invalid without being cut
    once more with `SECOND_TRY`.

    Args:
        model: What answers.
        question: What is asked.
        read: Turns the text into the answer; raises `OutputInvalidError` when it cannot be used.
        terms: Deadline and priority of the caller.
        counts: Where attempts and faults are counted.

    Raises:
        BoleError: MODEL_OUTPUT_INVALID, or what `LanguageModel.generate` raises.
    """
    output_tokens, sampling = question.output_tokens, GREEDY
    attempts = 0
    while True:
        attempts += 1
        generation = await model.generate(_request(question, output_tokens, sampling, terms))
        counts.asked += 1
        try:
            return Answered(value=_read(generation, read), sampling=sampling)
        except OutputInvalidError as error:
            fault = error.fault
        if fault is Fault.CUT and output_tokens < question.most_output_tokens:
            counts.cut += 1
            output_tokens = question.most_output_tokens
        elif fault is not Fault.CUT and sampling.greedy:
            counts.invalid += 1
            sampling = SECOND_TRY
        else:
            counts.given_up += 1
            raise _unusable(fault, attempts)


def _read(generation: Generation, read: Callable[[str], T]) -> T:
    """Reads an answer; one that stops at the limit may be whole all the same."""
    try:
        return read(generation.text)
    except OutputInvalidError:
        if generation.cut:
            raise OutputInvalidError(Fault.CUT) from None
        raise


def _request(question: Question, output_tokens: int, sampling: Sampling, terms: CallTerms) -> GenerationRequest:
    return GenerationRequest(
        prompt=question.prompt,
        guide=question.guide,
        max_output_tokens=output_tokens,
        sampling=sampling,
        priority=terms.priority,
        timeout_seconds=terms.seconds_left(),
    )


def _unusable(fault: Fault, attempts: int) -> BoleError:
    _LOG.warning("model.output_invalid fault=%s attempts=%d", fault.value, attempts)
    return BoleError(
        ErrorReason.MODEL_OUTPUT_INVALID,
        "The model gave no usable answer, not even when asked again. Try again; if it persists, tell the operator.",
        metadata={"fault": fault.value, "attempts": str(attempts)},
    )
