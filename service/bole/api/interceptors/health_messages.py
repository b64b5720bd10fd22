"""Bounds the messages of health, which strangers may send: each could be as large as one with documents."""

from __future__ import annotations

import asyncio
from typing import cast
from weakref import WeakValueDictionary

import grpc

from bole.api.interceptors.wrapping import Behavior, Context, Continuation, Deserializer, Handler
from bole.api.method_roles import is_open

_MOST_BYTES = 1024
"""Names of services are shorter."""
_ARRIVING, _ARRIVING_OF_ONE = 8, 2
"""Messages that are read at the same time, of all and of one address; the others wait, unread."""
_SECONDS = 2.0
"""For a message to arrive."""


class HealthMessagesInterceptor(grpc.aio.ServerInterceptor):
    """Reads the messages of health itself, few at a time; a call whose message is large or slow is refused."""

    def __init__(self) -> None:
        """Starts with none on their way."""
        self._of_all = asyncio.Semaphore(_ARRIVING)
        self._of_addresses: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> Handler | None:
        """Returns the method's handler, for health one that is called before a message is there."""
        handler = await continuation(handler_call_details)
        if handler is None or not is_open(handler_call_details.method):
            return handler
        inner = cast("Behavior", handler.unary_stream or handler.unary_unary)
        decode = cast("Deserializer", handler.request_deserializer)

        async def behavior(_messages: object, context: Context) -> None:
            content = await self._message(context)
            if content is None:
                await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "The message is too large, or did not come.")
            answer = await inner(decode(content), context)
            if answer is not None:  # a watch writes its answers itself
                await context.write(answer)

        # Of all handlers this kind alone is called before a message is there.
        return grpc.stream_stream_rpc_method_handler(behavior, response_serializer=handler.response_serializer)

    async def _message(self, context: Context) -> bytes | None:
        """Returns the one message of a call, None for one that is large or slow: the error must not hold on to it."""
        address = context.peer().rpartition(":")[0]
        of_one = self._of_addresses.setdefault(address, asyncio.Semaphore(_ARRIVING_OF_ONE))
        async with of_one, self._of_all:
            try:
                async with asyncio.timeout(_SECONDS):
                    content = await context.read()  # what iterates over messages would keep it
            except TimeoutError:
                return None
        return content if isinstance(content, bytes) and len(content) <= _MOST_BYTES else None
