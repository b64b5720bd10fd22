"""Bounds the bytes of requests that the server holds at the same time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import cast

import grpc

from bole.api.admission.refusals import overloaded
from bole.api.current_call import CALLER
from bole.api.interceptors.wrapping import (
    Behavior,
    Called,
    Context,
    Continuation,
    Deserializer,
    Handler,
    WrappingInterceptor,
    before_reading,
)

_ARRIVING = 128
"""Calls whose message is on its way; of each the server may hold as much as a message may have."""
_ARRIVING_OF_ONE = 96
"""Of these as many of one tenant: whoever sends no message, or no end of one, keeps nobody else out."""
_RETRY_SECONDS = 1.0

_BYTES: ContextVar[int] = ContextVar("bole_request_bytes", default=0)
"""The size of the message that was read last in this call."""


class RequestBytesInterceptor(WrappingInterceptor):
    """Lets no further message in while those in work are too large together.

    A call that answers once is refused, where it can before its message is read; a stream is read on when there is
    room: flow control then holds its client back.
    """

    def __init__(self, limit_bytes: int) -> None:
        """Keeps from how many bytes on no further message is let in."""
        self._limit_bytes = limit_bytes
        self._held = 0
        self._freed = asyncio.Event()
        self._arriving: dict[asyncio.Task[object], str] = {}
        """Calls whose message is on its way, with their tenant; empty where it is not known yet."""

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> Handler | None:
        """Returns the method's handler, or one that refuses before it reads."""
        handler = await super().intercept_service(continuation, handler_call_details)
        if handler is None or handler.request_streaming or not self.wraps(handler_call_details.method):
            return handler
        caller = CALLER.get(None)
        tenant = "" if caller is None else caller.tenant
        if self._held >= self._limit_bytes or self._is_crowded(tenant):
            return before_reading(_refuse)
        task = cast("asyncio.Task[object]", asyncio.current_task())
        self._arriving[task] = tenant
        task.add_done_callback(self._arrived)
        return handler

    def deserializer(self, inner: Deserializer) -> Deserializer:
        """Takes the size of every message."""

        def deserialize(content: bytes) -> object:
            _BYTES.set(len(content))
            return inner(content)

        return deserialize

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:  # noqa: ARG002  # of all interceptors
        """Runs the call and counts its messages as long as they are in work.

        Raises:
            BoleError: SERVER_OVERLOADED.
        """
        self._arrived(cast("asyncio.Task[object]", asyncio.current_task()))
        if isinstance(request, AsyncIterator):
            return await self._streamed(proceed, request, context)
        size = _BYTES.get()
        if self._held and self._held + size > self._limit_bytes:
            raise overloaded(0, _RETRY_SECONDS)
        self._hold(size)
        try:
            return await proceed(request, context)
        finally:
            self._free(size)

    async def _streamed(self, proceed: Behavior, requests: AsyncIterator[object], context: Context) -> object:
        answered = _Answered(context, self._free)

        async def read() -> AsyncIterator[object]:
            while True:
                await self._room()
                try:
                    request = await anext(requests)
                except StopAsyncIteration:
                    return
                self._hold(_BYTES.get())
                answered.sizes.append(_BYTES.get())
                yield request

        try:
            return await proceed(read(), cast("Context", answered))
        finally:
            self._free(sum(answered.sizes))

    def _is_crowded(self, tenant: str) -> bool:
        tenants = list(self._arriving.values())
        return len(tenants) >= _ARRIVING or (tenant != "" and tenants.count(tenant) >= _ARRIVING_OF_ONE)

    def _arrived(self, task: asyncio.Task[object]) -> None:
        self._arriving.pop(task, None)

    async def _room(self) -> None:
        while self._held >= self._limit_bytes:
            self._freed.clear()
            await self._freed.wait()

    def _hold(self, size: int) -> None:
        self._held += size

    def _free(self, size: int) -> None:
        self._held -= size
        self._freed.set()


class _Answered:
    """The context of a stream; each answer frees the message that has been there for longest."""

    def __init__(self, context: Context, free: Callable[[int], None]) -> None:
        self.sizes: deque[int] = deque()
        self._context = context
        self._free = free

    def __getattr__(self, name: str) -> object:
        return getattr(self._context, name)

    async def write(self, message: object) -> None:
        """Writes an answer."""
        await self._context.write(message)
        if self.sizes:
            self._free(self.sizes.popleft())


async def _refuse(_requests: object, _context: object) -> None:
    raise overloaded(0, _RETRY_SECONDS)
