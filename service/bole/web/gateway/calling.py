"""Makes the calls of the gateway: one answer as JSON, many as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import grpc
from google.protobuf.message import Message
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bole.api.json_format import as_line
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2
from bole.web.backend import Backend, Calls, Metadata
from bole.web.errors import status_of
from bole.web.gateway.methods import Method
from bole.web.gateway.reading import message_of, messages_of
from bole.web.gateway.refusals import as_json
from bole.web.server_sent import Sent, event_stream

_PASSED_ON = ("authorization", "x-api-key", "traceparent")
_MOST_CREDENTIAL_CHARACTERS = 12_000
_FIRST_SECONDS = 10.0
"""So long a stream has to fail by a status of HTTP; after that it has begun, and fails by an event."""

_Call: TypeAlias = grpc.aio.UnaryStreamCall[Message, Message] | grpc.aio.StreamStreamCall[Message, Message]


async def answered(method: Method, backend: Backend, request: Request, body: bytes) -> ASGIApp:
    """Makes the call of a request in the name of whoever its headers name; no cookie says anything here.

    Raises:
        BoleError: The body does not fit, or the credentials cannot be shown.
        grpc.aio.AioRpcError: What the service says.
    """
    calls = Calls(backend, shown_by(request))
    # In threads, as much else waits for the loop while a large message is read or written.
    if method.gives_many:
        given = await asyncio.to_thread(messages_of if method.takes_many else message_of, method, body)
        sent = _each(given) if isinstance(given, list) else given
        return await _streamed(method.of(backend)(sent, metadata=calls.metadata))
    answer = await calls.ask(method.of(backend), await asyncio.to_thread(message_of, method, body))
    return Response(await asyncio.to_thread(as_line, answer), media_type="application/json")


async def refuse_strangers(backend: Backend, request: Request) -> None:
    """Asks the service whether it knows whoever the headers name: a large body of a stranger is memory for nothing.

    Raises:
        BoleError: The credentials cannot be shown.
        grpc.aio.AioRpcError: CREDENTIALS_MISSING or CREDENTIALS_INVALID; whatever else is wrong, the call itself tells.
    """
    calls = Calls(backend, shown_by(request))
    try:
        await calls.ask(backend.batches.ListBatches, batch_service_pb2.ListBatchesRequest(page_size=1))
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise


def shown_by(request: Request) -> Metadata:
    """Returns what the headers of a request show of its caller.

    Raises:
        BoleError: CREDENTIALS_INVALID for what no call can show.
    """
    shown = tuple((name, request.headers[name]) for name in _PASSED_ON if name in request.headers)
    if any(not text.isascii() or not text.isprintable() for _, text in shown) or (
        sum(len(text) for _, text in shown) > _MOST_CREDENTIAL_CHARACTERS
    ):
        raise BoleError(
            ErrorReason.CREDENTIALS_INVALID,
            "The header `authorization` holds what is no key and no token. Send `authorization: Bearer KEY_OR_TOKEN`.",
        )
    return shown


async def _streamed(call: _Call) -> ASGIApp:
    """Returns the answer that tells of a stream, once its first message is there or has not failed for a while."""
    answers = aiter(call)
    first = asyncio.ensure_future(anext(answers, None))
    try:
        await asyncio.wait([first], timeout=_FIRST_SECONDS)
        if first.done():
            await first
    except BaseException:
        call.cancel()
        raise
    return _Ending(event_stream(_told(first, answers)), call)


@dataclass(frozen=True, slots=True)
class _Ending:
    """An answer that ends its call with itself, also where nobody was there any more to read it."""

    response: Response
    call: _Call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.response(scope, receive, send)
        finally:
            self.call.cancel()


async def _each(messages: Iterable[Message]) -> AsyncIterator[Message]:
    for message in messages:
        yield message


async def _told(upcoming: asyncio.Future[Message | None], answers: AsyncIterator[Message]) -> AsyncIterator[Sent]:
    """Yields an event `message` for each answer, then `end`; `error` where the call fails."""
    try:
        while (message := await upcoming) is not None:
            yield Sent("message", await asyncio.to_thread(as_line, message), getattr(message, "cursor", ""))
            upcoming = asyncio.ensure_future(anext(answers, None))
    except grpc.aio.AioRpcError as error:
        yield Sent("error", as_json(status_of(error)))
    else:
        yield Sent("end", "{}")
    finally:
        upcoming.cancel()
