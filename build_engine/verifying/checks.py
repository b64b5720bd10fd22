"""Is what a server serves right? Each check passes, fails, or cannot be told."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from bole.domain.errors import BoleError
from bole.domain.ports import LanguageModel
from bole.prompting.guides import screening_guide
from build_engine.specs.settings import TOKENS_PER_BLOCK
from build_engine.verifying.questions import (
    golden_questions,
    golden_request,
    guided_request,
    long_request,
    prefix_requests,
)

PREFIX_TOKENS = 1024
SHARED_LEAST = 0.75
"""Part of the shared blocks that must have been taken from the cache."""

_CRITERIA = 2


class Verdict(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its name, what it came to, and what was seen."""

    name: str
    verdict: Verdict
    seen: str


_Work = Callable[[LanguageModel], Coroutine[None, None, Check]]


async def check_contract(model: LanguageModel) -> Check:
    """Compares tensors, parameters, tokenizer and guided decoding with the contract, as the service does."""
    found = await model.differences()
    return _check("contract", passed=not found, seen="; ".join(found) or "every tensor and parameter as expected")


async def check_guided(model: LanguageModel) -> Check:
    """Asks for the answer of a screening, and reads it as the service does."""
    answer = await model.generate(
        guided_request(model.encoder(), screening_guide(_CRITERIA).grammar, model.identity().max_seq_len)
    )
    try:
        keys = list(json.loads(answer.text))
    except ValueError:
        return _check("guided request", passed=False, seen="the answer is no JSON" + (", cut" if answer.cut else ""))
    wanted = [*map(str, range(1, _CRITERIA + 1)), "experience"]
    return _check("guided request", passed=keys == wanted, seen=f"an answer with {', '.join(keys)}")


async def check_golden(model: LanguageModel) -> Check:
    """Asks questions with one right answer each."""
    questions, least = golden_questions()
    wrong = []
    for golden in questions:
        answer = await model.generate(golden_request(golden, model.encoder()))
        if answer.text != golden.answer:
            wrong.append(golden.name)
    right = len(questions) - len(wrong)
    missed = f"; wrong: {', '.join(wrong)}" if wrong else ""
    return _check("golden prompts", passed=right >= least * len(questions), seen=f"{right} of {len(questions)}{missed}")


async def check_long(model: LanguageModel) -> Check:
    """Asks a golden question behind thousands of words: it takes chunks of a prompt, and stretched positions if any."""
    golden, request = long_request(model.encoder(), model.identity().max_seq_len)
    answer = await model.generate(request)
    right = answer.text == golden.answer
    seen = f"{'right' if right else 'wrong'} behind {request.prompt.token_count:,} tokens"
    return _check("long prompt", passed=right, seen=seen)


async def check_prefix(model: LanguageModel, seed: int, *, told: bool) -> Check:
    """Asks twice the same and once with another end: blocks must come from the cache, and change no answer."""
    first, other = prefix_requests(model.encoder(), PREFIX_TOKENS, seed)
    cold, warm = await model.generate(first), await model.generate(first)
    answer = await model.generate(other)
    blocks = other.prompt.prefix_token_count // TOKENS_PER_BLOCK
    if cold.text != warm.text:
        return _check("prefix reuse", passed=False, seen="one question has two answers, without and with the cache")
    if answer.reused_blocks is None:
        verdict = Verdict.FAILED if told else Verdict.NOT_TOLD
        return Check(name="prefix reuse", verdict=verdict, seen="the server does not tell reused blocks")
    return _check(
        "prefix reuse",
        passed=answer.reused_blocks >= SHARED_LEAST * blocks,
        seen=f"{min(answer.reused_blocks, blocks)} of {blocks} shared blocks of {TOKENS_PER_BLOCK} tokens",
    )


async def run_checks(model: LanguageModel, seed: int, *, told: bool) -> tuple[Check, ...]:
    """Runs all checks; without the contract nothing else is asked, and a request that fails is a check that failed.

    Args:
        model: Not yet connected.
        seed: Another seed, other texts: none is in a cache of the server.
        told: True where the server has to tell reused blocks.

    Raises:
        BoleError: No server is there, or a file of this side cannot be read.
    """
    contract = await check_contract(model)
    if contract.verdict is Verdict.FAILED:
        return (contract,)
    await model.connect()
    checks: tuple[tuple[str, _Work], ...] = (
        ("guided request", check_guided),
        ("golden prompts", check_golden),
        ("long prompt", check_long),
        ("prefix reuse", partial(check_prefix, seed=seed, told=told)),
    )
    return (contract, *[await _tried(model, name, work) for name, work in checks])


async def _tried(model: LanguageModel, name: str, work: _Work) -> Check:
    try:
        return await work(model)
    except BoleError as error:
        return failed_check(name, error)


def failed_check(name: str, error: BoleError) -> Check:
    """Returns what is said of a check whose request failed."""
    return _check(name, passed=False, seen=f"{error.reason}: {error.message}")


def _check(name: str, *, passed: bool, seen: str) -> Check:
    return Check(name=name, verdict=Verdict.PASSED if passed else Verdict.FAILED, seen=seen)
