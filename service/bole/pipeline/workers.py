"""Processes for CPU work: a document that takes too long or too much memory dies alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Count, Measures, count, listener
from bole.pipeline.pieces import Pieces
from bole.pipeline.worker_process import WORN_OUT, Given, Limits, Told, begin, do

P = ParamSpec("P")
T = TypeVar("T")

_PRELOADED = ["bole.pipeline.preload", "bole.pipeline.worker_process"]
_ATTEMPTS = 3
"""Pools that may break under a piece of work."""
_DEATHS = 2
"""Processes that a piece of work may cost before it counts as deadly: one death may be an accident of the machine."""
_FINISH_SECONDS = 0.5
"""How long work goes on that nobody waits for any more: ending its process costs more than most work."""


class WorkerProcesses:
    """A pool of processes with a limit of seconds and memory for each piece of work.

    Processes are started through a fork server that has everything loaded and its caches filled, so that a replaced
    one is ready in milliseconds and never inherits the threads of gRPC. A pool that breaks is replaced.
    """

    def __init__(
        self,
        *,
        processes: int,
        limit_seconds: float,
        limit_cpu_seconds: int,
        limit_mebibytes: int,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """Prepares the pool; processes start with the first work.

        Args:
            processes: How many work at the same time, at least 1.
            limit_seconds: After this long a piece of work is ended.
            limit_cpu_seconds: Processor time that all threads of a piece of work may take together, at least 1.
            limit_mebibytes: Address space that a piece of work may take.
            prepare: Loads in each process what all work needs, outside of the limits; picklable, and raises nothing.
        """
        self._processes = processes
        self._limit_seconds = limit_seconds
        self._limit_cpu_seconds = limit_cpu_seconds
        self._limit_mebibytes = limit_mebibytes
        self._prepare = prepare
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        # This process alone has the second end: the system closes it, however this process ends.
        self._sign_of_life, self._life = self._context.Pipe(duplex=False)
        self._pool = self._new_pool()
        self.pieces = Pieces(processes)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in a process; work that nobody waits for any more is ended.

        Raises:
            BoleError: DOCUMENT_TIMED_OUT, DOCUMENT_OUT_OF_MEMORY, DOCUMENT_DAMAGED when its process dies of it, or
                SERVER_OVERLOADED when no process can be had; or what `work` raised.
        """
        measures = listener()
        deaths = breaks = 0
        while breaks < _ATTEMPTS:
            pool = self._pool
            try:
                future = self._given(pool, measures, work, args, kwargs)
            except RuntimeError:  # what pebble says of a pool that has broken
                breaks += 1
                await self._replace(pool)
                continue
            try:
                return self._heard(await _result(future), measures)
            except BrokenProcessPool:
                breaks += 1
                await self._replace(pool)
            except ProcessExpired as error:
                if error.exitcode == -signal.SIGALRM:
                    raise _deadly(self._timed_out()) from error
                if error.exitcode == -signal.SIGXCPU:
                    raise _deadly(self._out_of_processor_time()) from error
                if error.exitcode == -signal.SIGABRT:  # what libraries in C do when they get no memory
                    raise _deadly(self._out_of_memory()) from error
                deaths += error.exitcode != WORN_OUT  # as many in a row as there are processes may be worn
                if deaths == _DEATHS:
                    raise _deadly(_reader_died()) from error
            except MemoryError as error:
                raise _deadly(self._out_of_memory()) from error
        raise _no_process()

    async def ready(self) -> None:
        """Waits until a process answers."""
        await self.run(int)

    def close(self) -> None:
        """Ends all processes."""
        _close(self._pool)
        self._life.close()
        self._sign_of_life.close()

    def _given(
        self,
        pool: ProcessPool,
        measures: Measures | None,
        work: Callable[P, T],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> ProcessFuture[Told[T]]:
        """Hands work to a pool; a piece of work is measured where somebody listens to it."""
        given = Given(
            limits=Limits(self._limit_seconds, self._limit_cpu_seconds),
            measured_from=None if measures is None else time.perf_counter(),
        )
        future = pool.schedule(do, args=[given, work, args, kwargs])
        self.pieces.given(future)
        future.add_done_callback(self.pieces.ended)
        return future

    def _heard(self, told: Told[T], measures: Measures | None) -> T:
        """Hands on what was measured, and returns or raises what came of the work."""
        if told.collected is not None and measures is not None:
            self.pieces.done_by(told.pid)
            told.collected.tell(measures)
        return told.result()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            context=self._context,
            initializer=begin,
            initargs=(self._limit_mebibytes, self._sign_of_life, self._prepare),
        )

    async def _replace(self, broken: ProcessPool) -> None:
        """Puts a new pool in the place of a broken one; of several calls that saw it break the first does."""
        if self._pool is broken:
            self._pool = self._new_pool()
            await asyncio.to_thread(_close, broken)

    def _timed_out(self) -> BoleError:
        return BoleError(
            ErrorReason.DOCUMENT_TIMED_OUT,
            f"The work took longer than {self._limit_seconds:g} seconds. Send a simpler document, or less at once.",
            metadata={"limit_seconds": f"{self._limit_seconds:g}"},
        )

    def _out_of_processor_time(self) -> BoleError:
        return BoleError(
            ErrorReason.DOCUMENT_TIMED_OUT,
            f"The work took more than {self._limit_cpu_seconds} seconds of processor time. Send a simpler document, or "
            "less at once.",
            metadata={"limit_cpu_seconds": str(self._limit_cpu_seconds)},
        )

    def _out_of_memory(self) -> BoleError:
        return BoleError(
            ErrorReason.DOCUMENT_OUT_OF_MEMORY,
            f"The work took more than {self._limit_mebibytes} MiB. Send a simpler document, or less at once.",
            metadata={"limit_mebibytes": str(self._limit_mebibytes)},
        )


async def _result(future: ProcessFuture[T]) -> T:
    answer = asyncio.wrap_future(future)
    try:
        return await asyncio.shield(answer)
    except asyncio.CancelledError:
        _end_later(future)
        # Its failure is nobody's any more; asyncio complains of one that is never looked at.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise


def _end_later(future: ProcessFuture[T]) -> None:
    """Lets work finish that takes a moment and ends it if it takes more; work that has not begun may first begin."""

    def end() -> None:
        if future.running():
            future.cancel()  # type: ignore[no-untyped-call]  # pebble annotates most of its methods, not this one
        elif not future.done():
            _end_later(future)

    asyncio.get_running_loop().call_later(_FINISH_SECONDS, end)


def _no_process() -> BoleError:
    return BoleError(
        ErrorReason.SERVER_OVERLOADED,
        "No worker process could be kept alive. Try again in a moment.",
        metadata={"waiting": "0"},
    )


def _reader_died() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        "The process that read the document died of it, each time. Send the document in another format.",
    )


def _deadly(error: BoleError) -> BoleError:
    """Counts a document whose process could not tell of it any more."""
    count(Count.DOCUMENTS, "unknown", error.reason.value)
    return error


def _close(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates most of its methods, not this one
    pool.join()
