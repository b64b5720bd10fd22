"""However a call fails: no word of what it worked on stands in a log, in a span, or in what the caller gets."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeAlias

import grpc
import pytest
from opentelemetry.trace import StatusCode

from bole.api.interceptors.deadline import DeadlineInterceptor
from bole.api.interceptors.errors import ErrorInterceptor
from bole.api.interceptors.tracing import TracingInterceptor
from bole.domain.errors import BoleError, ErrorReason
from bole.pipeline.workers import WorkerProcesses
from bole.telemetry.logs import LineFormatter, LogFormat
from tests.integration.telemetry.recording import Recording

RESUME = b"Ada Example, led the order service at Harbor Ltd"
WORDS = ("Ada", "Harbor", "order service")
METHOD = "/bole.v1.ScreeningService/ParseResume"

Served = Callable[[bytes], Awaitable[bytes]]
Call: TypeAlias = "grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]"


def _stumble(text: bytes) -> bytes:
    raise ValueError(text.decode())


def _die(text: bytes) -> bytes:
    os.write(2, text)
    os.abort()


def _raising(error: Exception) -> Served:
    async def behave(_text: bytes) -> bytes:
        raise error

    return behave


def _in_worker(work: Callable[[bytes], bytes]) -> Callable[[WorkerProcesses], Served]:
    return lambda pool: lambda text: pool.run(work, text)


def _chained() -> Exception:
    error = KeyError(RESUME)
    error.__cause__ = ValueError(RESUME)
    return error


async def _several(text: bytes) -> bytes:
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(_stumble, text))
    return b""


async def _slow(_text: bytes) -> bytes:
    await asyncio.Event().wait()
    return b""


class Failure(NamedTuple):
    """How a call fails, and what is told of it."""

    behave: Callable[[WorkerProcesses], Served]
    code: grpc.StatusCode
    attributes: dict[str, object]
    seconds: float = 60


INTERNAL, INVALID, LATE = (
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.DEADLINE_EXCEEDED,
)
REFUSAL = BoleError(ErrorReason.DOCUMENT_EMPTY, "The document is empty.")
FAILURES = {
    "refused": Failure(lambda _: _raising(REFUSAL), INVALID, {"bole.reason": "DOCUMENT_EMPTY"}),
    "unexpected": Failure(lambda _: _raising(ValueError(RESUME)), INTERNAL, {"bole.exception": "ValueError"}),
    "with a cause": Failure(lambda _: _raising(_chained()), INTERNAL, {"bole.exception": "KeyError"}),
    "several": Failure(lambda _: _several, INTERNAL, {"bole.exception": "ExceptionGroup"}),
    "in a worker": Failure(_in_worker(_stumble), INTERNAL, {"bole.exception": "ValueError"}),
    "a dead worker": Failure(_in_worker(_die), INVALID, {"bole.reason": "DOCUMENT_OUT_OF_MEMORY"}),
    "too slow": Failure(lambda _: _slow, LATE, {"bole.reason": "DEADLINE_TOO_SHORT"}, seconds=0.1),
}


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerProcesses]:
    pool = WorkerProcesses(processes=1, limit_seconds=30, limit_cpu_seconds=10, limit_mebibytes=256)
    yield pool
    pool.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as the service writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter(LogFormat.TEXT))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@asynccontextmanager
async def serving(behave: Served, recording: Recording, seconds: float = 60) -> AsyncIterator[Call]:
    """Serves one method that behaves as is wanted, with the rings that tell of calls; yields what calls it."""

    async def method(request: bytes, _context: object) -> bytes:
        return await behave(request)

    rings = [ErrorInterceptor(), TracingInterceptor(recording.tracer), DeadlineInterceptor(seconds)]
    server = grpc.aio.server(interceptors=rings)
    handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(method)
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler("bole.v1.ScreeningService", {"ParseResume": handler})]
    )
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel.unary_unary(METHOD)
    finally:
        await server.stop(None)


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_a_failure_says_nothing_of_what_was_worked_on(
    workers: WorkerProcesses, log: io.StringIO, capfd: pytest.CaptureFixture[str], failure: Failure
) -> None:
    recording = Recording()
    await workers.ready()
    async with serving(failure.behave(workers), recording, failure.seconds) as call:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(RESUME)

    told = "\n".join((log.getvalue(), recording.text(), str(caught.value), *capfd.readouterr()))
    assert [word for word in WORDS if word in told] == []
    assert caught.value.code() is failure.code
    line = rf"call\.finished request_id=[0-9a-f-]{{36}} trace_id=\w{{32}} method={METHOD} code={failure.code.name} "
    assert re.search(line, log.getvalue())
    (span,) = recording.spans()
    assert dict(span.attributes or {}).items() >= (failure.attributes | {"bole.code": failure.code.name}).items()
    assert span.events == ()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)


async def test_a_caller_who_hangs_up_ends_as_cancelled(log: io.StringIO) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def wait(_text: bytes) -> bytes:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return b""

    recording = Recording()
    async with serving(wait, recording) as call:
        answer = call(RESUME)
        await began.wait()
        answer.cancel()
        await ended.wait()

    assert "code=CANCELLED" in log.getvalue()
    (span,) = recording.spans()
    assert span.status.status_code is StatusCode.UNSET
