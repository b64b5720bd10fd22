"""Who waits for a place at a model server, and who is next: bounded, interactive before batch."""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from itertools import count

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from bole.domain.measuring import Stage, stage
from bole.domain.service_state import QueueName, QueueState
from bole.inference.placement import Place, Placement

IN_A_ROW = 8
"""Interactive requests served in a row while batch requests wait; then one of these goes, so that none starves."""


@dataclass(slots=True, kw_only=True, eq=False)
class Ticket:
    """A request on its way to a place; the same ticket asks again when a call has to be repeated.

    `number` is its rank of arrival, which a repeated call keeps. `since` is when it began to wait. `avoid` is the
    replica that had no room for it. `waits_for_return` is False where it is turned away as soon as no replica is there.
    """

    priority: Priority
    prefix: str
    number: int
    waits_for_return: bool = True
    avoid: int | None = None
    repeated: bool = False
    since: float = 0.0
    granted: asyncio.Future[Place] | None = field(default=None, repr=False)


@dataclass(slots=True, kw_only=True)
class Visit:
    """A place while it is held: set `answered` once the model has answered."""

    ticket: Ticket
    place: Place
    answered: bool = False


class Admission:
    """Hands out places in order: first in, first out within a priority, interactive requests before batch.

    Each priority has a queue of its own, so that interactive requests find room however many batch requests wait. A
    request that cannot go yet, because another computes its prefix, holds no place and lets others pass. Used from one
    event loop.
    """

    def __init__(self, placement: Placement, queue_limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts empty.

        Args:
            placement: The places.
            queue_limit: Requests of one priority that may wait.
            clock: Seconds that never go back.
        """
        self._placement = placement
        self._queue_limit = queue_limit
        self._clock = clock
        self._queues: dict[Priority, list[Ticket]] = {priority: [] for priority in Priority}
        self._numbers = count()
        self._in_a_row = 0

    @property
    def waiting(self) -> int:
        """Requests that wait for a place."""
        return sum(map(len, self._queues.values()))

    def queues(self) -> tuple[QueueState, ...]:
        """Returns who waits now."""
        now = self._clock()
        return tuple(_state(priority, tuple(queue), now) for priority, queue in self._queues.items())

    def ticket(self, priority: Priority, prefix: str, *, waits_for_return: bool = True) -> Ticket:
        """Returns a ticket for a request that arrives now; `prefix` is empty where it shares nothing that matters."""
        number = next(self._numbers)
        return Ticket(priority=priority, prefix=prefix, number=number, waits_for_return=waits_for_return)

    @asynccontextmanager
    async def visit(self, ticket: Ticket) -> AsyncIterator[Visit]:
        """Waits for a place, holds it, and gives it back however the block ends.

        Raises:
            BoleError: MODEL_OVERLOADED where too many wait already; a ticket that asks again is never turned away.
        """
        with stage(Stage.QUEUE):
            visit = Visit(ticket=ticket, place=await self._place(ticket))
        ticket.repeated = True
        try:
            yield visit
        finally:
            self._give_back(visit.place, answered=visit.answered)

    def dispatch(self) -> None:
        """Lets in everyone who may go now; to be called when places have come free otherwise than by `visit`."""
        while self._placement.free and self._grant_one():
            pass

    def turn_away(self, error: BoleError) -> None:
        """Fails everyone who waits."""
        for queue in self._queues.values():
            for ticket in queue:
                _fail(ticket, error)
            queue.clear()

    def turn_away_the_impatient(self, error: BoleError) -> None:
        """Fails those who wait for a place, but not for a replica to come back."""
        for queue in self._queues.values():
            for ticket in queue:
                if not ticket.waits_for_return:
                    _fail(ticket, error)
            queue[:] = [ticket for ticket in queue if ticket.waits_for_return]

    async def _place(self, ticket: Ticket) -> Place:
        place = self._take(ticket)
        if place is not None:
            return place
        self._refuse_if_full(ticket)
        granted: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        ticket.granted, ticket.since = granted, self._clock()
        insort(self._queues[ticket.priority], ticket, key=lambda waiting: waiting.number)
        try:
            return await granted
        except asyncio.CancelledError:
            self._leave(ticket, granted)
            raise

    def _leave(self, ticket: Ticket, granted: asyncio.Future[Place]) -> None:
        """Leaves nothing behind of a ticket that was cancelled, even where its place had been granted just before."""
        if ticket in self._queues[ticket.priority]:
            self._queues[ticket.priority].remove(ticket)
        elif not granted.cancelled() and granted.exception() is None:
            self._give_back(granted.result(), answered=False)

    def _give_back(self, place: Place, *, answered: bool) -> None:
        self._placement.give_back(place, self._clock(), answered=answered)
        self.dispatch()

    def _take(self, ticket: Ticket) -> Place | None:
        """Takes a place for a ticket that has just arrived: whoever waits already could not have gone."""
        place = self._placement.take(ticket.prefix, ticket.avoid, self._clock())
        if place is not None:
            self._count(ticket.priority)
        return place

    def _refuse_if_full(self, ticket: Ticket) -> None:
        waiting = len(self._queues[ticket.priority])
        if waiting >= self._queue_limit and not ticket.repeated:
            raise BoleError(
                ErrorReason.MODEL_OVERLOADED,
                f"{waiting} requests wait for the model. Try again in a moment.",
                metadata={"waiting": str(waiting)},
            )

    def _grant_one(self) -> bool:
        turn = (Priority.INTERACTIVE, Priority.BATCH)
        if self._in_a_row >= IN_A_ROW:
            turn = (Priority.BATCH, Priority.INTERACTIVE)
        return any(self._grant_from(self._queues[priority]) for priority in turn)

    def _grant_from(self, queue: list[Ticket]) -> bool:
        now = self._clock()
        refused: set[tuple[str, int | None]] = set()
        for index, ticket in enumerate(queue):
            if (ticket.prefix, ticket.avoid) in refused or ticket.granted is None or ticket.granted.done():
                continue
            place = self._placement.take(ticket.prefix, ticket.avoid, now)
            if place is not None:
                del queue[index]
                self._count(ticket.priority)
                ticket.granted.set_result(place)
                return True
            refused.add((ticket.prefix, ticket.avoid))
        return False

    def _count(self, priority: Priority) -> None:
        batch_waits = bool(self._queues[Priority.BATCH])
        self._in_a_row = self._in_a_row + 1 if priority is Priority.INTERACTIVE and batch_waits else 0


def _state(priority: Priority, waiting: Sequence[Ticket], now: float) -> QueueState:
    oldest = now - min((ticket.since for ticket in waiting), default=now)
    return QueueState(queue=QueueName.MODEL, priority=priority, length=len(waiting), oldest_seconds=oldest)


def _fail(ticket: Ticket, error: BoleError) -> None:
    if ticket.granted is not None and not ticket.granted.done():
        ticket.granted.set_exception(copy(error))
