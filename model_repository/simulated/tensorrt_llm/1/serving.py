"""One thread that moves a scheduler along the clock: requests come in, end at their time, or are given up."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from scheduler import Completion, Job, Load, Scheduler

CHECK_SECONDS = 0.1
"""How often cancelled requests are looked for and the load is told: both ask the server process."""


class Failure(Enum):
    """Why a request has no answer; the value is what its client is told."""

    CANCELLED = "Request cancelled by client"
    NO_ROOM = "The request needs more KV cache blocks than there are"
    QUEUE_FULL = "The maximum queue size has been reached, please try again later"
    CLOSING = "The model server is shutting down"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A request and the ways to answer it: exactly one of `succeed` and `fail` is called, once, on the thread."""

    job: Job
    is_cancelled: Callable[[], bool]
    succeed: Callable[[Completion], None]
    fail: Callable[[Failure], None]


class Serving:
    """A scheduler and its thread.

    Args:
        scheduler: Used by the thread alone from now on; its clock is `time.monotonic`.
        queue_limit: Requests that may wait for a slot; 0 for as many as come.
        observe: Told the load every 0.1 s while there is work, and once when it ends.
    """

    def __init__(self, scheduler: Scheduler, *, queue_limit: int, observe: Callable[[Load], None]) -> None:
        self._scheduler = scheduler
        self._queue_limit = queue_limit
        self._observe = observe
        self._inbox: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._calls: dict[int, Call] = {}
        self._check_at = time.monotonic()
        self._open = True
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._thread.start()

    def submit(self, call: Call) -> None:
        """Queues a request; from any thread."""
        self._inbox.put(call)

    def close(self) -> None:
        """Fails what waits or runs, and ends the thread."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        self._observe(self._scheduler.load())
        while self._open:
            self._receive()
            now = time.monotonic()
            self._complete(self._scheduler.advance(now))
            if now >= self._check_at:
                self._check(now)
        for call in self._calls.values():
            call.fail(Failure.CLOSING)

    def _receive(self) -> None:
        """Waits for a request or for the next event, whichever comes first, and takes all requests that are there."""
        try:
            call = self._inbox.get(timeout=self._patience())
            while True:
                self._take(call)
                call = self._inbox.get_nowait()
        except queue.Empty:
            return

    def _patience(self) -> float | None:
        """Returns the seconds until something has to be done; None if only a request can bring work."""
        if not self._calls:
            return None
        event = self._scheduler.next_event()
        due = self._check_at if event is None else min(event, self._check_at)
        return max(0.0, due - time.monotonic())

    def _take(self, call: Call | None) -> None:
        if call is None:
            self._open = False
            return
        if self._queue_limit and self._scheduler.load().waiting >= self._queue_limit:
            call.fail(Failure.QUEUE_FULL)
            return
        self._calls[call.job.key] = call
        try:
            self._complete(self._scheduler.submit(call.job, time.monotonic()))
        except ValueError:
            self._calls.pop(call.job.key).fail(Failure.NO_ROOM)

    def _complete(self, completions: list[Completion]) -> None:
        for completion in completions:
            self._calls.pop(completion.key).succeed(completion)
        if completions and not self._calls:
            self._observe(self._scheduler.load())

    def _check(self, now: float) -> None:
        self._check_at = now + CHECK_SECONDS
        for key, call in list(self._calls.items()):
            if key in self._calls and call.is_cancelled():
                self._complete(self._scheduler.cancel(key, now))
                if self._calls.pop(key, None) is not None:
                    call.fail(Failure.CANCELLED)
        self._observe(self._scheduler.load())
