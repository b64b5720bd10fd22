"""The cache of answers computed lately."""

from __future__ import annotations

import asyncio

import pytest

from bole.pipeline.recent import Recent


def test_an_answer_is_computed_once_and_the_oldest_is_dropped() -> None:
    """A cache of two: asking a, b, a, c drops b."""
    computed: list[str] = []
    recent: Recent[str, str] = Recent(2)

    async def ask(key: str) -> str:
        async def compute() -> str:
            computed.append(key)
            return key.upper()

        return await recent.get(key, compute)

    async def scenario() -> list[str]:
        return [await ask(key) for key in "abacab"]

    assert asyncio.run(scenario()) == list("ABACAB")
    assert computed == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept() -> None:
    """The next call tries again."""
    recent: Recent[str, int] = Recent(2)
    attempts = iter([ValueError("first"), None])

    async def compute() -> int:
        error = next(attempts)
        if error is not None:
            raise error
        return 7

    async def scenario() -> int:
        with pytest.raises(ValueError, match="first"):
            await recent.get("k", compute)
        return await recent.get("k", compute)

    assert asyncio.run(scenario()) == 7


def test_the_same_question_asked_twice_at_once_is_computed_once() -> None:
    """Both callers get the one answer, even where computing it again would give another."""
    recent: Recent[str, int] = Recent(2)
    numbers = iter(range(10))

    async def compute() -> int:
        await asyncio.sleep(0)
        return next(numbers)

    async def scenario() -> list[int]:
        return await asyncio.gather(*(recent.get("k", compute) for _ in range(5)))

    assert asyncio.run(scenario()) == [0] * 5
    assert next(numbers) == 1


def test_a_caller_that_leaves_does_not_take_the_answer_along() -> None:
    """The one who waits computes it instead."""
    recent: Recent[str, int] = Recent(2)
    started = asyncio.Event()

    async def endless() -> int:
        started.set()
        await asyncio.Event().wait()
        return 0

    async def seven() -> int:
        return 7

    async def scenario() -> int:
        first = asyncio.create_task(recent.get("k", endless))
        await started.wait()
        second = asyncio.create_task(recent.get("k", seven))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(scenario()) == 7


def test_an_answer_that_is_not_worth_keeping_is_computed_anew() -> None:
    """As one that was given while the model was away."""
    recent: Recent[str, int] = Recent(2)
    numbers = iter(range(10))

    async def compute() -> int:
        return next(numbers)

    async def scenario() -> list[int]:
        return [await recent.get("k", compute, keep=lambda value: value > 0) for _ in range(3)]

    assert asyncio.run(scenario()) == [0, 1, 1]
