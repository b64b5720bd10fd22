"""How a stream ended, as the server said it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import grpc

Value = TypeVar("Value")
StreamCall = grpc.aio.StreamStreamCall[Any, Any]


_OWN_DETAILS = "Internal error from Core"
"""What grpc.aio itself says of a request that it could not send."""

_LATE_SECONDS = 1.0


class StreamEnd:
    """Notes the status of a call at the moment that it arrives.

    grpc.aio puts an INTERNAL of its own into its place where a request that was on its way fails because the server has
    ended the stream (grpc/grpc issue 36066, open in 1.81): who asks afterwards does not learn what the server said.
    """

    def __init__(self, call: StreamCall) -> None:
        """Watches a call that has just begun."""
        self._error: grpc.aio.AioRpcError | None = None
        self._said = asyncio.Event()
        call.add_done_callback(self._note)

    async def of(self, error: grpc.aio.AioRpcError) -> grpc.aio.AioRpcError:
        """Returns the server's error in the place of `error`, where there is one; it may come a little later."""
        if error.details() == _OWN_DETAILS:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LATE_SECONDS):
                    await self._said.wait()
        return error if self._error is None else self._error

    def _note(self, call: StreamCall) -> None:
        details = _value(call.details())
        if details == _OWN_DETAILS:
            return
        code, first, last = _value(call.code()), _value(call.initial_metadata()), _value(call.trailing_metadata())
        if code is not grpc.StatusCode.OK:
            self._error = grpc.aio.AioRpcError(code, first, last, details=details)
        self._said.set()


def _value(known: Coroutine[Any, Any, Value]) -> Value:
    """Returns what a coroutine of a call that is done returns: it waits for nothing."""
    try:
        known.send(None)
    except StopIteration as finished:
        value: Value = finished.value
        return value
    known.close()
    raise RuntimeError("a call that is done knows its status")
