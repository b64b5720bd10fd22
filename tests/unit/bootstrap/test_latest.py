"""What a scrape shows without waiting for it."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bole.bootstrap import latest
from bole.bootstrap.latest import FromTheLoop, Latest
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
    one.look()
    await storage.answered.wait()
    return one.look()


async def test_a_look_finds_the_last_answer_and_has_it_renewed() -> None:
    storage = Storage()
    one = Latest(storage.number)

    assert await looked(one, storage) == 1
    assert one.look() == 1
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

    assert one.look() is None
    assert storage.asked == 0


async def test_another_thread_gets_what_the_loop_says() -> None:
    """From the loop's own thread, where nothing changes meanwhile."""
    ask = FromTheLoop(threading.get_ident, 0)

    assert await asyncio.to_thread(ask) == threading.get_ident()


async def test_a_busy_loop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said last is shown; nothing goes wrong once it comes to answer."""
    answers = iter(("first", "second", "third"))
    ask = FromTheLoop(lambda: next(answers), "nothing")
    assert await asyncio.to_thread(ask) == "first"
    monkeypatch.setattr(latest, "_PATIENCE_SECONDS", 0.01)

    with ThreadPoolExecutor() as threads:
        assert threads.submit(ask).result(10) == "first"  # this blocks the loop

    monkeypatch.undo()
    await asyncio.sleep(0)
    assert await asyncio.to_thread(ask) == "second"


async def test_a_failure_is_that_of_who_asks() -> None:
    def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await asyncio.to_thread(FromTheLoop(fail, None))


def test_a_loop_that_has_ended_says_what_it_said_last() -> None:
    async def made() -> FromTheLoop[str]:
        return FromTheLoop(lambda: "alive", "nothing")

    assert asyncio.run(made())() == "nothing"
