"""Ends calls at their deadline, or at the server's own where the caller set none."""

from __future__ import annotations

import asyncio

from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.errors import BoleError, ErrorReason


class DeadlineInterceptor(WrappingInterceptor):
    """Cancels what a call started when its time is over; streams without a deadline run on."""

    def __init__(self, default_seconds: float) -> None:
        """Keeps the time of unary calls that set no deadline."""
        self._default_seconds = default_seconds

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call within its time."""
        remaining: float | None = context.time_remaining()
        if remaining is None and not called.answers_stream:
            remaining = self._default_seconds
        try:
            async with asyncio.timeout(remaining):
                return await proceed(request, context)
        except TimeoutError as error:
            raise BoleError(
                ErrorReason.DEADLINE_TOO_SHORT,
                "The deadline passed before the answer was ready. Allow more time, or send less at once.",
            ) from error
