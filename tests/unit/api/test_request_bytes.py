"""The bytes of requests that a server holds, seen by the interceptor alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import grpc
import pytest

from bole.api.interceptors.request_bytes import RequestBytesInterceptor
from bole.api.interceptors.wrapping import Behavior, Called, Context
from bole.domain.errors import BoleError, ErrorReason

ONCE = Called("/bole.v1.ScreeningService/ScreenResume", answers_stream=False)
STREAM = Called("/bole.v1.ScreeningService/ScreenResumes", answers_stream=True)


class Written:
    """The context of a stream, which keeps what is written."""

    def __init__(self) -> None:
        self.answers: list[object] = []

    async def write(self, answer: object) -> None:
        """Keeps an answer."""
        self.answers.append(answer)


def nothing() -> Context:
    return cast("Context", Written())


async def messages(interceptor: RequestBytesInterceptor, *sizes: int) -> AsyncIterator[object]:
    """Yields messages as gRPC does: decoded in the task of the call."""
    decode = interceptor.deserializer(len)
    for size in sizes:
        yield decode(b"x" * size)


async def call(interceptor: RequestBytesInterceptor, size: int, proceed: Behavior) -> object:
    request = interceptor.deserializer(len)(b"x" * size)
    return await interceptor.around(proceed, request, nothing(), ONCE)


def until(done: asyncio.Event) -> Behavior:
    async def proceed(request: object, _context: Context) -> object:
        await done.wait()
        return request

    return proceed


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_calls_that_would_hold_too_much_together_are_refused() -> None:
    """One alone may be larger; what has ended counts no more."""
    interceptor, done = RequestBytesInterceptor(100), asyncio.Event()
    done.set()
    assert await call(interceptor, 150, until(done)) == 150
    done.clear()
    held = asyncio.create_task(call(interceptor, 60, until(done)))
    await settled()

    with pytest.raises(BoleError) as caught:
        await call(interceptor, 50, until(done))
    beside = asyncio.create_task(call(interceptor, 40, until(done)))
    await settled()
    done.set()

    assert caught.value.reason is ErrorReason.SERVER_OVERLOADED
    assert [await held, await beside] == [60, 40]
    assert await call(interceptor, 100, until(done)) == 100


async def test_a_stream_is_read_on_when_what_it_sent_is_answered() -> None:
    interceptor, read, answer = RequestBytesInterceptor(100), [], asyncio.Event()

    async def proceed(requests: object, context: Context) -> None:
        async def answers() -> None:
            await answer.wait()
            await context.write("answer")

        async with asyncio.TaskGroup() as group:
            async for request in cast("AsyncIterator[object]", requests):
                read.append(request)
                group.create_task(answers())

    stream = asyncio.create_task(interceptor.around(proceed, messages(interceptor, 60, 60, 60), nothing(), STREAM))
    await settled()
    before = list(read)
    answer.set()
    await stream

    assert before == [60, 60]
    assert read == [60, 60, 60]
    assert interceptor._held == 0


async def test_a_stream_that_fails_holds_nothing() -> None:
    interceptor = RequestBytesInterceptor(100)

    async def proceed(requests: object, _context: Context) -> None:
        await anext(cast("AsyncIterator[object]", requests))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await interceptor.around(proceed, messages(interceptor, 60), nothing(), STREAM)

    assert interceptor._held == 0


async def test_while_too_much_is_held_calls_are_refused_before_their_message_is_read() -> None:
    """GRPC calls handlers of two streams, and no others, before a message is there."""
    interceptor, done = RequestBytesInterceptor(100), asyncio.Event()

    async def continuation(_details: object) -> grpc.RpcMethodHandler[object, object]:
        return grpc.unary_unary_rpc_method_handler(until(done))

    details = cast("grpc.HandlerCallDetails", SimpleNamespace(method=ONCE.method, invocation_metadata=()))
    held = asyncio.create_task(call(interceptor, 100, until(done)))
    await settled()
    while_full = await interceptor.intercept_service(continuation, details)
    done.set()
    await held
    with_room = await interceptor.intercept_service(continuation, details)

    assert while_full is not None
    assert with_room is not None
    assert while_full.request_streaming
    assert not with_room.request_streaming
    with pytest.raises(BoleError) as caught:
        await cast("Behavior", while_full.stream_stream)(None, nothing())
    assert caught.value.reason is ErrorReason.SERVER_OVERLOADED
