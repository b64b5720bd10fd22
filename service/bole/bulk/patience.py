"""How long work waits for a model server that is away: together, not each item for itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bole.batch.backoff import Backoff
from bole.domain.errors import BoleError, ErrorReason

T = TypeVar("T")

_PASSING = frozenset({ErrorReason.MODEL_UNAVAILABLE, ErrorReason.MODEL_OVERLOADED, ErrorReason.SERVER_OVERLOADED})
_FIRST_WAIT_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 5.0


class Patience:
    """Tries work again as long as what keeps it from being done may pass.

    The time counts from the first failure since something last succeeded, for all work together: where a server stays
    away, thousands of items fail in that time and not in thousands of times that.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._troubled_since: float | None = None

    def deadline(self) -> float:
        """Returns the `time.monotonic()` until which one try may take, at least a second from now."""
        now = time.monotonic()
        return max(now + 1.0, (self._troubled_since or now) + self._seconds)

    async def kept(self, work: Callable[[], Awaitable[T]]) -> T:
        """Returns what `work` returns, tried as often as patience lasts.

        Raises:
            BoleError: What it raised last.
        """
        backoff = Backoff(_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS)
        while True:
            began = time.monotonic()
            try:
                result = await work()
            except BoleError as error:
                if error.reason not in _PASSING or self._exhausted(began):
                    raise
            else:
                self._troubled_since = None
                return result
            await asyncio.sleep(backoff.next_seconds())

    def _exhausted(self, began: float) -> bool:
        """Tells whether patience has run out, for work that failed and was begun at that time."""
        if self._troubled_since is None:
            self._troubled_since = began
        return time.monotonic() - self._troubled_since >= self._seconds
