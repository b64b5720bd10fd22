"""Batches of the tests end to end: their items, how they are followed, and what came of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import grpc
from google.type import date_pb2

from bole.api.page_tokens import sequence_of
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as messages
from tests.e2e.batch_service import REPOSITORY, SECONDS, answered

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

EXAMPLES = REPOSITORY / "examples"
POSTING = (EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8")
BROKEN = (b" \n", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", b"\x89PNG\r\n\x1a\n" + bytes(64))
ITEMS_A_CALL = 500

Outcome = list[tuple[str, bytes]]
"""Results in their order: the identifier of each item, and its bytes."""


def resumes() -> list[bytes]:
    """Returns the examples that are plain text in UTF-8."""
    found = (path.read_bytes() for path in sorted((EXAMPLES / "resumes").glob("*.txt")))
    return [content for content in found if _is_utf8(content)]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def item(number: int, content: bytes, *, candidate_id: str = "") -> pb.NewBatchItem:
    """Returns an item with one resume."""
    document = messages.Document(content=content, file_name=f"{number:05d}.txt")
    return pb.NewBatchItem(item_id=f"{number:05d}", candidate_id=candidate_id, documents=[document])


def mixed_items(count: int) -> list[pb.NewBatchItem]:
    """Returns items of which a tenth are duplicates, a twentieth are broken, and some are of one candidate."""
    examples = resumes()
    contents: list[bytes] = []
    for number in range(count):
        if number % 20 == 13:
            contents.append(BROKEN[number // 20 % len(BROKEN)])
        elif number % 10 == 7:
            contents.append(contents[number // 2])
        else:
            contents.append(f"Reference {number}\n".encode() + examples[number % len(examples)])
    return [
        item(number, content, candidate_id=f"candidate-{number // 100}" if number % 50 == 1 else "")
        for number, content in enumerate(contents)
    ]


async def opened(
    stub: BatchServiceAsyncStub, *, rubric: rubric_pb2.Rubric | None = None, two_stage: pb.TwoStage | None = None
) -> str:
    """Makes a batch that waits for its items, against a rubric or an example of a posting; returns its identifier."""
    request = pb.CreateBatchRequest(
        job_posting=rubric_pb2.JobPosting(text=POSTING) if rubric is None else None,
        rubric=rubric,
        as_of=date_pb2.Date(year=2026, month=1, day=31),
        accepts_items=True,
        two_stage=two_stage,
    )
    return (await stub.CreateBatch(request)).batch.batch_id


async def added(stub: BatchServiceAsyncStub, batch_id: str, items: Sequence[pb.NewBatchItem]) -> None:
    """Gives a batch all of its items."""
    for start in range(0, len(items), ITEMS_A_CALL):
        part = items[start : start + ITEMS_A_CALL]
        more = start + ITEMS_A_CALL < len(items)
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=part, accepts_items=more))


async def created(
    stub: BatchServiceAsyncStub,
    items: Sequence[pb.NewBatchItem],
    *,
    rubric: rubric_pb2.Rubric | None = None,
    two_stage: pb.TwoStage | None = None,
) -> str:
    """Makes a batch of the items, as `opened` and `added` do."""
    batch_id = await opened(stub, rubric=rubric, two_stage=two_stage)
    await added(stub, batch_id, items)
    return batch_id


async def batch_of(stub: BatchServiceAsyncStub, batch_id: str) -> pb.Batch:
    """Returns where a batch stands."""
    return (await answered(lambda: stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id)))).batch


class Follower:
    """A client that watches a batch with its cursor through all that happens to the service."""

    def __init__(self, stub: BatchServiceAsyncStub, batch_id: str) -> None:
        """Begins at the beginning."""
        self._stub, self.batch_id = stub, batch_id
        self._cursor = ""
        self.items: list[pb.BatchItem] = []
        self.sequences: list[int] = []
        self.breaks = 0
        self.batch = pb.Batch()
        self.waited_for: set[str] = set()

    async def follow(self) -> pb.Batch:
        """Returns the batch once it has ended."""
        while True:
            try:
                await self._stream()
            except grpc.aio.AioRpcError as error:
                if error.code() not in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}:
                    raise
                self.breaks += 1
                await asyncio.sleep(0.05)
            else:
                return self.batch

    async def reached(self, count: int) -> None:
        """Waits until so many items have finished."""
        async with asyncio.timeout(SECONDS):
            while len(self.items) < count:  # noqa: ASYNC110  # the items come from a server
                await asyncio.sleep(0.01)

    async def _stream(self) -> None:
        request = pb.WatchBatchRequest(batch_id=self.batch_id, cursor=self._cursor)
        async for response in self._stub.WatchBatch(request, wait_for_ready=True):
            self._cursor = response.cursor
            if response.HasField("item"):
                self.items.append(response.item)
                self.sequences.append(sequence_of(response.cursor, self.batch_id))
            else:
                self.batch = response.batch
                self.waited_for |= {response.batch.waiting_for} - {""}


async def outcome(stub: BatchServiceAsyncStub, batch_id: str) -> list[pb.BatchItem]:
    """Returns all results in their order, with all that can be asked for."""
    request = pb.ListBatchResultsRequest(
        batch_id=batch_id,
        page_size=ITEMS_A_CALL,
        include_duplicates=True,
        view=messages.SCREENING_VIEW_FULL,
        include_contact=True,
        include_profile=True,
    )
    found: list[pb.BatchItem] = []
    while True:
        page = await stub.ListBatchResults(request)
        found += page.items
        if not page.next_page_token:
            assert page.total_size == len(found)
            return found
        request.page_token = page.next_page_token


def compared(items: Sequence[pb.BatchItem]) -> Outcome:
    """Returns the bytes of results, in their order; what is left out is how often each was begun."""
    copies = []
    for one in items:
        copy = pb.BatchItem()
        copy.CopyFrom(one)
        copy.ClearField("attempt_count")
        copies.append((one.item_id, copy.SerializeToString(deterministic=True)))
    return copies
