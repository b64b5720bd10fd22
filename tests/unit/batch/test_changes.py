"""Waiting for something to happen to a batch."""

from __future__ import annotations

import asyncio

import pytest

from bole.batch.changes import set_within


async def test_it_tells_whether_the_event_was_set() -> None:
    event = asyncio.Event()
    assert not await set_within(event, 0.01)

    event.set()
    assert await set_within(event, 10)


@pytest.mark.parametrize("turns", range(5))
async def test_a_cancellation_is_not_lost_at_the_moment_of_the_event(turns: int) -> None:
    """However many turns of the event loop lie between the two."""
    event = asyncio.Event()

    async def forever() -> None:
        while True:
            await set_within(event, 10)
            event.clear()
            await asyncio.sleep(0)

    task = asyncio.create_task(forever())
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()

    done, _ = await asyncio.wait([task], timeout=1)
    event.set()
    task.cancel()
    assert done
