"""Who waits for worker processes, and what they take, as gauges read it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from bole.domain.measuring import Collected, Count, Stage, count, listening, stage
from bole.pipeline.pieces import OF_WORK, Pieces
from bole.pipeline.turns import WorkersInTurn
from bole.pipeline.workers import WorkerProcesses

P = ParamSpec("P")
T = TypeVar("T")


def lengths(pieces: Pieces) -> dict[Priority, int]:
    return {queue.priority: queue.length for queue in pieces.queues()}


def test_work_waits_until_it_runs() -> None:
    """In the queue of those who asked for it; the first of them tells how old the queue is."""
    pieces = Pieces(2)
    first: Future[None] = Future()
    pieces.given(first)
    priority = OF_WORK.set(Priority.BATCH)
    second: Future[None] = Future()
    pieces.given(second)
    OF_WORK.reset(priority)

    assert lengths(pieces) == {Priority.INTERACTIVE: 1, Priority.BATCH: 1}
    assert all(queue.oldest_seconds > 0 for queue in pieces.queues())

    first.set_running_or_notify_cancel()
    assert lengths(pieces) == {Priority.INTERACTIVE: 0, Priority.BATCH: 1}
    assert (pieces.workers().busy, pieces.workers().idle) == (1, 1)

    pieces.ended(first)
    pieces.ended(second)
    assert lengths(pieces) == {Priority.INTERACTIVE: 0, Priority.BATCH: 0}
    assert [queue.oldest_seconds for queue in pieces.queues()] == [0, 0]
    assert (pieces.workers().busy, pieces.workers().idle) == (0, 2)


def test_memory_is_that_of_processes_that_are_there() -> None:
    pieces = Pieces(2)
    pieces.done_by(os.getpid())
    alive = pieces.workers().resident_bytes
    pieces.done_by(2**22 + 1)  # more than any process has

    assert alive > 1024 * 1024
    assert pieces.workers().resident_bytes == pytest.approx(alive, rel=0.5)


class Held:
    """`Workers` that hold work until they are told."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs the work once it may."""
        await self.go_on.wait()
        return work(*args, **kwargs)


async def test_work_that_waits_for_its_turn_stands_in_the_queue_of_batches() -> None:
    """Its wait is a stage, as is that for a process."""
    workers, told = Held(), Collected()
    in_turn = WorkersInTurn(workers, 1)
    with listening(told):
        tasks = [asyncio.create_task(in_turn.run(int)) for _ in range(3)]
    await asyncio.sleep(0)

    queue = in_turn.queue()
    assert (queue.priority, queue.length) == (Priority.BATCH, 2)
    assert queue.oldest_seconds > 0

    workers.go_on.set()
    await asyncio.gather(*tasks)
    assert in_turn.queue().length == 0
    assert [which for which, _, _ in told.stages] == [Stage.QUEUE] * 3


def _work(*, fails: bool) -> str:
    with stage(Stage.PARSE):
        count(Count.DOCUMENTS, "text/plain", "read")
    if fails:
        raise BoleError(ErrorReason.DOCUMENT_DAMAGED, "Send it again.")
    return "done"


def _hang() -> None:
    time.sleep(60)


async def test_what_worker_processes_measure_arrives() -> None:
    """Beside an answer, beside a failure; of a process that dies only that it did."""
    workers = WorkerProcesses(processes=1, limit_seconds=0.3, limit_cpu_seconds=30, limit_mebibytes=512)
    told = Collected()
    try:
        await workers.run(int)
        with listening(told):
            assert await workers.run(_work, fails=False) == "done"
            with pytest.raises(BoleError, match="Send it again"):
                await workers.run(_work, fails=True)
            with pytest.raises(BoleError, match="longer than"):
                await workers.run(_hang)
        resident = workers.pieces.workers().resident_bytes
    finally:
        workers.close()

    assert dict(told.counts) == {
        (Count.DOCUMENTS, ("text/plain", "read")): 2,
        (Count.DOCUMENTS, ("unknown", "DOCUMENT_TIMED_OUT")): 1,
    }
    assert [which for which, _, _ in told.stages] == [Stage.QUEUE, Stage.PARSE] * 2
    assert all(0 <= ended - began < 5 for _, began, ended in told.stages)
    assert resident >= 0
