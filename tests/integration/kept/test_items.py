"""Items one at a time, and who their candidates are, over a real server on SQLite."""

from __future__ import annotations

import logging
import uuid

import grpc
import pytest

from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import review_service_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.errors import failure_of, reason_of
from tests.integration.kept.running import (
    AS_OF,
    NAME,
    NO_BATCH,
    NO_ITEM,
    POSTING,
    RESUME,
    WEAKER,
    Failure,
    Running,
    document,
    finished,
    invalid,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("view", [pb.SCREENING_VIEW_BASIC, pb.SCREENING_VIEW_FULL])
async def test_an_item_is_as_in_the_list(running: Running, view: pb.ScreeningView.ValueType) -> None:
    """With its rank where it has one; also one that failed, and one that is another's double."""
    listed = await running.batches.ListBatchResults(
        batch_pb.ListBatchResultsRequest(
            batch_id=running.batch_id, view=view, include_duplicates=True, include_contact=True, include_profile=True
        )
    )

    alone = [
        await running.item(one.item_id, view=view, include_contact=True, include_profile=True) for one in listed.items
    ]

    assert alone == list(listed.items)
    ranks = {one.item_id: one.rank for one in alone if one.HasField("rank")}
    assert ranks.pop("weaker") == 2
    assert list(ranks.values()) == [1]  # `two` or `again`, whichever was read first
    assert {reason_of(one.status) for one in alone if one.state == batch_pb.BatchItem.FAILED} == {
        "DOCUMENT_DAMAGED",
        "DOCUMENT_EMPTY",
        "DOCUMENT_TOO_LARGE",
    }
    assert not (await running.item("two")).HasField("contact")
    assert not (await running.item("two")).HasField("profile")


async def test_an_item_that_waits_is_there_and_one_that_was_rescored_has_its_new_rank(running: Running) -> None:
    stub = running.batches
    items = [
        batch_pb.NewBatchItem(item_id=name, documents=[document(content)])
        for name, content in (("good", RESUME), ("weaker", WEAKER))
    ]
    created = await stub.CreateBatch(
        batch_pb.CreateBatchRequest(job_posting=POSTING, as_of=AS_OF, items=items, accepts_items=True)
    )
    other = Running(channel=running.channel, batch_id=created.batch.batch_id)
    early = await other.item("weaker")
    await stub.AddBatchItems(batch_pb.AddBatchItemsRequest(batch_id=other.batch_id))
    async for _ in stub.WatchBatch(batch_pb.WatchBatchRequest(batch_id=other.batch_id, progress_only=True)):
        pass
    rubric = created.batch.rubric
    rubric.thresholds.advance_score = 99
    rubric.thresholds.advance_coverage = 0

    await stub.RescoreBatch(batch_pb.RescoreBatchRequest(batch_id=other.batch_id, rubric=rubric))

    late = await other.item("good")
    assert early.item_id == "weaker"
    assert (late.rank, late.screening.thresholds.advance_score) == (1, 99)
    assert late.screening.recommendation == screening_pb2.Screening.REVIEW


@pytest.mark.parametrize(
    ("batch_id", "item_id", "expected"),
    [
        ("", "two", invalid("batch_id")),
        (None, "", invalid("item_id")),
        (None, "nobody", NO_ITEM),
        ("b-of-others", "two", NO_BATCH),
    ],
)
async def test_an_item_that_is_not_there_is_named(
    running: Running, batch_id: str | None, item_id: str, expected: Failure
) -> None:
    """By the call for the item, and by that for its candidate."""
    batch_id = running.batch_id if batch_id is None else batch_id

    with pytest.raises(grpc.aio.AioRpcError) as asked:
        await running.batches.GetBatchItem(batch_pb.GetBatchItemRequest(batch_id=batch_id, item_id=item_id))
    request = review_service_pb2.RevealCandidateRequest(batch_id=batch_id, item_id=item_id, reviewer="wang")
    with pytest.raises(grpc.aio.AioRpcError) as revealed:
        await running.reviews.RevealCandidate(request)

    assert failure_of(asked) == failure_of(revealed) == expected


async def test_who_a_candidate_is_is_told_and_logged(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    """The log says of which item of which batch, and nothing of the candidate."""
    with caplog.at_level(logging.INFO, "bole.api"):
        told = await running.revealed("two")

    assert told.contact.name == NAME
    assert told.source == "secret_name.txt"
    assert told.candidate_id == (await running.item("two")).candidate_id
    (line,) = [one.getMessage() for one in caplog.records if "candidate.revealed" in one.getMessage()]
    assert line == f"candidate.revealed batch_id={running.batch_id} item=1"
    assert not any(word in caplog.text for word in (NAME, "secret_name"))


async def test_of_what_could_not_be_read_the_source_is_told_alone(running: Running) -> None:
    told = await running.revealed("broken")

    assert told.source == "secret_name.txt"
    assert told.contact == pb.Contact()


async def test_a_candidate_is_revealed_to_somebody(running: Running) -> None:
    request = review_service_pb2.RevealCandidateRequest(batch_id=running.batch_id, item_id="two")

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.reviews.RevealCandidate(request)

    assert failure_of(caught) == invalid("reviewer")


async def test_of_an_erased_candidate_nothing_is_left(running: Running) -> None:
    """The item has the name that the erasure gave to it, and no document and nobody behind it."""
    item = batch_pb.NewBatchItem(item_id="leaving", candidate_id=uuid.uuid4().hex, documents=[document(RESUME)])
    batch = await finished(running.channel, [item])
    other = Running(channel=running.channel, batch_id=batch.batch_id)
    await other.reviews.EraseCandidate(
        review_service_pb2.EraseCandidateRequest(candidate_id=item.candidate_id, reference="ticket 1")
    )

    left = await other.item("erased-1")
    told = await other.revealed("erased-1")
    with pytest.raises(grpc.aio.AioRpcError) as document_:
        await other.screening.ParseResume(pb.ParseResumeRequest(batch_document=other.kept("erased-1")))
    with pytest.raises(grpc.aio.AioRpcError) as named:
        await other.item("leaving")

    assert reason_of(left.status) == "CANDIDATE_ERASED"
    assert told == review_service_pb2.RevealCandidateResponse()
    assert failure_of(document_)[:2] == (grpc.StatusCode.NOT_FOUND, "CANDIDATE_ERASED")
    assert failure_of(named) == NO_ITEM
