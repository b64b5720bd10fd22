"""Health is open to strangers: what they send there must not fill the memory, nor shut others out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2

from bole.api.interceptors import health_messages
from bole.api.server import SCREENING
from tests.integration.access.serving import Office, serving

SERVING = health_pb2.HealthCheckResponse.SERVING


def check(channel: grpc.aio.Channel, service: str) -> grpc.aio.UnaryUnaryCall[Message, health_pb2.HealthCheckResponse]:
    call = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    return call(health_pb2.HealthCheckRequest(service=service))


def watch(channel: grpc.aio.Channel, service: str) -> grpc.aio.UnaryStreamCall[Message, health_pb2.HealthCheckResponse]:
    call = channel.unary_stream(
        "/grpc.health.v1.Health/Watch",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    return call(health_pb2.HealthCheckRequest(service=service))


async def unsent() -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def code_of(call: grpc.aio.Call) -> grpc.StatusCode:
    return await call.code()


async def test_large_and_slow_messages_of_health_are_refused_and_others_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_messages, "_SECONDS", 0.2)
    office = Office(folder=tmp_path)
    office.open()
    async with serving(office) as service, service.channel() as channel, asyncio.timeout(30):
        begin: grpc.aio.StreamUnaryMultiCallable[bytes, bytes] = channel.stream_unary("/grpc.health.v1.Health/Check")
        slow = [begin(unsent()) for _ in range(5)]

        assert (await check(channel, SCREENING)).status == SERVING
        watching = watch(channel, SCREENING)
        assert [one.status async for one in first_of(watching)] == [SERVING]
        watching.cancel()

        refused = [*slow, check(channel, "x" * 2000), watch(channel, "x" * 2000)]
        assert set(await asyncio.gather(*map(code_of, refused))) == {grpc.StatusCode.RESOURCE_EXHAUSTED}


async def first_of(
    call: grpc.aio.UnaryStreamCall[Message, health_pb2.HealthCheckResponse],
) -> AsyncIterator[health_pb2.HealthCheckResponse]:
    async for one in call:
        yield one
        return
