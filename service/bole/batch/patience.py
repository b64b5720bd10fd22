"""Asks a store that is away again until it answers: what has been worked out is not lost for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bole.batch.backoff import Backoff
from bole.domain.errors import BoleError, ErrorReason

T = TypeVar("T")


class Patience:
    """Knows whether the store is away; one for all that a runner writes."""

    def __init__(self, retry_seconds: float) -> None:
        """Starts with a store that is there."""
        self._retry_seconds = retry_seconds
        self._waiting = 0

    @property
    def store_is_away(self) -> bool:
        """True while a write waits for the store: no new work is begun then."""
        return self._waiting > 0

    async def until_done(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Returns what `ask` answers, asked again with growing waits as long as the store is away.

        `ask` has to be right to repeat even where an attempt that failed was written after all.
        """
        backoff = Backoff(self._retry_seconds)
        try:
            while True:
                try:
                    return await ask()
                except BoleError as error:
                    if error.reason is not ErrorReason.STORAGE_UNAVAILABLE:
                        raise
                self._waiting += not backoff.waits
                await asyncio.sleep(backoff.next_seconds())
        finally:
            self._waiting -= backoff.waits
