"""Lets in as many calls as can be served, and none once the server stops."""

from __future__ import annotations

import asyncio

from bole.api.interceptors.wrapping import Behavior, Context, WrappingInterceptor
from bole.domain.errors import BoleError, ErrorReason


class AdmissionInterceptor(WrappingInterceptor):
    """Counts calls in progress; used from one event loop."""

    def __init__(self, call_limit: int) -> None:
        """Keeps how many calls may be in progress at the same time."""
        self._call_limit = call_limit
        self._in_progress = 0
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def around(self, proceed: Behavior, request: object, context: Context) -> object:
        """Runs the call, or refuses it with a reason that says to come back."""
        self._refuse_if_needed()
        self._in_progress += 1
        self._idle.clear()
        try:
            return await proceed(request, context)
        finally:
            self._in_progress -= 1
            if not self._in_progress:
                self._idle.set()

    def stop(self) -> None:
        """Refuses every call from now on; those in progress go on."""
        self._stopping = True

    async def idle(self, within_seconds: float) -> None:
        """Waits until no call is in progress, at most this long."""
        try:
            async with asyncio.timeout(within_seconds):
                await self._idle.wait()
        except TimeoutError:
            return

    def _refuse_if_needed(self) -> None:
        if self._stopping:
            raise BoleError(
                ErrorReason.SERVER_STOPPING, "The server is stopping. Try again in a moment, or at another replica."
            )
        if self._in_progress >= self._call_limit:
            raise BoleError(
                ErrorReason.SERVER_OVERLOADED,
                f"{self._in_progress} calls are in progress. Try again in a moment.",
                metadata={"waiting": str(self._in_progress)},
            )
