"""A server with a batch that has ended, and short words for what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import grpc
from google.type import date_pb2

from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import review_service_pb2, rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
POSTING = rubric_pb2.JobPosting(text=(EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8"))
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_bytes()
WEAKER = RESUME.decode().replace("Flask", "Excel").replace("微服务", "报表").encode()
LETTER = "求职信\n我在订单系统中使用 Python 三年。主管说：“张伟很可靠”。\n".encode()
FOUND = f"{RESUME.decode()}\nfound".encode()
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
NAME = "张伟"

Failure: TypeAlias = tuple[grpc.StatusCode, str, list[str]]
NO_BATCH: Failure = (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND", [])
NO_ITEM: Failure = (grpc.StatusCode.NOT_FOUND, "ITEM_NOT_FOUND", [])


def invalid(field: str) -> Failure:
    """Returns the failure for a field of a request."""
    return grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", [field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server with a batch that has ended.

    Items: `two` (a resume, a letter, and a resume in a folder), `again` (the same), `weaker`, `broken`, `empty` and
    `large`.
    """

    channel: grpc.aio.Channel
    batch_id: str

    @property
    def screening(self) -> ScreeningServiceAsyncStub:
        """A stub."""
        return ScreeningServiceStub(self.channel)

    @property
    def batches(self) -> BatchServiceAsyncStub:
        """A stub."""
        return BatchServiceStub(self.channel)

    @property
    def reviews(self) -> ReviewServiceAsyncStub:
        """A stub."""
        return ReviewServiceStub(self.channel)

    def kept(self, item_id: str = "two", index: int = 0) -> pb.BatchDocument:
        """Names a document of the batch."""
        return pb.BatchDocument(batch_id=self.batch_id, item_id=item_id, document_index=index)

    async def item(self, item_id: str, **fields: object) -> batch_pb.BatchItem:
        """Returns an item."""
        request = batch_pb.GetBatchItemRequest(batch_id=self.batch_id, item_id=item_id, **fields)  # type: ignore[arg-type]
        return (await self.batches.GetBatchItem(request)).item

    async def revealed(self, item_id: str) -> review_service_pb2.RevealCandidateResponse:
        """Asks who the candidate of an item is."""
        request = review_service_pb2.RevealCandidateRequest(batch_id=self.batch_id, item_id=item_id, reviewer="wang")
        return await self.reviews.RevealCandidate(request)


def document(
    content: bytes, role: screening_pb2.DocumentRole.ValueType = screening_pb2.DOCUMENT_ROLE_RESUME
) -> pb.Document:
    """Returns a document whose name is personal data."""
    return pb.Document(content=content, file_name="secret_name.txt", role=role)


async def batch_of(channel: grpc.aio.Channel, found: Path, limit: int) -> str:
    """Makes the batch and returns its identifier."""
    letter = document(LETTER, screening_pb2.DOCUMENT_ROLE_COVER_LETTER)
    reference = batch_pb.DocumentReference(uri=found.as_uri())
    items = [
        batch_pb.NewBatchItem(item_id=name, documents=[document(RESUME), letter], references=[reference])
        for name in ("two", "again")
    ]
    contents = {"weaker": WEAKER, "broken": b"%PDF-1.7 cut off", "empty": b"", "large": b"x" * (limit + 1)}
    items += [batch_pb.NewBatchItem(item_id=name, documents=[document(one)]) for name, one in contents.items()]
    batch = await finished(channel, items)
    assert (batch.counts.succeeded_count, batch.counts.failed_count) == (3, 3)
    return batch.batch_id


async def finished(channel: grpc.aio.Channel, items: list[batch_pb.NewBatchItem]) -> batch_pb.Batch:
    """Makes a batch and returns it when it has ended."""
    stub = BatchServiceStub(channel)
    request = batch_pb.CreateBatchRequest(job_posting=POSTING, as_of=AS_OF, items=items)
    batch_id = (await stub.CreateBatch(request)).batch.batch_id
    watched = stub.WatchBatch(batch_pb.WatchBatchRequest(batch_id=batch_id, progress_only=True))
    return [one async for one in watched][-1].batch
