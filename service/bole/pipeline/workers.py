"""Processes for CPU work: a document that takes too long or too much memory dies alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as WorkTimeoutError
from pathlib import Path
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from bole.domain.errors import BoleError, ErrorReason

P = ParamSpec("P")
T = TypeVar("T")

MEBIBYTE = 1024 * 1024
_PRELOADED = ["bole.pipeline.preload"]


class WorkerProcesses:
    """A pool of processes with a limit of seconds and memory for each piece of work.

    Processes are started through a fork server that has everything loaded and its caches filled, so that a replaced
    one is ready in milliseconds and never inherits the threads of gRPC.
    """

    def __init__(self, *, processes: int, limit_seconds: float, limit_mebibytes: int) -> None:
        """Prepares the pool; processes start with the first work.

        Args:
            processes: How many work at the same time, at least 1.
            limit_seconds: After this long a piece of work is ended.
            limit_mebibytes: Address space that one process may take beyond what it starts with.
        """
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        self._limit_seconds = limit_seconds
        self._limit_mebibytes = limit_mebibytes
        self._pool = ProcessPool(
            max_workers=processes, context=context, initializer=_limit_memory, initargs=(limit_mebibytes,)
        )

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in a process; ending this call ends the process.

        Raises:
            BoleError: DOCUMENT_TIMED_OUT or DOCUMENT_OUT_OF_MEMORY, or what `work` raised.
        """
        future = self._pool.schedule(_call, args=[work, args, kwargs], timeout=self._limit_seconds)
        try:
            return await asyncio.wrap_future(future)
        except WorkTimeoutError as error:
            raise BoleError(
                ErrorReason.DOCUMENT_TIMED_OUT,
                f"Reading took longer than {self._limit_seconds:g} seconds. Send a simpler version of the document.",
                metadata={"limit_seconds": f"{self._limit_seconds:g}"},
            ) from error
        except (MemoryError, ProcessExpired) as error:
            raise BoleError(
                ErrorReason.DOCUMENT_OUT_OF_MEMORY,
                f"Reading took more than {self._limit_mebibytes} MiB. Send a simpler version of the document.",
                metadata={"limit_mebibytes": str(self._limit_mebibytes)},
            ) from error

    async def ready(self) -> None:
        """Waits until a process answers."""
        await self.run(int)

    def close(self) -> None:
        """Ends all processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates most of its methods, not this one
        self._pool.join()


def _limit_memory(mebibytes: int) -> None:
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    limit = used + mebibytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _call(work: Callable[P, T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    return work(*args, **kwargs)  # type: ignore[arg-type]  # the pool moves arguments as plain tuples
