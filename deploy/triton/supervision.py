"""Runs the servers in the foreground: ready after the first guided request, and gone without a trace at the end."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hang_watch import HangWatch, in_background
from refused_error import RefusedError

_LOG = logging.getLogger("entrypoint")

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (where Linux keeps it)
LOOK_SECONDS = 0.1
EXIT_MARGIN_SECONDS = 5.0
OTHERS_SECONDS = 10.0
BACKEND = "triton_python_b"
"""What the kernel calls a process of the Python backend: the first 15 characters of its file's name."""


@dataclass(slots=True)
class StopSignals:
    """Whether somebody has asked for an end, by SIGTERM or SIGINT."""

    asked: bool = field(default=False, init=False)

    def listen(self) -> None:
        """Takes both signals from now on; a second one changes nothing."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True  # no more than that: locks are not for signal handlers


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is run.

    Attributes:
        command: mpirun with its servers, or one server.
        environment: Its environment.
        pids: The files in which the servers write their process ids, that of rank 0 first.
        shared_memory: What names of their shared memory begin with; prompts stand in it, and killed servers leave it.
        ready_file: Made when `warm_up` has returned.
        exit_seconds: Longest time for requests in flight at the end.
        warm_up: Returns once the server has answered a request; raises RefusedError when it will not.
        hang_watch: Says later on whether the server still answers.
        watch_backend: Whether to end when the process of a Python backend does. Triton goes on and says it is ready.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    pids: Sequence[Path]
    shared_memory: Sequence[str]
    ready_file: Path
    exit_seconds: int
    warm_up: Callable[[], None]
    hang_watch: HangWatch
    watch_backend: bool


def run(service: Service, signals: StopSignals) -> int:
    """Runs until the servers end or somebody asks for it; returns the exit status."""
    service.ready_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        service.command, env=service.environment, stdin=subprocess.DEVNULL, start_new_session=True, umask=0o077
    )
    try:
        return _watch(service, process, signals)
    finally:
        service.ready_file.unlink(missing_ok=True)
        _kill([*_written(service.pids), process.pid])
        process.wait()
        for file in (left for prefix in service.shared_memory for left in SHARED_MEMORY.glob(f"{prefix}*")):
            file.unlink(missing_ok=True)


def _watch(service: Service, process: subprocess.Popen[bytes], signals: StopSignals) -> int:
    warming = in_background(service.warm_up)
    ready = False
    while (code := process.poll()) is None:
        if signals.asked:
            _LOG.info("Stopping: requests in flight are answered, for at most %d s.", service.exit_seconds)
            return _stop(service, process)
        if not ready and warming.done():
            if (error := warming.exception()) is not None:
                _LOG.error("%s", _told(error))
                _stop(service, process)
                return 1
            service.ready_file.touch()
            service.hang_watch.begin()
            ready = True
            _LOG.info("Ready: a guided request was answered.")
        if ready and service.watch_backend and not _has_backend(process.pid):
            _LOG.error("The process of the model has ended, for want of memory perhaps. Look at the log above.")
            _stop(service, process)
            return 1
        if ready and service.hang_watch.is_hung():
            _LOG.error(
                "The model hangs: a guided request had no answer within %g s. Ending the servers at once.",
                service.hang_watch.within_seconds,
            )
            return 1  # run() kills them: what hangs answers nobody, and takes no signal to end
        time.sleep(LOOK_SECONDS)
    _LOG.error("The server has ended by itself, with status %d. Look at its last lines above.", _status(code))
    return _status(code)


def _stop(service: Service, process: subprocess.Popen[bytes]) -> int:
    """Ends rank 0 first: it answers what is in flight, and needs the others for that."""
    service.ready_file.unlink(missing_ok=True)
    _end(_running(service.pids[:1]), service.exit_seconds + EXIT_MARGIN_SECONDS)
    _end(_running(service.pids[1:]), OTHERS_SECONDS)
    with contextlib.suppress(subprocess.TimeoutExpired):
        return _status(process.wait(OTHERS_SECONDS))
    process.terminate()  # mpirun, which had not started its servers yet
    with contextlib.suppress(subprocess.TimeoutExpired):
        return _status(process.wait(OTHERS_SECONDS))
    process.kill()
    return _status(process.wait())


def _end(pids: Iterable[int], within_seconds: float) -> None:
    left = set(pids)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + within_seconds
    while left and time.monotonic() < until:
        left = {pid for pid in left if _runs(pid)}
        time.sleep(LOOK_SECONDS)
    if left:
        _LOG.error("Killing %d servers that did not end within %g s.", len(left), within_seconds)
        _kill(left)


def _kill(pids: Iterable[int]) -> None:
    """Kills servers with their backend processes, also where only those are left: each server leads a group."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _running(files: Iterable[Path]) -> list[int]:
    return [pid for pid in _written(files) if _runs(pid)]


def _written(files: Iterable[Path]) -> list[int]:
    """Returns the process ids of the servers that have come as far as to write them."""
    pids = []
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            pids.append(int(file.read_text()))
    return pids


def _runs(pid: int) -> bool:
    try:
        return _stat(Path("/proc", str(pid)))[1] != "Z"
    except OSError:
        return False


def _has_backend(group: int) -> bool:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, state, its_group = _stat(entry)
            if name == BACKEND and state != "Z" and its_group == group:
                return True
    return False


def _stat(entry: Path) -> tuple[str, str, int]:
    """Returns name, state and process group of a process."""
    name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(") ")
    state, _parent, group = rest.split()[:3]
    return name, state, int(group)


def _told(error: BaseException) -> str:
    known = isinstance(error, RefusedError)
    return str(error) if known else f"The first request failed in an unexpected way: {error!r}."


def _status(code: int) -> int:
    """Returns an exit status as shells count: 128 and the signal's number for an end by a signal."""
    return code if code >= 0 else 128 - code
