"""How an interceptor puts its own code around the methods of `bole.v1`."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import grpc

Context: TypeAlias = "grpc.aio.ServicerContext[object, object]"
Behavior: TypeAlias = Callable[[object, Context], Awaitable[object]]
"""A method of a servicer as grpc.aio calls it: with a request or an iterator of requests; streams write themselves."""

Deserializer: TypeAlias = Callable[[bytes], object]
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Continuation: TypeAlias = "Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]]"

_OURS = "/bole.v1."


@dataclass(frozen=True, slots=True)
class Called:
    """Which method is called: its full name, as in `/bole.v1.ScreeningService/ScreenResume`.

    `answers_stream` is True where the method answers with a stream, which it then writes itself.
    """

    method: str
    answers_stream: bool


class WrappingInterceptor(grpc.aio.ServerInterceptor):
    """Runs `around` around every call of our services; others pass untouched unless a subclass says otherwise."""

    def wraps(self, method: str) -> bool:
        """Tells whether `around` runs around a method, given with its full name."""
        return method.startswith(_OURS)

    @abstractmethod
    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs `proceed(request, context)` with something before, after or around it, and returns its answer."""

    def deserializer(self, inner: Deserializer) -> Deserializer:
        """Returns what turns bytes into the request that `around` gets; `inner` unless a subclass says otherwise."""
        return inner

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> Handler | None:
        """Returns the method's handler with `around` in front of it."""
        handler = await continuation(handler_call_details)
        if handler is None or not self.wraps(handler_call_details.method):
            return handler
        make, inner = _of_kind(handler)
        called = Called(handler_call_details.method, answers_stream=bool(handler.response_streaming))

        async def behavior(request: object, context: Context) -> object:
            return await self.around(inner, request, context, called)

        return make(
            behavior,
            request_deserializer=self.deserializer(cast("Deserializer", handler.request_deserializer)),
            response_serializer=handler.response_serializer,
        )


def before_reading(behavior: Behavior) -> Handler:
    """Returns a handler of the one kind that is called before a message is there, for who is refused unread."""
    return grpc.stream_stream_rpc_method_handler(behavior)


def _of_kind(handler: Handler) -> tuple[Callable[..., Handler], Behavior]:
    """Returns what makes a handler of the same kind, and the method itself."""
    if not handler.response_streaming:
        return grpc.unary_unary_rpc_method_handler, cast("Behavior", handler.unary_unary)
    if not handler.request_streaming:
        return grpc.unary_stream_rpc_method_handler, cast("Behavior", handler.unary_stream)
    return grpc.stream_stream_rpc_method_handler, _writing(cast("Behavior", handler.stream_stream))


def _writing(inner: Behavior) -> Behavior:
    """Returns a method that writes its stream itself: those of others, such as reflection, are generators."""
    if not inspect.isasyncgenfunction(inner):
        return inner

    async def behavior(request: object, context: Context) -> None:
        async for answer in inner(request, context):
            await context.write(answer)

    return behavior
