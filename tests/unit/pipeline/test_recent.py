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
