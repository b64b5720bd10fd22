"""Tenants of a running server: each has its quota, and the many calls of one leave turns for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2

from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import reason_of, status_of_call
from tests.integration.access.serving import POSTING, Office, Service, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMITS = (
    "tenants: {small: {calls_per_minute: 2}, narrow: {calls: 1}, few: {batch_items: 3}, idle: {calls_per_minute: 4}}"
)


@pytest_asyncio.fixture(loop_scope="module")
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A server for one test: what a tenant has used up is used up for all that come after."""
    folder = tmp_path / "office"
    folder.mkdir()
    office = Office(folder=folder)
    for tenant in ("small", "narrow", "many", "few", "idle"):
        office.give_key(tenant, tenant, ["caller"])
    office.open()
    limits = folder / "tenants.yaml"
    limits.write_text(LIMITS, encoding="utf-8")
    async with serving(
        office,
        storage=True,
        tenant_limits=limits,
        call_limit=1,
        call_queue_limit=4,
        call_queue_seconds=30,
        stream_limit=4,
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def channel(service: Service) -> AsyncIterator[grpc.aio.Channel]:
    async with service.channel() as opened:
        yield opened


async def call(
    service: Service, channel: grpc.aio.Channel, tenant: str, number: int = 0
) -> grpc.aio.AioRpcError | None:
    """Screens a resume like no other, and returns how it failed."""
    document = pb.Document(content=f"{number}\nJane Doe\nExperience\n2019-2024 Acme: built services in Python".encode())
    request = pb.ScreenResumeRequest(job_posting=POSTING, documents=[document])
    try:
        await ScreeningServiceStub(channel).ScreenResume(request, metadata=service.key(tenant), timeout=60)
    except grpc.aio.AioRpcError as error:
        return error
    return None


def quota_of(error: grpc.aio.AioRpcError | None) -> tuple[str, int, bool]:
    """Returns which quota was exceeded, its limit, and whether the caller is told when to come back."""
    assert error is not None
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    status = status_of_call(error)
    assert reason_of(status) == "QUOTA_EXCEEDED"
    failure, retry = error_details_pb2.QuotaFailure(), error_details_pb2.RetryInfo()
    assert any(detail.Unpack(failure) for detail in status.details)
    told = any(detail.Unpack(retry) and retry.retry_delay.ToMilliseconds() > 0 for detail in status.details)
    (violation,) = failure.violations
    return violation.quota_id, violation.quota_value, told


async def test_a_tenant_over_its_rate_is_told_which_and_when_to_come_back(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """Other tenants go on."""
    ended = [await call(service, channel, "small", number) for number in range(3)]
    other = await call(service, channel, "few")

    assert (ended[0], ended[1], other) == (None, None, None)
    assert quota_of(ended[2]) == ("calls_per_minute", 2, True)


async def test_a_tenant_has_no_more_calls_at_once_than_it_may(service: Service, channel: grpc.aio.Channel) -> None:
    ended = await asyncio.gather(*(call(service, channel, "narrow", number) for number in range(4)))
    after = await call(service, channel, "narrow", 9)

    refused = [error for error in ended if error is not None]
    assert after is None
    assert len(refused) == 3
    assert {quota_of(error) for error in refused} == {("calls", 1, True)}


async def test_the_one_call_of_a_tenant_is_served_beside_the_many_of_another(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """There is room for one in work and three that wait: one of many gives its room to the one."""
    many = [asyncio.create_task(call(service, channel, "many", number)) for number in range(12)]
    await asyncio.sleep(0)
    few = await call(service, channel, "few", 1)
    ended = await asyncio.gather(*many)

    assert few is None
    assert None in ended
    refused = [error for error in ended if error is not None]
    assert refused
    assert {error.code() for error in refused} == {grpc.StatusCode.UNAVAILABLE}


async def test_a_tenant_that_opens_streams_and_does_nothing_leaves_some_for_another(
    service: Service, channel: grpc.aio.Channel
) -> None:
    stub = ScreeningServiceStub(channel)
    config = pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING))
    item = pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id="1", documents=[pb.Document(content=b"")]))

    async def begun(tenant: str) -> object:
        stream = stub.ScreenResumes(metadata=service.key(tenant), timeout=60)
        await stream.write(config)
        await stream.write(item)
        assert isinstance(await stream.read(), pb.ScreenResumesResponse)
        return stream

    idle = [await begun("idle") for _ in range(3)]
    for _ in range(2):  # what is refused for want of room does not count for the minute
        # Writes nothing: what is written to a call that has ended already fails with an error of its own.
        refused = stub.ScreenResumes(metadata=service.key("idle"), timeout=60)
        with pytest.raises(grpc.aio.AioRpcError, match="3 streams of this tenant") as caught:
            await refused.read()
        assert reason_of(status_of_call(caught.value)) == "SERVER_OVERLOADED"

    assert await begun("few")
    assert idle


async def test_a_tenant_has_no_more_unfinished_items_of_batches_than_it_may(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """A batch that would exceed it is not made."""
    batches = BatchServiceStub(channel)

    async def make(count: int) -> batch_pb.Batch:
        items = [
            batch_pb.NewBatchItem(item_id=str(number), documents=[pb.Document(content=f"Jane Doe {number}".encode())])
            for number in range(count)
        ]
        asked = batch_pb.CreateBatchRequest(job_posting=POSTING, items=items, accepts_items=True)
        return (await batches.CreateBatch(asked, metadata=service.key("few"))).batch

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await make(4)
    batch = await make(3)

    assert quota_of(caught.value) == ("batch_items", 3, True)
    assert batch.counts.total_count == 3
