"""Callers who stop waiting, at any moment: nothing is left behind that keeps the next one out."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bole.domain.answers import Standing, StoredAnswer
from bole.domain.screening import Recommendation
from bole.storage.opening import opened
from tests.integration.storage.making import LabellingVault

ANSWER = StoredAnswer(
    payload=b"answer",
    standing=Standing(recommendation=Recommendation.REVIEW, rank_score=1, match_score=1, coverage=1.0),
    candidate_id="c",
    rubric_digest="r",
    degraded=False,
)


async def test_a_call_that_is_cancelled_keeps_no_lock_and_no_connection(tmp_path: Path) -> None:
    """After any number of steps of the event loop; with a lock that stays the next call would fail."""
    async with opened(f"sqlite:///{tmp_path}/kept.db", LabellingVault(), busy_seconds=0.3) as storage:
        for steps in range(30):
            call = asyncio.create_task(storage.answers.keep("t", f"left-{steps}", ANSWER))
            for _ in range(steps):
                # A step takes its time, so that the thread of the database gets on as well.
                await asyncio.sleep(0.0005)
            call.cancel()
            await asyncio.wait([call])
            assert await storage.answers.keep("t", f"kept-{steps}", ANSWER) == ANSWER


async def test_what_a_caller_left_behind_is_written_before_the_storage_closes(tmp_path: Path) -> None:
    """It is not known to be undone, so it is done."""
    async with opened(f"sqlite:///{tmp_path}/kept.db", LabellingVault()) as storage:
        call = asyncio.create_task(storage.answers.keep("t", "left", ANSWER))
        await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
    async with opened(f"sqlite:///{tmp_path}/kept.db", LabellingVault()) as storage:
        assert await storage.answers.find("t", "left") == ANSWER
