"""Asks a model one question until its output can be used, a bounded number of times."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import GREEDY, EncodedPrompt, Generation, GenerationRequest, Guide, Sampling
from bole.domain.measuring import Count, Stage, count, stage
from bole.domain.ports import LanguageModel, PromptEncoder
from bole.domain.tracing import SpanName, span
from bole.engines.model_output import Fault, OutputInvalidError
from bole.prompting.shapes import AnswerBound

T = TypeVar("T")

_LOG = logging.getLogger("bole.engines")

SECOND_TRY = Sampling(temperature=0.3, top_p=0.9, seed=20_260_131)
"""How output that was invalid without being cut is asked for again: greedy decoding would give the same once more."""


_MARGIN = 1.25
"""Quotes may be denser in tokens than the text as a whole."""

_DENSEST = 1.5
"""Tokens a code point, at most, of a usual answer: what is denser shows in an answer that is cut."""

_MOST_TOKENS_A_CODE_POINT = 4
"""A byte-level vocabulary needs at most one token for each byte of UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked.

    `output_tokens` is what an answer usually takes, `most_output_tokens` what is tried once one was cut.
    """

    prompt: EncodedPrompt
    guide: Guide
    output_tokens: int
    most_output_tokens: int


def budgeted_question(
    prompt: EncodedPrompt, guide: Guide, bound: AnswerBound, source: str, encoder: PromptEncoder
) -> Question:
    """Returns a question with its budgets of output tokens.

    Most of an answer quotes its source, so the source tells how many tokens a code point takes; an answer that is cut
    gets all that the grammar can ask for, as far as the model has room.

    Args:
        prompt: What the model reads.
        guide: What it may write.
        bound: How long the longest answer is.
        source: The text that answers quote.
        encoder: Of the model.
    """
    density = (prompt.token_count - prompt.prefix_token_count) / max(1, len(source))
    room = max(1, encoder.max_tokens - prompt.token_count)
    usual = bound.structure_code_points + math.ceil(_MARGIN * min(density, _DENSEST) * bound.string_code_points)
    most = bound.structure_code_points + _MOST_TOKENS_A_CODE_POINT * bound.string_code_points
    return Question(prompt=prompt, guide=guide, output_tokens=min(usual, room), most_output_tokens=min(most, room))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """A valid answer, and how it was sampled."""

    value: T
    sampling: Sampling


async def ask(
    model: LanguageModel,
    question: Question,
    read: Callable[[str], T],
    terms: CallTerms,
    *,
    sampling: Sampling = GREEDY,
    repairs: bool = False,
) -> Answered[T]:
    """Returns the first answer that can be read.

    Output that was cut is asked for once more with all the room there is, output that is invalid without being cut
    once more with `SECOND_TRY`; where `sampling` is not greedy, with another seed that follows from its own.

    Args:
        model: What answers.
        question: What is asked.
        read: Turns the text into the answer; raises `OutputInvalidError` when it cannot be used.
        terms: Deadline and priority of the caller.
        sampling: How tokens are chosen at first.
        repairs: The question asks once more for what was refused in another answer, and is counted so.

    Raises:
        BoleError: MODEL_OUTPUT_INVALID, or what `LanguageModel.generate` raises.
    """
    output_tokens, first = question.output_tokens, sampling
    attempts = 0
    while True:
        attempts += 1
        generation = await generated(model, _request(question, output_tokens, sampling, terms))
        try:
            with stage(Stage.VALIDATE):
                value = _read(generation, read)
        except OutputInvalidError as error:
            fault = error.fault
        else:
            count(Count.MODEL_OUTPUTS, "valid" if attempts == 1 and not repairs else "repaired")
            return Answered(value=value, sampling=sampling)
        if fault is Fault.CUT and output_tokens < question.most_output_tokens:
            output_tokens = question.most_output_tokens
        elif fault is not Fault.CUT and sampling == first:
            sampling = SECOND_TRY if first.greedy else replace(first, seed=first.seed + SECOND_TRY.seed)
        else:
            count(Count.MODEL_OUTPUTS, "invalid")
            raise _unusable(fault, attempts)


def was_cut(error: BoleError) -> bool:
    """Tells whether an answer was given up because it ended at the token limit each time."""
    return error.reason is ErrorReason.MODEL_OUTPUT_INVALID and error.metadata.get("fault") == Fault.CUT


async def generated(model: LanguageModel, request: GenerationRequest) -> Generation:
    """Makes one request, and counts what came of it.

    Raises:
        BoleError: What `LanguageModel.generate` raises.
    """
    with span(SpanName.MODEL) as told:
        try:
            generation = await model.generate(request)
        except BoleError as error:
            count(Count.MODEL_REQUESTS, error.reason.value)
            raise
        told.tell(prompt_tokens=generation.input_tokens, completion_tokens=generation.output_tokens)
    count(Count.MODEL_REQUESTS, "ok")
    for kind, tokens in (
        ("prompt", generation.input_tokens),
        ("completion", generation.output_tokens),
        ("reused", generation.reused_tokens),
    ):
        if tokens is not None:
            count(Count.MODEL_TOKENS, kind, by=tokens)
    return generation


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
        # Somebody who takes less in place of the model's answer does not want to wait for the model.
        wait_for_return=not (terms.allow_degraded or terms.comes_back),
    )


def _unusable(fault: Fault, attempts: int) -> BoleError:
    _LOG.warning(Line(Event.MODEL_OUTPUT_INVALID, fault=fault, attempts=attempts))
    return BoleError(
        ErrorReason.MODEL_OUTPUT_INVALID,
        "The model gave no usable answer, not even when asked again. Have the operator look at the model.",
        metadata={"fault": fault.value, "attempts": str(attempts)},
    )
