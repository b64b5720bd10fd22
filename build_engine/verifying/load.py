"""A short load on a server, and the times of its answers.

A unary call tells one time, that of the whole answer. So each level of load is run twice, with long answers and with
answers of a quarter of their length: what more the long ones take, over their further tokens, is the time between
tokens, and what is left of a short answer without its tokens is the time to the first. With more than one in flight
both hold the waiting for prompts of others.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.generation import GenerationRequest
from bole.domain.ports import LanguageModel
from build_engine.verifying.questions import load_requests

SHORT_SHARE = 4
"""Long answers have so many times the tokens of short ones."""

ENOUGH_FOR_PERCENTILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent: `rounds` requests for each of `in_flight` places, of so many tokens."""

    in_flight: int
    rounds: int
    prompt_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured at one level of load; times are in seconds, medians unless they say otherwise.

    None stands for what cannot be told: tokens that the server does not count, times from answers that are too much
    alike, a percentile of few answers.
    """

    in_flight: int
    requests: int
    prompt_tokens: int
    output_tokens: float | None
    first_token: float | None
    between_tokens: float | None
    answer: float
    answer_p95: float | None
    output_tokens_a_second: float | None
    requests_a_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One answer: its seconds, and its tokens where the server counts them."""

    seconds: float
    tokens: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """All answers of one run, and the seconds of the whole."""

    answers: tuple[Timed, ...]
    seconds: float

    @property
    def tokens(self) -> float | None:
        """Returns the tokens of an answer on average, None where the server does not count them."""
        counted = [one.tokens for one in self.answers if one.tokens is not None]
        return statistics.mean(counted) if len(counted) == len(self.answers) else None

    @property
    def median(self) -> float:
        """Returns the median time of an answer."""
        return statistics.median(one.seconds for one in self.answers)


async def measure(model: LanguageModel, load: Load, seed: int) -> Figures:
    """Measures one level of load; the grammar is compiled before.

    Raises:
        BoleError: A request failed.
    """
    encoder = model.encoder()
    count = load.in_flight * load.rounds
    ran = []
    prompt_tokens: list[int] = []
    for output_tokens in (max(1, load.output_tokens // SHORT_SHARE), load.output_tokens):
        requests = load_requests(
            encoder, count=count + 1, tokens=load.prompt_tokens, output_tokens=output_tokens, seed=seed + output_tokens
        )
        prompt_tokens += [request.prompt.token_count for request in requests]
        await model.generate(requests.pop())
        ran.append(await _run(model, requests, load.in_flight))
    short, long = ran
    between = between_tokens(short, long)
    return Figures(
        in_flight=load.in_flight,
        requests=count,
        prompt_tokens=round(statistics.mean(prompt_tokens)),
        output_tokens=long.tokens,
        first_token=first_token(short, between),
        between_tokens=between,
        answer=long.median,
        answer_p95=p95([one.seconds for one in long.answers]),
        output_tokens_a_second=None if long.tokens is None else long.tokens * count / long.seconds,
        requests_a_second=count / long.seconds,
    )


def between_tokens(short: Ran, long: Ran) -> float | None:
    """Returns the time between tokens, None where the answers are too much alike or not counted."""
    if short.tokens is None or long.tokens is None or long.tokens <= short.tokens or long.median <= short.median:
        return None
    return (long.median - short.median) / (long.tokens - short.tokens)


def first_token(short: Ran, between: float | None) -> float | None:
    """Returns the time to the first token: a short answer less the time of its further tokens."""
    if between is None or short.tokens is None:
        return None
    first = short.median - (short.tokens - 1) * between
    return first if first > 0 else None


async def _run(model: LanguageModel, requests: Sequence[GenerationRequest], in_flight: int) -> Ran:
    """Keeps so many requests in flight until all are answered."""
    waiting = list(requests)
    timed: list[Timed] = []

    async def place() -> None:
        while waiting:
            request = waiting.pop()
            began = time.perf_counter()
            answer = await model.generate(request)
            timed.append(Timed(seconds=time.perf_counter() - began, tokens=answer.output_tokens))

    began = time.perf_counter()
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(place())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # the first is why; the others were cancelled with it
    return Ran(answers=tuple(timed), seconds=time.perf_counter() - began)


def p95(values: Sequence[float]) -> float | None:
    """Returns what 95 % of values do not exceed, None where there are too few to say."""
    if len(values) < ENOUGH_FOR_PERCENTILES:
        return None
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
