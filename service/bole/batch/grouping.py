"""Many small writes as few large ones: what comes in while one write runs makes up the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")

_MOST = 128
_GATHER_SECONDS = 0.1
"""Time between two writes where many values come: each costs as much as several more values in it."""
_FEW = 4
"""Fewer values in a write than this are worth less waiting for more: an item that runs alone waits for hardly any."""
_END_SECONDS = 1.0


class Grouping(Generic[Value, Result]):
    """Hands values in groups to one function; for use from one event loop."""

    def __init__(self, write: Callable[[Sequence[Value]], Awaitable[Sequence[Result]]]) -> None:
        """Takes what writes a group and returns one result for each value of it, in order."""
        self._write = write
        self._waiting: list[tuple[Value, asyncio.Future[Result]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._next_at = 0.0

    async def add(self, value: Value) -> Result:
        """Returns once the value is written; raises what writing its group raised.

        Who is cancelled while waiting leaves the value behind: it is written all the same.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await future

    async def end(self) -> None:
        """Drops what waits; a write that is in progress has a second to end by itself."""
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=_END_SECONDS)
            self._writing.cancel()
            await asyncio.wait([self._writing])

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(self._next_at - loop.time())
            group, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            self._next_at = loop.time() + _GATHER_SECONDS * min(1.0, len(group) / _FEW)
            try:
                results = await self._write([value for value, _ in group])
            except asyncio.CancelledError:
                for _, future in (*group, *self._waiting):
                    future.cancel()
                self._waiting.clear()
                raise
            except Exception as error:  # noqa: BLE001  # whatever it is, those who wait are told
                for _, future in group:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), result in zip(group, results, strict=True):
                    if not future.done():
                        future.set_result(result)
