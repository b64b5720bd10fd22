"""Ends streams whose client takes no answers, or in which nothing moves any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.errors import BoleError, ErrorReason


class SlowClientInterceptor(WrappingInterceptor):
    """Bounds how long an answer may wait for its client, and how long a stream of both sides may rest.

    Flow control keeps the answers of a client that does not read in the server: with them it holds items in work, and
    a server that stops. Calls that answer once have ended when their answer is written.
    """

    def __init__(self, *, taking_seconds: float, resting_seconds: float, stopping_seconds: float = 1.0) -> None:
        """Keeps the bounds.

        Args:
            taking_seconds: For one answer to be taken.
            resting_seconds: For a stream of both sides without a message in either direction; a watch may rest.
            stopping_seconds: For one answer to be taken once the server stops.
        """
        self._stopping_seconds = stopping_seconds
        self._taking_seconds = taking_seconds
        self._resting_seconds = resting_seconds
        self._moving: set[_Moving] = set()

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call; a stream ends with DEADLINE_TOO_SHORT where its client is too slow."""
        if not called.answers_stream:
            return await proceed(request, context)
        moving = _Moving(context, self._taking_seconds)
        if isinstance(request, AsyncIterator):
            request = moving.requests(request, self._resting_seconds)
        self._moving.add(moving)
        try:
            async with moving.limit:
                return await proceed(request, cast("Context", moving))
        except TimeoutError:
            if moving.limit.expired():
                raise moving.error() from None
            raise
        finally:
            self._moving.discard(moving)

    def stop(self) -> None:
        """Gives those who take nothing a moment more: they must not hold a server that stops."""
        self._taking_seconds = min(self._taking_seconds, self._stopping_seconds)
        for moving in self._moving:
            moving.hurry(self._taking_seconds)


class _Moving:
    """The context of one stream, with a limit that every message moves on."""

    def __init__(self, context: Context, taking_seconds: float) -> None:
        self.limit = asyncio.timeout(None)
        self._context = context
        self._taking_seconds = taking_seconds
        self._resting_seconds: float | None = None
        self._writing = False

    def __getattr__(self, name: str) -> object:
        return getattr(self._context, name)

    async def write(self, message: object) -> None:
        """Writes an answer, and waits until the client has room for more."""
        self._writing = True
        self._move(self._taking_seconds)
        await self._context.write(message)
        self._writing = False
        self._move(self._resting_seconds)

    async def requests(self, requests: AsyncIterator[object], resting_seconds: float) -> AsyncIterator[object]:
        """Yields what the client sends, and from then on lets the stream rest no longer than this."""
        self._resting_seconds = resting_seconds
        self._move(resting_seconds)
        async for request in requests:
            if not self._writing:
                self._move(resting_seconds)
            yield request

    def hurry(self, seconds: float) -> None:
        """Leaves less time for each answer, also for one that is being written."""
        self._taking_seconds = seconds
        if self._writing:
            self._move(seconds)

    def error(self) -> BoleError:
        """Returns why the stream ends."""
        if self._writing:
            return _too_slow(f"The client took no answer for {self._taking_seconds:g} seconds.", self._taking_seconds)
        seconds = self._resting_seconds or 0.0
        return _too_slow(f"Nothing was sent in either direction for {seconds:g} seconds.", seconds)

    def _move(self, seconds: float | None) -> None:
        if not self.limit.expired():
            self.limit.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


def _too_slow(what: str, seconds: float) -> BoleError:
    return BoleError(
        ErrorReason.DEADLINE_TOO_SHORT,
        f"{what} Read answers as they come, and open a stream when there is something to send.",
        metadata={"limit_seconds": f"{seconds:g}"},
    )
