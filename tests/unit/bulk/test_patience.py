"""Waiting for a model server that is away."""

from __future__ import annotations

import asyncio
import time

import pytest

from bole.bulk.patience import Patience
from bole.domain.errors import BoleError, ErrorReason

AWAY = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Nobody is there.")


class Work:
    """Fails as often as it is told to."""

    def __init__(self, *failures: BoleError) -> None:
        self._failures = list(failures)
        self.calls = 0

    async def __call__(self) -> str:
        """Fails, or answers."""
        self.calls += 1
        if self._failures:
            raise self._failures.pop(0)
        return "answer"


async def test_what_passes_is_waited_for() -> None:
    work = Work(AWAY, AWAY)
    assert await Patience(60).kept(work) == "answer"
    assert work.calls == 3


async def test_what_does_not_pass_is_not_tried_again() -> None:
    work = Work(BoleError(ErrorReason.DOCUMENT_DAMAGED, "It is damaged."))
    with pytest.raises(BoleError, match="damaged"):
        await Patience(60).kept(work)
    assert work.calls == 1


async def test_patience_is_one_for_all_work_and_comes_back_with_success() -> None:
    patience = Patience(0.5)
    tries = [Work(*[AWAY] * 100) for _ in range(50)]
    began = time.monotonic()
    failed = await asyncio.gather(*(patience.kept(work) for work in tries), return_exceptions=True)
    assert all(isinstance(one, BoleError) for one in failed)
    late = Work(AWAY)
    with pytest.raises(BoleError):
        await patience.kept(late)
    assert late.calls == 1
    assert time.monotonic() - began < 30
    assert await patience.kept(Work()) == "answer"
    assert await patience.kept(Work(AWAY)) == "answer"


def test_a_try_ends_with_patience_and_takes_a_second_at_least() -> None:
    assert Patience(600).deadline() - time.monotonic() > 599
    assert Patience(0).deadline() - time.monotonic() > 0.9
