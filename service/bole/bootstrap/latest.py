"""What a scrape shows without waiting for it: the last answer of a database, or of a busy event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from bole.domain.errors import BoleError

T = TypeVar("T")

_SECONDS = 2.0
"""How old an answer may be before it is asked for again."""
_PATIENCE_SECONDS = 1.0
"""How long a busy loop is waited for."""


class Latest(Generic[T]):
    """Asks when somebody looks, and not more often than every few seconds; for use from one event loop."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        """Keeps what is asked; a `BoleError` of it is no answer."""
        self._ask = ask
        self._known: T | None = None
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    def look(self) -> T | None:
        """Returns the last answer, None without one, and has it renewed."""
        if time.monotonic() >= self._asked_at + _SECONDS and (self._asking is None or self._asking.done()):
            self._asked_at = time.monotonic()
            self._asking = asyncio.create_task(self._renew())
        return self._known

    async def close(self) -> None:
        """Asks no more."""
        self._asked_at = float("inf")
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _renew(self) -> None:
        try:
            self._known = await self._ask()
        except BoleError:
            self._known = None


class FromTheLoop(Generic[T]):
    """Asks something of an event loop from other threads: its values change under the hands of who reads them there."""

    def __init__(self, ask: Callable[[], T], first: T) -> None:
        """Keeps what is asked of the loop that runs now, and what is known before it was asked."""
        self._ask, self._known = ask, first
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> T:
        """Returns the answer, or the last one where the loop is too busy or has ended."""
        answer: Future[T] = Future()
        try:
            self._loop.call_soon_threadsafe(self._answer, answer)
        except RuntimeError:  # it is closed
            return self._known
        try:
            self._known = answer.result(_PATIENCE_SECONDS)
        except TimeoutError:
            answer.cancel()
        return self._known

    def _answer(self, answer: Future[T]) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(self._ask())
        except Exception as error:  # noqa: BLE001  # of who asks, not of the loop
            answer.set_exception(error)
