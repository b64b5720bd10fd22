"""What is asked for from another thread and known by the event loop alone: the last answer, renewed meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bole.domain.errors import BoleError

T = TypeVar("T")

_SECONDS = 2.0
"""How old an answer may be before it is asked for again."""


class Latest(Generic[T]):
    """Asks when somebody looks, and not more often than every few seconds; made on the event loop that asks."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        """Keeps what is asked; a `BoleError` of it is no answer."""
        self._ask = ask
        self._loop = asyncio.get_running_loop()
        self._known: T | None = None
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    def look(self) -> T | None:
        """Returns the last answer, None without one, and has it renewed; may be called from any thread."""
        if time.monotonic() >= self._asked_at + _SECONDS:
            self._asked_at = time.monotonic()
            self._loop.call_soon_threadsafe(self._begin)
        return self._known

    async def close(self) -> None:
        """Asks no more."""
        self._asked_at = float("inf")
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    def _begin(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = self._loop.create_task(self._renew())

    async def _renew(self) -> None:
        try:
            self._known = await self._ask()
        except BoleError:
            self._known = None
