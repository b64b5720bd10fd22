"""Lets in as many calls as can be served, and none once the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.errors import BoleError, ErrorReason


class AdmissionInterceptor(WrappingInterceptor):
    """Counts calls in progress; used from one event loop.

    A call whose answers go on by themselves (one request, a stream of answers) ends once the server stops: it would
    hold the server for its whole grace, and its caller goes on elsewhere.
    """

    def __init__(self, call_limit: int) -> None:
        """Keeps how many calls may be in progress at the same time."""
        self._call_limit = call_limit
        self._in_progress = 0
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._watches: set[asyncio.Timeout] = set()

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call, or refuses it with a reason that says to come back."""
        self._refuse_if_needed()
        self._in_progress += 1
        self._idle.clear()
        try:
            if called.answers_stream and not isinstance(request, AsyncIterator):
                return await self._until_stop(proceed, request, context)
            return await proceed(request, context)
        finally:
            self._in_progress -= 1
            if not self._in_progress:
                self._idle.set()

    def stop(self) -> None:
        """Refuses every call from now on and ends watches; the other calls in progress go on."""
        self._stopping = True
        for watch in self._watches:
            watch.reschedule(asyncio.get_running_loop().time())

    async def idle(self, within_seconds: float) -> None:
        """Waits until no call is in progress, at most this long."""
        try:
            async with asyncio.timeout(within_seconds):
                await self._idle.wait()
        except TimeoutError:
            return

    async def _until_stop(self, proceed: Behavior, request: object, context: Context) -> object:
        watch = asyncio.timeout(None)
        try:
            async with watch:
                self._watches.add(watch)
                return await proceed(request, context)
        except TimeoutError as error:
            if watch.expired():
                raise _stopping() from error
            raise
        finally:
            self._watches.discard(watch)

    def _refuse_if_needed(self) -> None:
        if self._stopping:
            raise _stopping()
        if self._in_progress >= self._call_limit:
            raise BoleError(
                ErrorReason.SERVER_OVERLOADED,
                f"{self._in_progress} calls are in progress. Try again in a moment.",
                metadata={"waiting": str(self._in_progress)},
            )


def _stopping() -> BoleError:
    return BoleError(
        ErrorReason.SERVER_STOPPING, "The server is stopping. Try again in a moment, or at another replica."
    )
