"""What connections may do at a running server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio

from bole.api import transport
from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

REQUEST = pb.DraftRubricRequest(
    job_posting=rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")
)


@pytest_asyncio.fixture
async def channel() -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a server whose connections grow old in half a second."""
    settings = Settings(processes=1, connection_age_seconds=0.5, grace_seconds=5)
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with (
        running_server(settings, "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=options) as opened,
    ):
        yield opened


async def test_a_client_connects_anew_when_its_connection_is_old(channel: grpc.aio.Channel) -> None:
    """A stream that runs goes on, on the old one."""
    stub = ScreeningServiceStub(channel)
    stream = stub.ScreenResumes()
    await stream.write(pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=REQUEST.job_posting)))
    assert isinstance(await stream.read(), pb.ScreenResumesResponse)

    async with asyncio.timeout(60):
        await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
    await stub.DraftRubric(REQUEST)
    await stream.write(pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id="late")))
    await stream.done_writing()
    answer = await stream.read()

    assert isinstance(answer, pb.ScreenResumesResponse)
    assert answer.item.item_id == "late"


@pytest.mark.parametrize("said", [b"", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
async def test_who_connects_and_says_nothing_is_disconnected(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    """Descriptors are few, and strangers many."""
    monkeypatch.setattr(transport, "_HANDSHAKE_SECONDS", 0.5)
    async with running_server(Settings(processes=1, grace_seconds=5), "127.0.0.1:0") as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        async with asyncio.timeout(30):
            while await reader.read(1024):
                pass  # what the server says of itself, until it hangs up
        assert reader.at_eof()
        writer.close()


async def test_metadata_of_more_than_16_kib_is_refused() -> None:
    async with (
        running_server(Settings(processes=1, grace_seconds=5), "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = ScreeningServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.DraftRubric(REQUEST, metadata=(("x-large", "x" * 17 * 1024),))
        fits = await stub.DraftRubric(REQUEST, metadata=(("x-fits", "x" * 15 * 1024),))

    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert fits.rubric.criteria
