"""More calls than the service can serve: some are served, all others are told at once to come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import pytest_asyncio
from google.rpc import error_details_pb2

from bole.api.server import Server
from bole.bootstrap import running_server
from bole.domain.generation import Priority
from bole.settings import Settings
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import details_of, reason_of, status_of_call

ROOT = Path(__file__).resolve().parents[3]
RESUME = (ROOT / "examples" / "resumes" / "chen_jingyi_en.txt").read_text(encoding="utf-8")
SERVICE_CONFIG = (ROOT / "proto" / "bole" / "v1" / "service_config.json").read_text(encoding="utf-8")
POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")
SETTINGS = Settings(processes=1, call_queue_seconds=0.2, call_limit=8, grace_seconds=5)
BURSTS = 10
CALLS_A_BURST = 25


@dataclass
class Overloaded:
    """A server, and what its callers were told."""

    server: Server
    address: str
    load: asyncio.Task[None] | None = None
    served: int = 0
    refused: list[grpc.aio.AioRpcError] = field(default_factory=list)
    most_in_progress: int = 0


def request(number: int) -> pb.ScreenResumeRequest:
    """A resume like no other."""
    text = f"Application {number}\n{RESUME}".encode()
    return pb.ScreenResumeRequest(job_posting=POSTING, documents=[pb.Document(content=text)])


@pytest_asyncio.fixture
async def overloaded() -> AsyncIterator[Overloaded]:
    """A server with one worker process that is asked for far more than it can do, while the test runs."""
    async with running_server(SETTINGS, "127.0.0.1:0") as (server, port):
        seen = Overloaded(server, f"127.0.0.1:{port}")
        async with grpc.aio.insecure_channel(seen.address) as channel:
            await ScreeningServiceStub(channel).ScreenResume(request(-1))
        seen.load = asyncio.create_task(flood(seen))
        yield seen
        await seen.load


async def flood(seen: Overloaded) -> None:
    async with grpc.aio.insecure_channel(seen.address) as channel, asyncio.TaskGroup() as group:
        for burst in range(BURSTS):
            for number in range(CALLS_A_BURST):
                group.create_task(call(channel, seen, CALLS_A_BURST * burst + number))
            await asyncio.sleep(0.1)
            seen.most_in_progress = max(seen.most_in_progress, in_progress(seen.server))


async def call(channel: grpc.aio.Channel, seen: Overloaded, number: int) -> None:
    try:
        await ScreeningServiceStub(channel).ScreenResume(request(number))
    except grpc.aio.AioRpcError as error:
        seen.refused.append(error)
    else:
        seen.served += 1


def in_progress(server: Server) -> int:
    return server.calls_in_progress[Priority.INTERACTIVE]


def retry_milliseconds(error: grpc.aio.AioRpcError) -> Sequence[int]:
    """Returns when to come back as the details say it, and as the trailer for gRPC clients does."""
    info = details_of(status_of_call(error))["RetryInfo"]
    assert isinstance(info, error_details_pb2.RetryInfo)
    trailers = dict(error.trailing_metadata() or ())
    return info.retry_delay.ToMilliseconds(), int(trailers["grpc-retry-pushback-ms"])


async def test_every_call_is_served_or_told_when_to_come_back(overloaded: Overloaded) -> None:
    """A client with nothing but the service config gets its answers in the middle of it."""
    async with grpc.aio.insecure_channel(
        overloaded.address, options=[("grpc.service_config", SERVICE_CONFIG)]
    ) as stock:
        answers = [await ScreeningServiceStub(stock).ScreenResume(request(1000 + number)) for number in range(3)]
    assert overloaded.load is not None
    await overloaded.load

    assert all(answer.screening.summary for answer in answers)
    assert overloaded.served + len(overloaded.refused) == BURSTS * CALLS_A_BURST
    assert min(overloaded.served, len(overloaded.refused)) > 0
    assert {error.code() for error in overloaded.refused} == {grpc.StatusCode.UNAVAILABLE}
    assert {reason_of(status_of_call(error)) for error in overloaded.refused} == {"SERVER_OVERLOADED"}
    for detail, trailer in map(retry_milliseconds, overloaded.refused):
        assert detail == trailer
        assert 100 <= trailer <= 7500
    assert 0 < overloaded.most_in_progress <= SETTINGS.call_limit


async def test_calls_are_served_as_before_once_the_load_is_gone(overloaded: Overloaded) -> None:
    assert overloaded.load is not None
    await overloaded.load
    async with grpc.aio.insecure_channel(overloaded.address) as channel:
        for number in range(3):
            await ScreeningServiceStub(channel).ScreenResume(request(2000 + number))

    assert in_progress(overloaded.server) == 0
    assert overloaded.server.queue.length == 0
