"""A small server of our own that speaks the OpenAI API as it is told, over real connections."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that arrived; `body` is its JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answers."""

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answering = Callable[[Asked], Awaitable[Reply | None]]
"""Answers a request; None closes the connection without an answer."""


@dataclass(slots=True)
class Server:
    """A running server: what it was asked.

    `arrived` is released for each request, `left` for each client that did not wait for its answer.
    """

    answering: Answering
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    left: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @property
    def url(self) -> str:
        """The base of its API."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves the requests of one connection."""
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                self.arrived.release()
                reply = await self._reply(asked, reader)
                if reply is None:
                    break
                writer.write(_written(reply))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _reply(self, asked: Asked, reader: asyncio.StreamReader) -> Reply | None:
        answer = asyncio.ensure_future(self.answering(asked))
        gone = asyncio.ensure_future(reader.read(1))
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            self.left.release()
        for task in (answer, gone):
            if not task.done():
                task.cancel()
        await asyncio.gather(answer, gone, return_exceptions=True)
        return None if answer.cancelled() else answer.result()


@asynccontextmanager
async def serving(
    answering: Answering, port: int = 0, certificates: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Runs a server on a free port of this machine, with TLS where it has certificates."""
    server = Server(answering)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", port, ssl=certificates)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def chat(text: str | None, finish_reason: str = "stop", **usage: int) -> Reply:
    """A chat completion."""
    message = {"role": "assistant", "content": text}
    return _completed({"index": 0, "message": message, "finish_reason": finish_reason}, usage)


def completion(text: str, finish_reason: str = "stop", **usage: int) -> Reply:
    """A plain completion."""
    return _completed({"index": 0, "text": text, "finish_reason": finish_reason}, usage)


def models(*names: str, max_model_len: int | None = None) -> Reply:
    """The list of served models, as vLLM writes it."""
    extra = {} if max_model_len is None else {"max_model_len": max_model_len}
    return Reply(body={"object": "list", "data": [{"id": name, "object": "model", **extra} for name in names]})


def failure(status: int, message: str, **headers: str) -> Reply:
    """An error in the form of the API."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return Reply(status=status, body={"error": error}, headers=headers)


def _completed(choice: object, usage: Mapping[str, int]) -> Reply:
    body = {"id": "1", "object": "x", "created": 1, "model": "m", "choices": [choice]}
    return Reply(body=body | ({"usage": usage} if usage else {}))


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method=method, path=path, headers=headers, body=json.loads(content) if content else {})


def _written(reply: Reply) -> bytes:
    content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(content)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Said", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + content
