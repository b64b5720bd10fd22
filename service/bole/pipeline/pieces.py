"""The pieces of work that worker processes have been given: who waits, who is in work, and what the processes take."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

from bole.domain.generation import Priority
from bole.domain.service_state import QueueName, QueueState, WorkerState

OF_WORK: ContextVar[Priority] = ContextVar("bole_priority_of_work", default=Priority.INTERACTIVE)
"""Who waits for the work that is given out here."""


class _Future(Protocol):
    def running(self) -> bool: ...

    def done(self) -> bool: ...


class Pieces:
    """Keeps track of work from the event loop and of its end from the pool's thread."""

    def __init__(self, processes: int) -> None:
        """Starts without work for this many processes."""
        self._processes = processes
        self._given: dict[_Future, tuple[Priority, float]] = {}
        self._pids: set[int] = set()

    def given(self, future: _Future) -> None:
        """Notes work that was handed to the pool."""
        self._given[future] = (OF_WORK.get(), time.monotonic())

    def ended(self, future: _Future) -> None:
        """Notes that work is over, however it ended."""
        self._given.pop(future, None)

    def done_by(self, pid: int) -> None:
        """Notes which process has done a piece of work."""
        self._pids.add(pid)

    def queues(self) -> tuple[QueueState, ...]:
        """Returns who waits for a process."""
        waiting = [kept for future, kept in self._given.copy().items() if not (future.running() or future.done())]
        since = {priority: [at for whose, at in waiting if whose is priority] for priority in Priority}
        return tuple(waiting_for_workers(priority, since[priority]) for priority in Priority)

    def workers(self) -> WorkerState:
        """Returns what the processes do, and the memory of those that have worked."""
        busy = sum(future.running() for future in self._given.copy())
        resident = {pid: _resident_bytes(pid) for pid in self._pids.copy()}
        for pid, taken in resident.items():
            if not taken:
                self._pids.discard(pid)
        return WorkerState(busy=busy, idle=max(0, self._processes - busy), resident_bytes=sum(resident.values()))


def waiting_for_workers(priority: Priority, since: Collection[float]) -> QueueState:
    """Returns a queue for worker processes by when each piece of work began to wait, on the monotonic clock."""
    oldest = time.monotonic() - min(since) if since else 0.0
    return QueueState(queue=QueueName.WORKERS, priority=priority, length=len(since), oldest_seconds=oldest)


def _resident_bytes(pid: int) -> int:
    """Returns the memory of a process, 0 of one that is gone."""
    try:
        _, resident, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0
    return int(resident) * os.sysconf("SC_PAGE_SIZE")
