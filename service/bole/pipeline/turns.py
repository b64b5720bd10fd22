"""Work that nobody waits for, behind that of callers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bole.domain.generation import Priority
from bole.domain.measuring import Stage, stage
from bole.domain.ports import Workers
from bole.domain.service_state import QueueState
from bole.pipeline.pieces import OF_WORK, waiting_for_workers

P = ParamSpec("P")
T = TypeVar("T")


class WorkersInTurn:
    """`Workers` for work that nobody waits for: a few pieces at a time stand before those of other callers."""

    def __init__(self, workers: Workers, most: int) -> None:
        """Keeps where work runs, and how many pieces of it may be there at a time."""
        self._workers = workers
        self._turns = asyncio.Semaphore(most)
        self._waiting: dict[object, float] = {}

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` when it is its turn; raises as the workers do."""
        await self._turn()
        before = OF_WORK.set(Priority.BATCH)
        try:
            return await self._workers.run(work, *args, **kwargs)
        finally:
            OF_WORK.reset(before)
            self._turns.release()

    def queue(self) -> QueueState:
        """Returns what waits for its turn."""
        return waiting_for_workers(Priority.BATCH, self._waiting.copy().values())

    async def _turn(self) -> None:
        piece = object()
        self._waiting[piece] = time.monotonic()
        try:
            with stage(Stage.QUEUE):
                await self._turns.acquire()
        finally:
            del self._waiting[piece]
