"""What runs in a worker process: one piece of work after another, each within its limits."""

from __future__ import annotations

import fcntl
import math
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, NamedTuple, ParamSpec, TypeVar

from bole.domain.errors import BoleError
from bole.domain.events import mark_place
from bole.domain.measuring import Collected, Stage, listening
from bole.pipeline.silence import be_silent

P = ParamSpec("P")
T = TypeVar("T")

MEBIBYTE = 1024 * 1024
_FILE_BYTES = 512 * MEBIBYTE
BEHIND = 10
"""Added to the niceness: where processors are short, the server's event loop goes before the work of one call."""
WORN_OUT = 75
"""Exit status of a process that keeps too much of what earlier work took."""


@dataclass(slots=True)
class _Process:
    """What a worker process knows of itself."""

    room: int = 0
    """Bytes of address space for a piece of work."""
    start: int = 0
    """Bytes of memory before the first piece of work."""


class _Used(NamedTuple):
    """Bytes of a process."""

    space: int
    """Addresses, whether or not anything stands there: what the system can limit."""
    resident: int
    """Memory: what the machine can run out of."""


_OWN = _Process()


def begin(limit_mebibytes: int, sign_of_life: Connection, prepare: Callable[[], None] | None = None) -> None:
    """Prepares this process, which has just started.

    Args:
        limit_mebibytes: Address space that a piece of work may take.
        sign_of_life: Tells when the server has died.
        prepare: Loads what all work needs, outside of the limits of a piece of work; it has to raise nothing.
    """
    for ours in (signal.SIGALRM, signal.SIGIO):
        signal.signal(ours, signal.SIG_DFL)  # whoever started the server may have left them ignored
    _end_with(sign_of_life)
    be_silent()
    # In a group of their own workers outlive the signal that tells the server to finish its calls.
    os.setpgrp()
    os.nice(BEHIND)
    # The memory of a process that died of a document is a copy of the document.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    if prepare is not None:
        prepare()
    _OWN.room, _OWN.start = limit_mebibytes * MEBIBYTE, _used().resident


def _end_with(sign_of_life: Connection) -> None:
    """Lets the system end this process in the middle of its work when the server has died: nobody waits for it."""
    # Opened anew, and never closed: what all processes share can tell only one of them.
    own = os.open(f"/proc/self/fd/{sign_of_life.fileno()}", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETFL, os.O_ASYNC)  # SIGIO, which nothing here handles
    if sign_of_life.poll():
        os._exit(1)  # it has died before


class Limits(NamedTuple):
    """What a piece of work may take: seconds, and seconds of processor time of all its threads together."""

    seconds: float
    cpu_seconds: int


class Given(NamedTuple):
    """What is said with a piece of work.

    `measured_from` is when it was handed out, by `time.perf_counter()`, None where nobody listens.
    """

    limits: Limits
    measured_from: float | None


class Told(NamedTuple, Generic[T]):
    """What came of a piece of work, by which process: what it returned or what it raised, and what it measured."""

    pid: int
    value: T | None
    error: BoleError | None
    collected: Collected | None

    def result(self) -> T:
        """Returns what the work returned, or raises what it raised."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # without an error there is one


def do(given: Given, work: Callable[P, T], args: tuple[object, ...], kwargs: dict[str, object]) -> Told[T]:
    """Does a piece of work.

    Raises:
        BaseException: What the work raises; a `BoleError` is told instead where the work is measured.
    """
    if given.measured_from is None:
        return Told(os.getpid(), _within(given.limits, work, args, kwargs), None, None)
    collected = Collected()
    collected.stage(Stage.QUEUE, given.measured_from, time.perf_counter())
    with listening(collected):
        try:
            return Told(os.getpid(), _within(given.limits, work, args, kwargs), None, collected)
        except BoleError as error:
            return Told(os.getpid(), None, error, collected)


def _within(limits: Limits, work: Callable[P, T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    # What earlier work left behind must not cost later work its room, and must not pile up.
    used = _used()
    if used.resident > _OWN.start + _OWN.room:
        os._exit(WORN_OUT)
    _limit(resource.RLIMIT_AS, used.space + _OWN.room)
    _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + limits.cpu_seconds)
    # Not the timeout of the pool: that reads a clock that may be set, and then ends whatever is in work.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        return work(*args, **kwargs)  # type: ignore[arg-type]  # the pool moves arguments as plain tuples
    except Exception as error:
        mark_place(error)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _limit(resource.RLIMIT_AS, _used().space + _OWN.room)  # the answer has to be sent, however full the room is


def _limit(kind: int, limit: int) -> None:
    """Sets a limit that can be raised again; one that the machine sets stays."""
    most = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _used() -> _Used:
    """Returns what this process takes now."""
    space, resident, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return _Used(int(space) * resource.getpagesize(), int(resident) * resource.getpagesize())
