"""A short load on a server, and the times of its answers.

A unary call tells one time, that of the whole answer. So each level of load is run twice, with answers of one token and
with long ones: the first gives the time to the first token, the difference the time between tokens.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.generation import Generation, GenerationRequest
from bole.domain.ports import LanguageModel
from build_engine.verifying.questions import load_requests

SHORT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent: `rounds` requests for each of `in_flight` places, of so many tokens."""

    in_flight: int
    rounds: int
    prompt_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured at one level of load; times are medians, in seconds.

    `between_tokens` is None where answers are too short to tell.
    """

    in_flight: int
    requests: int
    prompt_tokens: int
    output_tokens: float
    first_token: float
    answer: float
    answer_p95: float
    between_tokens: float | None
    output_tokens_a_second: float
    requests_a_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    seconds: float
    tokens: int


async def measure(model: LanguageModel, load: Load, seed: int) -> Figures:
    """Measures one level of load.

    Raises:
        BoleError: A request failed.
    """
    encoder = model.encoder()
    count = load.in_flight * load.rounds
    short = load_requests(encoder, count=count, tokens=load.prompt_tokens, output_tokens=SHORT, seed=seed)
    long = load_requests(
        encoder, count=count, tokens=load.prompt_tokens, output_tokens=load.output_tokens, seed=seed + 1
    )
    first = statistics.median(one.seconds for one in (await _run(model, short, load.in_flight))[0])
    answers, wall = await _run(model, long, load.in_flight)
    tokens = statistics.mean(one.tokens for one in answers)
    median = statistics.median(one.seconds for one in answers)
    return Figures(
        in_flight=load.in_flight,
        requests=count,
        prompt_tokens=round(statistics.mean(request.prompt.token_count for request in long)),
        output_tokens=tokens,
        first_token=first,
        answer=median,
        answer_p95=_percentile([one.seconds for one in answers], 0.95),
        between_tokens=max(0.0, median - first) / (tokens - SHORT) if tokens > SHORT else None,
        output_tokens_a_second=sum(one.tokens for one in answers) / wall,
        requests_a_second=count / wall,
    )


async def _run(
    model: LanguageModel, requests: Sequence[GenerationRequest], in_flight: int
) -> tuple[list[_Timed], float]:
    """Keeps so many requests in flight until all are answered; returns their times, and that of all."""
    waiting = list(requests)
    timed: list[_Timed] = []

    async def place() -> None:
        while waiting:
            request = waiting.pop()
            began = time.perf_counter()
            answer = await model.generate(request)
            timed.append(_Timed(seconds=time.perf_counter() - began, tokens=_tokens(answer)))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(place())
    return timed, time.perf_counter() - began


def _tokens(answer: Generation) -> int:
    """Returns the tokens of an answer as the server counts them, or, where it does not, its characters."""
    return answer.output_tokens if answer.output_tokens is not None else len(answer.text)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
