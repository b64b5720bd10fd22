"""The door: who goes in now, who waits a moment, and who is sent away at once."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bole.api.admission.fair_queue import FairQueue, Waiting
from bole.api.admission.limit import AdaptiveLimit, Behind
from bole.api.admission.refusals import overloaded, too_late
from bole.domain.measuring import Stage, stage

_FIRST_GUESS_SECONDS = 0.05
"""How long a call takes, as long as none has ended."""
_LEARNING = 0.1
"""How much the newest call says of how long calls take."""
_LOOK_SECONDS = 0.01
"""How often the door looks whether there is room behind it."""
_SHORTEST_TURN_SECONDS = 1e-5
_SHORTEST_MEMORY_SECONDS = 1.0
_CALLS_REMEMBERED = 3
_STANDING_SECONDS = 0.1
"""How long a call may wait, or a tenth as long as calls take, while calls have to be refused."""
_SHORTEST_RETRY_SECONDS = 0.2
_LONGEST_RETRY_SECONDS = 5.0
_JITTER = (0.5, 1.5)
_FOR_RETURNING = 0.25
"""The part of the queue that is kept for calls that were sent away before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLimits:
    """How much a door lets in.

    Attributes:
        calls: Most calls that are worked on at the same time, however well it goes.
        waiting: Most calls that wait.
        wait_seconds: Who would wait longer is sent away at once; who has waited for twice as long is sent away, too.
        target_seconds: How long work may wait behind the door before fewer are let in.
    """

    calls: int
    waiting: int
    wait_seconds: float
    target_seconds: float


class Door:
    """Lets in as many calls as `AdaptiveLimit` says, and lets few more wait: as many as soon have their turn.

    How many that are follows from how often a call ends while others are held back, so that a call that has to be
    sent away is sent away at once. While somebody has to be, a long queue would only make those wait who are served:
    it is kept short until nobody had to be sent away for as long as calls may wait. Used from one event loop.
    """

    def __init__(self, limits: DoorLimits, behind: Behind, clock: Callable[[], float] = time.monotonic) -> None:
        """Opens the door; `clock` counts seconds and never goes back."""
        self._limits = limits
        self._clock = clock
        self._behind = behind
        self._room_behind = 0
        self._looked_at = -math.inf
        self._looking: asyncio.TimerHandle | None = None
        self._limit = AdaptiveLimit(behind, most=limits.calls, target_seconds=limits.target_seconds, clock=clock)
        self._queue = FairQueue()
        self._short_until = clock()
        self._in_progress = 0
        self._call_seconds = _FIRST_GUESS_SECONDS
        self._busy_seconds, self._busy_ends = _FIRST_GUESS_SECONDS, 1.0
        """Lately: for how long calls were held back, and how many ended meanwhile."""
        self._held_back_since: float | None = None
        self._refused = 0.0
        """Calls sent away in the last second or so: each counts less the longer ago it was."""
        self._refused_at = clock()

    @property
    def in_progress(self) -> int:
        """Calls that are worked on."""
        return self._in_progress

    @property
    def limit(self) -> int:
        """Calls that may be worked on now."""
        return self._limit.calls

    @property
    def waiting(self) -> int:
        """Calls that wait."""
        return len(self._queue)

    @property
    def oldest_seconds(self) -> float:
        """How long the first of them has waited; 0 where none waits."""
        since = self._queue.oldest_since()
        return 0.0 if since is None else self._clock() - since

    @asynccontextmanager
    async def visit(self, share: str, *, returns: bool, seconds_left: float | None = None) -> AsyncIterator[None]:
        """Lets a call in, at once or after a moment, until the block ends.

        Args:
            share: Whose call it is.
            returns: It was sent away before.
            seconds_left: Until its deadline; None without one.

        Raises:
            BoleError: SERVER_OVERLOADED, or DEADLINE_TOO_SHORT where its time would be over before its turn.
        """
        await self._enter(share, returns=returns, seconds_left=seconds_left)
        began = self._clock()
        try:
            yield
        finally:
            self._leave(self._clock() - began)

    def retry_seconds(self) -> float:
        """Returns when a call that is sent away now should come back.

        It is the time in which those who wait and those who were sent away in the last second could be served, so
        that they do not come back together, give or take a half.
        """
        self._forget_old_refusals()
        seconds = (len(self._queue) + self._refused) * self._turn_seconds
        bounded = min(max(seconds, _SHORTEST_RETRY_SECONDS), _LONGEST_RETRY_SECONDS)
        return bounded * random.uniform(*_JITTER)  # noqa: S311 (no secret)

    async def _enter(self, share: str, *, returns: bool, seconds_left: float | None) -> None:
        if not self._queue and self._opens():
            self._go_in()
            return
        self._refuse_if_too_late(seconds_left)
        self._make_room(share, returns=returns)
        waiting = Waiting(
            share=share, returns=returns, since=self._clock(), let_in=asyncio.get_running_loop().create_future()
        )
        self._queue.add(waiting)
        if self._held_back_since is None:
            self._held_back_since = waiting.since
        self._let_in()
        try:
            with stage(Stage.QUEUE):
                async with asyncio.timeout(2 * self._limits.wait_seconds):
                    await waiting.let_in
        except TimeoutError:
            self._give_up(waiting)
            raise self._refusal() from None
        except asyncio.CancelledError:
            self._give_up(waiting)
            raise

    def _leave(self, seconds: float) -> None:
        now = self._clock()
        self._call_seconds += _LEARNING * (seconds - self._call_seconds)
        if self._held_back_since is not None:
            self._count_end(now - self._held_back_since)
        self._limit.adapt(self._in_progress, self._call_seconds)
        self._in_progress -= 1
        self._let_in()
        self._held_back_since = now if self._queue or self._in_progress >= self._limit.calls else None

    def _let_in(self) -> None:
        while self._queue and self._opens():
            waiting = self._queue.take()
            if not waiting.let_in.done():
                self._go_in()
                waiting.let_in.set_result(None)
        if self._queue and self._looking is None and self._in_progress < self._limit.calls:
            self._looking = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._looking = None
        self._let_in()

    def _go_in(self) -> None:
        self._in_progress += 1
        self._room_behind -= 1

    def _opens(self) -> bool:
        """Tells whether one more call may go in: the limit allows it, and its work would not only join a crowd."""
        if self._in_progress >= self._limit.calls:
            return False
        now = self._clock()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._room_behind, self._looked_at = self._behind.room(), now
        return self._room_behind > 0

    def _give_up(self, waiting: Waiting) -> None:
        """Leaves nothing behind of a call whose caller has gone, even where it had been let in just before."""
        if self._queue.remove(waiting) or waiting.let_in.cancelled():
            return
        if waiting.let_in.done() and waiting.let_in.exception() is None:
            self._in_progress -= 1
            self._let_in()

    def _make_room(self, share: str, *, returns: bool) -> None:
        """Makes sure that one more call may wait.

        Raises:
            BoleError: SERVER_OVERLOADED.
        """
        if len(self._queue) < self._room(returns=returns):
            return
        self._short_until = self._clock() + self._limits.wait_seconds
        instead = self._queue.take_from_the_longest(share)
        if instead is None:
            raise self._refusal()
        if not instead.let_in.done():
            instead.let_in.set_exception(self._refusal())

    def _room(self, *, returns: bool) -> int:
        """Returns how many calls may wait."""
        wait_seconds = self._wait_seconds()
        if self.oldest_seconds > wait_seconds:
            return 0
        room = min(self._limits.waiting, int(wait_seconds / self._turn_seconds))
        return room if returns else math.ceil(room * (1 - _FOR_RETURNING))

    def _wait_seconds(self) -> float:
        """Returns how long a call may wait."""
        if self._clock() >= self._short_until:
            return self._limits.wait_seconds
        return min(self._limits.wait_seconds, max(_STANDING_SECONDS, self._call_seconds / 10))

    def _count_end(self, seconds: float) -> None:
        """Counts a call that ended so long after the one before, while others were held back.

        Calls that began together end together: what counts is how many ended in the time of a few calls.
        """
        kept = math.exp(-seconds / max(_SHORTEST_MEMORY_SECONDS, _CALLS_REMEMBERED * self._call_seconds))
        self._busy_seconds = self._busy_seconds * kept + seconds
        self._busy_ends = self._busy_ends * kept + 1

    @property
    def _turn_seconds(self) -> float:
        """How often a call ends while others are held back: so often the queue moves on."""
        return max(self._busy_seconds / self._busy_ends, _SHORTEST_TURN_SECONDS)

    def _refuse_if_too_late(self, seconds_left: float | None) -> None:
        expected = len(self._queue) * self._turn_seconds
        if seconds_left is not None and seconds_left <= expected:
            raise too_late(expected)

    def _refusal(self) -> Exception:
        self._forget_old_refusals()
        self._refused += 1
        return overloaded(len(self._queue), self.retry_seconds())

    def _forget_old_refusals(self) -> None:
        now = self._clock()
        self._refused *= math.exp(self._refused_at - now)
        self._refused_at = now
