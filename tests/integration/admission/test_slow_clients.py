"""Clients that read nothing of what they asked for hold neither work nor a server that stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio

from bole.api.server import Server
from bole.bootstrap import running_server
from bole.domain.generation import Priority
from bole.settings import Settings
from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")
NARROW = [("grpc.http2.bdp_probe", 0), ("grpc.use_local_subchannel_pool", 1)]
"""A client whose flow control lets 64 KiB through that are not read."""
ITEMS = 1000
WATCHED_ITEMS = 100
RESUME = (Path(__file__).parents[3] / "examples" / "resumes" / "chen_jingyi_en.txt").read_text(encoding="utf-8")
GRACE_SECONDS = 300.0
"""Longer than a test may take."""


def settings(folder: Path, **changes: object) -> Settings:
    values: dict[str, object] = {"processes": 1, "database": f"sqlite:///{folder / 'bole.db'}", "grace_seconds": 0}
    return Settings(**(values | changes))  # type: ignore[arg-type]  # as from the environment


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[tuple[Server, grpc.aio.Channel]]:
    async with (
        running_server(settings(tmp_path), "127.0.0.1:0", storage=True) as (running, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=NARROW) as channel,
    ):
        yield running, channel


async def unread_stream(channel: grpc.aio.Channel) -> object:
    """Sends items whose answers nobody reads, and returns the call."""
    stream = ScreeningServiceStub(channel).ScreenResumes()
    await stream.write(pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING)))
    for _ in range(ITEMS):
        item = pb.ScreenResumesItem(item_id="i" * 100, documents=[pb.Document(content=b"")])
        await stream.write(pb.ScreenResumesRequest(item=item))
    return stream


async def unread_watch(channel: grpc.aio.Channel) -> object:
    """Watches a batch to its end without reading what happens, and returns the call."""
    batches = BatchServiceStub(channel)
    items = [
        batch_pb.NewBatchItem(item_id=f"{number}", documents=[pb.Document(content=f"{number}\n{RESUME}".encode())])
        for number in range(WATCHED_ITEMS)
    ]
    made = await batches.CreateBatch(batch_pb.CreateBatchRequest(job_posting=POSTING, items=items))
    watch = batches.WatchBatch(batch_pb.WatchBatchRequest(batch_id=made.batch.batch_id))
    progress = batch_pb.WatchBatchRequest(batch_id=made.batch.batch_id, progress_only=True)
    assert [one async for one in batches.WatchBatch(progress)]
    return watch


@pytest.mark.parametrize("unread", [unread_stream, unread_watch])
async def test_a_client_that_reads_nothing_does_not_hold_a_server_that_stops(
    server: tuple[Server, grpc.aio.Channel], unread: object
) -> None:
    running, channel = server
    call = await unread(channel)  # type: ignore[operator]
    assert running.calls_in_progress[Priority.BATCH] == 1

    async with asyncio.timeout(60):
        await running.stop(GRACE_SECONDS)

    assert running.calls_in_progress[Priority.BATCH] == 0
    call.cancel()


async def test_a_client_that_reads_nothing_gives_its_place_to_another(tmp_path: Path) -> None:
    """There is room for one stream."""
    narrow = settings(tmp_path, stream_limit=1, slow_client_seconds=0.2)
    async with running_server(narrow, "127.0.0.1:0") as (running, port):
        address = f"127.0.0.1:{port}"
        async with (
            grpc.aio.insecure_channel(address, options=NARROW) as slow,
            grpc.aio.insecure_channel(address, options=NARROW) as other,
        ):
            call = await unread_stream(slow)
            answered = await until_served(other)
            in_progress = running.calls_in_progress[Priority.BATCH]
            call.cancel()  # type: ignore[attr-defined]

    assert answered
    assert in_progress == 0


async def until_served(channel: grpc.aio.Channel) -> bool:
    """Opens a stream as often as it is refused, and returns whether it was answered."""
    async with asyncio.timeout(60):
        while True:
            stream = ScreeningServiceStub(channel).ScreenResumes()
            try:
                await stream.write(pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING)))
                await stream.done_writing()
                return bool([answer async for answer in stream])
            except grpc.aio.AioRpcError as error:
                # A busy machine may be too slow a client itself; and what is written to a call that was refused already
                # fails with an error of the client's own.
                expected = error.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
                assert expected or error.details() == "Internal error from Core"  # noqa: PT017
            await asyncio.sleep(0.05)
