"""Who has opted out is screened by no call and in no batch of a running server, whoever names them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.rpc import status_pb2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import review_service_pb2 as review_pb
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import reason_of, status_of_call
from tests.integration.test_batch_service import POSTING, RESUME


@pytest_asyncio.fixture
async def channel(tmp_path: Path) -> AsyncIterator[grpc.aio.Channel]:
    """A server of its own."""
    settings = Settings(processes=1, grace_seconds=5, database=f"sqlite:///{tmp_path}/bole.db")  # type: ignore[arg-type]  # as from the environment
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened,
    ):
        yield opened


async def opt_out(channel: grpc.aio.Channel, candidate_id: str) -> None:
    terms = review_pb.CandidateTerms(opted_out=True)
    request = review_pb.SetCandidateTermsRequest(candidate_id=candidate_id, terms=terms)
    await ReviewServiceStub(channel).SetCandidateTerms(request)


def document() -> screening.Document:
    return screening.Document(content=RESUME.encode())


async def screened(channel: grpc.aio.Channel, candidate_id: str = "") -> str:
    """Returns the candidate_id of the answer."""
    request = screening.ScreenResumeRequest(job_posting=POSTING, documents=[document()], candidate_id=candidate_id)
    return (await ScreeningServiceStub(channel).ScreenResume(request)).screening.provenance.candidate_id


async def reasons(channel: grpc.aio.Channel, *candidates: str) -> list[str]:
    """Returns why items of these candidates failed in a batch, empty where they did not."""
    items = [
        batch_pb.NewBatchItem(item_id=f"item {number}", candidate_id=candidate, documents=[document()])
        for number, candidate in enumerate(candidates)
    ]
    stub = BatchServiceStub(channel)
    batch = (await stub.CreateBatch(batch_pb.CreateBatchRequest(job_posting=POSTING, items=items))).batch
    watch = stub.WatchBatch(batch_pb.WatchBatchRequest(batch_id=batch.batch_id))
    found = {event.item.item_id: event.item async for event in watch if event.HasField("item")}
    statuses: list[status_pb2.Status] = [found[item.item_id].status for item in items]
    return [reason_of(status) if status.code else "" for status in statuses]


async def test_who_has_opted_out_is_screened_nowhere(channel: grpc.aio.Channel) -> None:
    named_by_documents = await screened(channel)
    assert await screened(channel, "person") == "person"
    await opt_out(channel, "person")
    await opt_out(channel, named_by_documents)

    for candidate_id in ("person", ""):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await screened(channel, candidate_id)
        assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert reason_of(status_of_call(caught.value)) == "CANDIDATE_OPTED_OUT"
    assert await screened(channel, "other") == "other"
    assert await reasons(channel, "person", "other", "") == ["CANDIDATE_OPTED_OUT", "", "CANDIDATE_OPTED_OUT"]
