"""Work that nobody waits for, behind that of callers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bole.domain.generation import Priority
from bole.domain.measuring import Stage, stage
from bole.domain.ports import Workers
from bole.pipeline.pieces import OF_WORK, Pieces

P = ParamSpec("P")
T = TypeVar("T")


class WorkersInTurn:
    """`Workers` for work that nobody waits for: a few pieces at a time stand before those of other callers."""

    def __init__(self, workers: Workers, most: int, pieces: Pieces | None = None) -> None:
        """Keeps where work runs, how many pieces of it may be there at a time, and who is told of those that wait."""
        self._workers = workers
        self._turns = asyncio.Semaphore(most)
        self._pieces = pieces or Pieces(0)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` when it is its turn; raises as the workers do."""
        with stage(Stage.QUEUE), self._pieces.before_the_pool():
            await self._turns.acquire()
        before = OF_WORK.set(Priority.BATCH)
        try:
            return await self._workers.run(work, *args, **kwargs)
        finally:
            OF_WORK.reset(before)
            self._turns.release()
