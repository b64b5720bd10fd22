"""Who goes in, who waits, and who is sent away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bole.api.admission.door import Door, DoorLimits
from bole.domain.errors import BoleError, ErrorReason
from tests.unit.api.admission.behind import Behind


@dataclass
class Calls:
    """Calls at a door, which end when a test says so."""

    door: Door
    inside: list[str] = field(default_factory=list)
    ends: dict[str, asyncio.Event] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def come(self, name: str, share: str = "a", *, returns: bool = False, left: float | None = None) -> None:
        """Lets a call come to the door."""
        self.ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._call(name, share, returns=returns, left=left))
        await settled()

    async def end(self, name: str) -> None:
        """Lets a call end."""
        self.ends[name].set()
        await settled()

    async def leave(self, name: str) -> None:
        """Lets the caller of a call go."""
        self.tasks[name].cancel()
        await settled()

    def refused(self, name: str) -> ErrorReason | None:
        """Returns why a call was sent away; None where it was not."""
        task = self.tasks[name]
        error = task.exception() if task.done() and not task.cancelled() else None
        return error.reason if isinstance(error, BoleError) else None

    async def _call(self, name: str, share: str, *, returns: bool, left: float | None) -> None:
        async with self.door.visit(share, returns=returns, seconds_left=left):
            self.inside.append(name)
            try:
                await self.ends[name].wait()
            finally:
                self.inside.remove(name)


async def settled() -> None:
    """Lets everybody go on who can."""
    for _ in range(5):
        await asyncio.sleep(0)


@asynccontextmanager
async def calls_at(behind: Behind, *, waiting: int = 8, wait_seconds: float = 5.0) -> AsyncIterator[Calls]:
    """Yields calls at a door that lets in as many as there are places, and never more.

    The first guess of how long a call takes makes room for all that may wait.
    """
    limits = DoorLimits(calls=behind.at_once, waiting=waiting, wait_seconds=wait_seconds, target_seconds=0.1)
    calls = Calls(Door(limits, behind, clock=behind.clock))
    try:
        yield calls
    finally:
        for task in calls.tasks.values():
            task.cancel()
        await asyncio.gather(*calls.tasks.values(), return_exceptions=True)
        assert (calls.door.in_progress, calls.door.waiting) == (0, 0)


async def test_as_many_go_in_as_there_are_places_and_the_next_when_one_ends() -> None:
    async with calls_at(Behind(at_once=2)) as calls:
        for name in ("1", "2", "3", "4"):
            await calls.come(name)
        before = list(calls.inside)
        await calls.end("1")

        assert before == ["1", "2"]
        assert calls.inside == ["2", "3"]
        assert (calls.door.in_progress, calls.door.waiting) == (2, 1)


async def test_who_finds_no_room_is_sent_away_at_once() -> None:
    """The last quarter of the room is kept for those who were sent away before; a delay tells when to come back."""
    async with calls_at(Behind(at_once=1), waiting=4) as calls:
        for name in ("in", "1", "2", "3"):
            await calls.come(name)
        await calls.come("again", returns=True)
        await calls.come("4")
        await calls.come("again too", returns=True)

        assert [name for name in calls.tasks if calls.refused(name)] == ["4", "again too"]
        assert calls.refused("4") is ErrorReason.SERVER_OVERLOADED
        error = calls.tasks["4"].exception()
        assert isinstance(error, BoleError)
        assert 100 <= int(error.metadata["retry_ms"]) <= 7500


async def test_no_more_may_wait_than_have_their_turn_in_time() -> None:
    """Calls of 10 s at two places: a turn comes every 5 s."""
    behind = Behind(at_once=2)
    async with calls_at(behind, wait_seconds=6) as calls:
        await calls_of(calls, behind, seconds=10)
        for name in ("1", "2", "3", "4"):
            await calls.come(name)

        assert calls.inside == ["1", "2"]
        assert [calls.refused("3"), calls.refused("4")] == [None, ErrorReason.SERVER_OVERLOADED]


async def test_the_queue_is_kept_short_until_nobody_was_refused_for_a_while() -> None:
    """Calls of a second at two places: three may wait for 2 s, and none for a tenth while others are refused."""
    behind = Behind(at_once=2)
    async with calls_at(behind, wait_seconds=2) as calls:
        await calls_of(calls, behind, seconds=1)
        for number in range(5):
            await calls.come(str(number))
        full = calls.door.waiting
        for number in range(6):
            await calls.come(f"refused {number}")
            behind.now += 0.5
            await calls.end(calls.inside[0])
        short = calls.door.waiting
        behind.now += 2
        for number in range(5):
            await calls.come(f"after {number}")

        assert calls.refused("refused 0") is ErrorReason.SERVER_OVERLOADED
        assert (full, short) == (3, 0)
        assert calls.door.waiting >= 3


async def calls_of(calls: Calls, behind: Behind, *, seconds: float) -> None:
    """Lets the door learn how long calls take, and how often one ends while others are held back."""
    for number in range(behind.at_once + 1):
        await calls.come(f"before {number}")
    for number in range(80):
        behind.now += seconds / behind.at_once
        await calls.end(calls.inside[0])
        await calls.come(f"before as well {number}")
    while calls.inside:
        behind.now += seconds / behind.at_once
        await calls.end(calls.inside[0])


async def test_who_was_sent_away_before_goes_before_those_who_are_new() -> None:
    async with calls_at(Behind(at_once=1)) as calls:
        await calls.come("in")
        await calls.come("new")
        await calls.come("again", returns=True)
        await calls.end("in")

        assert calls.inside == ["again"]


async def test_many_calls_of_one_do_not_stand_before_the_one_call_of_another() -> None:
    """Where the room is full, it comes from the one who has the most of it."""
    async with calls_at(Behind(at_once=1), waiting=4) as calls:
        for name in ("in", "1", "2", "3"):
            await calls.come(name, share="many")
        await calls.come("other", share="few")
        sent_away = [name for name in calls.tasks if calls.refused(name)]
        await calls.end("in")
        await calls.end("1")

        assert sent_away == ["3"]
        assert calls.inside == ["other"]


async def test_who_waits_too_long_after_all_is_sent_away() -> None:
    async with calls_at(Behind(at_once=1), wait_seconds=0.05) as calls:
        await calls.come("in")
        await calls.come("waits", returns=True)
        await asyncio.wait([calls.tasks["waits"]], timeout=10)

        assert calls.refused("waits") is ErrorReason.SERVER_OVERLOADED
        assert calls.inside == ["in"]


async def test_nobody_may_wait_while_the_first_has_waited_too_long() -> None:
    behind = Behind(at_once=1)
    async with calls_at(behind, wait_seconds=5) as calls:
        await calls.come("in")
        await calls.come("first")
        behind.now += 6
        await calls.come("next")

        assert calls.door.oldest_seconds == 6
        assert calls.refused("next") is ErrorReason.SERVER_OVERLOADED


async def test_work_whose_time_would_be_over_before_its_turn_is_not_begun() -> None:
    """Calls take a twentieth of a second at one place: after four others there are 0.2 s less."""
    async with calls_at(Behind(at_once=1)) as calls:
        for name in ("in", "1", "2", "3", "4"):
            await calls.come(name)
        await calls.come("late", left=0.15)
        await calls.come("in time", left=10)

        assert calls.refused("late") is ErrorReason.DEADLINE_TOO_SHORT
        assert calls.refused("in time") is None


async def test_callers_who_go_leave_nothing_behind() -> None:
    """One who waits, one who is in, and one who was let in at the same moment: their places are there for others."""
    async with calls_at(Behind(at_once=1)) as calls:
        for name in ("in", "gone", "let in", "last"):
            await calls.come(name)
        await calls.leave("gone")
        calls.tasks["in"].cancel()
        await asyncio.sleep(0)
        calls.tasks["let in"].cancel()
        await settled()

        assert calls.inside == ["last"]
        assert (calls.door.in_progress, calls.door.waiting) == (1, 0)


async def test_the_delay_grows_with_those_who_were_sent_away_and_shrinks_again() -> None:
    behind = Behind(at_once=1)
    async with calls_at(behind, waiting=0) as calls:
        quiet = calls.door.retry_seconds()
        await calls.come("in")
        for number in range(40):
            await calls.come(str(number))
        busy = calls.door.retry_seconds()
        behind.now += 60
        after = calls.door.retry_seconds()

        assert quiet <= 0.3
        assert busy >= 0.9
        assert after <= 0.3


async def test_no_more_come_at_once_than_there_is_room_for_before_the_processes() -> None:
    """The others follow as soon as there is room again, though no call has ended."""
    behind = Behind(at_once=10, free=2)
    async with calls_at(behind) as calls:
        for number in range(5):
            await calls.come(str(number))
        at_once = len(calls.inside)
        behind.now += 0.02
        async with asyncio.timeout(10):
            while len(calls.inside) < 4:  # noqa: ASYNC110  # the door looks by itself
                await asyncio.sleep(0.005)

        assert at_once == 2
        assert calls.inside == ["0", "1", "2", "3"]


@pytest.mark.parametrize("name", ["in", "out"])
async def test_a_call_that_fails_gives_its_place_back(name: str) -> None:
    async with calls_at(Behind(at_once=1)) as calls:
        with pytest.raises(RuntimeError):
            async with calls.door.visit("a", returns=False):
                raise RuntimeError(name)

        assert calls.door.in_progress == 0
