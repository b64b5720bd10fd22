"""What only the event loop knows, for who asks from another thread."""

from __future__ import annotations

import asyncio

import pytest

from bole.bootstrap import latest
from bole.bootstrap.latest import Latest
from bole.domain.errors import BoleError, ErrorReason


class Storage:
    """Counts how often it is asked, and is away where a test wants it."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.answered = asyncio.Event()

    async def number(self) -> int:
        """Returns how often it was asked."""
        self.asked += 1
        self.answered.set()
        if self.away:
            raise BoleError(ErrorReason.STORAGE_UNAVAILABLE, "Away.")
        return self.asked


async def looked(one: Latest[int], storage: Storage) -> int | None:
    """Looks, and returns what the next look finds once the storage has answered."""
    storage.answered.clear()
    await asyncio.to_thread(one.look)
    await storage.answered.wait()
    return await asyncio.to_thread(one.look)


async def test_a_look_finds_the_last_answer_and_has_it_renewed() -> None:
    storage = Storage()
    one = Latest(storage.number)

    assert await looked(one, storage) == 1
    assert await asyncio.to_thread(one.look) == 1
    assert storage.asked == 1, "it is not asked again so soon"
    await one.close()


async def test_an_old_answer_is_asked_for_again_and_none_is_better_than_a_wrong_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = Storage()
    one = Latest(storage.number)
    assert await looked(one, storage) == 1
    monkeypatch.setattr(latest, "_SECONDS", 0.0)

    storage.away = True

    assert await looked(one, storage) is None
    await one.close()


async def test_once_closed_nobody_is_asked() -> None:
    storage = Storage()
    one = Latest(storage.number)

    await one.close()

    assert await asyncio.to_thread(one.look) is None
    assert storage.asked == 0
