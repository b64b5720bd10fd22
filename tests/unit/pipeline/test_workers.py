"""Limits of worker processes: what goes beyond one of them ends alone, and says so."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import resource
import select
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import place_of
from bole.pipeline.turns import WorkersInTurn
from bole.pipeline.worker_process import MEBIBYTE
from bole.pipeline.workers import WorkerProcesses
from tests.fakes import SameProcess

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerProcesses]:
    """One process, so that what follows runs where the work before it ran, or in what took its place."""
    pool = WorkerProcesses(processes=1, limit_seconds=30, limit_cpu_seconds=1, limit_mebibytes=256)
    yield pool
    pool.close()


def _busy() -> None:
    while True:
        pass


def _busy_in_threads() -> None:
    for _ in range(3):
        threading.Thread(target=_busy, daemon=True).start()
    time.sleep(60)


def _hoard() -> int:
    return len(bytearray(300 * MEBIBYTE))


def _hoard_in_answer() -> list[bytes]:
    return [bytes(60 * MEBIBYTE) for _ in range(3)]


def _abort() -> None:
    os.abort()


def _crash() -> None:
    ctypes.string_at(0)


def _recurse() -> int:
    return _recurse() + 1


ROWS: dict[str, tuple[Callable[[], object], ErrorReason, str]] = {
    "processor time": (_busy, ErrorReason.DOCUMENT_TIMED_OUT, "limit_cpu_seconds"),
    "processor time of threads": (_busy_in_threads, ErrorReason.DOCUMENT_TIMED_OUT, "limit_cpu_seconds"),
    "memory": (_hoard, ErrorReason.DOCUMENT_OUT_OF_MEMORY, "limit_mebibytes"),
    "memory that a library asks for": (_abort, ErrorReason.DOCUMENT_OUT_OF_MEMORY, "limit_mebibytes"),
    "a crash": (_crash, ErrorReason.DOCUMENT_DAMAGED, ""),
}


@pytest.mark.parametrize("name", ROWS)
async def test_work_beyond_a_limit_says_which(workers: WorkerProcesses, name: str) -> None:
    """The next piece of work finds the pool as it was."""
    work, reason, metadata = ROWS[name]
    with pytest.raises(BoleError) as caught:
        await workers.run(work)

    assert caught.value.reason is reason
    assert set(caught.value.metadata) == ({metadata} if metadata else set())
    assert await workers.run(abs, -3) == 3


def _spend(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


async def test_processor_time_counts_anew_for_each_piece_of_work(workers: WorkerProcesses) -> None:
    """What earlier work took is not held against later work."""
    before = await workers.run(os.getpid)
    for _ in range(4):
        await workers.run(_spend, 0.6)

    assert await workers.run(os.getpid) == before


async def test_a_clock_that_is_set_ends_no_work(workers: WorkerProcesses, monkeypatch: pytest.MonkeyPatch) -> None:
    """What limits a piece of work counts seconds that pass, not the time of day."""
    await workers.ready()
    work = asyncio.create_task(workers.run(time.sleep, 0.5))
    await asyncio.sleep(0.2)
    monkeypatch.setattr(time, "time", lambda: time.time_ns() / 1e9 + 3600)

    await work


_SERVER = """
import asyncio, sys
from bole.pipeline.workers import WorkerProcesses

async def main():
    pool = WorkerProcesses(processes=2, limit_seconds=60, limit_cpu_seconds=60, limit_mebibytes=256)
    work = f"import os, time; print(os.getpid(), file=open({sys.argv[1]!r}, 'a'), flush=True); time.sleep(50)"
    await asyncio.gather(pool.run(exec, work), pool.run(exec, work))

asyncio.run(main())
"""


def test_work_ends_with_the_server_that_is_killed(tmp_path: Path) -> None:
    """It is not done to its end for nobody."""
    told = tmp_path / "told"
    os.mkfifo(told)
    command = [sys.executable, "-c", _SERVER, str(told)]
    # Open for both, so that it does not end between the two who write.
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server, os.fdopen(os.open(told, os.O_RDWR)) as pids:
        workers = [os.pidfd_open(int(pids.readline())) for _ in range(2)]
        server.kill()
        for worker in workers:
            ended, _, _ = select.select([worker], [], [], 20)
            os.close(worker)
            assert ended


def _say(text: str) -> None:
    """Says something in every way that there is: print, a logger, a warning, and as libraries in C do."""
    print(text, flush=True)  # noqa: T201
    print(text, file=sys.stderr, flush=True)  # noqa: T201
    logging.getLogger("pdfminer").error(text)
    warnings.warn(text, stacklevel=1)
    os.write(1, text.encode())
    os.write(2, text.encode())


async def test_workers_say_nothing_of_what_they_work_on(
    workers: WorkerProcesses, capfd: pytest.CaptureFixture[str]
) -> None:
    await workers.run(_say, "a line of a resume")

    assert capfd.readouterr() == ("", "")


def _stumble() -> None:
    raise ValueError("a line of a resume")


async def test_an_exception_tells_where_in_the_worker_it_arose(workers: WorkerProcesses) -> None:
    with pytest.raises(ValueError, match="a line") as caught:
        await workers.run(_stumble)

    assert place_of(caught.value).startswith("pipeline/test_workers.py:_stumble:")


_KEPT: list[bytes] = []


def _keep(mebibytes: int) -> int:
    _KEPT.append(b"x" * (mebibytes * MEBIBYTE))
    return os.getpid()


async def test_memory_that_is_kept_does_not_cost_later_work_its_room(workers: WorkerProcesses) -> None:
    """A process that keeps too much is replaced before it works on."""
    first = await workers.run(_keep, 200)
    second = await workers.run(_keep, 200)  # more than the room in all, which is counted from what was there
    third = await workers.run(_keep, 0)

    assert first == second
    assert third != second


def _keep_for_a_while(mebibytes: int) -> None:
    _keep(mebibytes)
    time.sleep(0.3)  # so that each process gets one piece


async def test_worn_processes_are_replaced_however_many_there_are() -> None:
    """Work that meets one after the other is not refused."""
    pool = WorkerProcesses(processes=4, limit_seconds=30, limit_cpu_seconds=10, limit_mebibytes=256)
    try:
        for _ in range(2):
            await asyncio.gather(*(pool.run(_keep_for_a_while, 150) for _ in range(4)))
        assert await pool.run(abs, -3) == 3
    finally:
        pool.close()


async def test_an_answer_may_fill_the_room(workers: WorkerProcesses) -> None:
    """Sending takes memory too."""
    assert len(await workers.run(_hoard_in_answer)) == 3


def _limits() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_CORE)[1], resource.getrlimit(resource.RLIMIT_FSIZE)[1]


def _write(mebibytes: int) -> int:
    with tempfile.TemporaryFile() as file:
        for _ in range(mebibytes):
            file.write(bytes(MEBIBYTE))
        return file.tell()


async def test_work_stands_behind_the_event_loop(workers: WorkerProcesses) -> None:
    assert await workers.run(os.getpriority, os.PRIO_PROCESS, 0) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_no_memory_is_written_to_disk_and_no_file_grows_without_end(workers: WorkerProcesses) -> None:
    """A dump would hold the resume."""
    cores, file_bytes = await workers.run(_limits)

    assert cores == 0
    assert await workers.run(_write, 2) == 2 * MEBIBYTE
    assert file_bytes == 512 * MEBIBYTE


async def test_endless_recursion_is_an_error_of_its_own(workers: WorkerProcesses) -> None:
    """It does not end the process."""
    with pytest.raises(RecursionError):
        await workers.run(_recurse)


async def test_work_in_turn_leaves_room_for_the_work_of_others() -> None:
    """However much of it there is, only so many pieces stand before what a caller waits for."""
    inside: list[int] = []
    most = 0
    go = asyncio.Event()

    class Counting(SameProcess):
        async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            nonlocal most
            inside.append(1)
            most = max(most, len(inside))
            await go.wait()
            inside.pop()
            return await super().run(work, *args, **kwargs)

    workers = WorkersInTurn(Counting(), 2)
    tasks = [asyncio.create_task(workers.run(int, "7")) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    go.set()

    assert await asyncio.gather(*tasks) == [7] * 5
    assert most == 2
