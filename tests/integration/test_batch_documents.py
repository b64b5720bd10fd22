"""Items one at a time, and what is read of documents that a batch keeps, over a real server on SQLite."""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import batch_service_pb2 as batch_pb
from bole.v1 import interview_pb2, review_service_pb2, rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import failure_of, reason_of

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = rubric_pb2.JobPosting(text=(EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8"))
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_bytes()
WEAKER = RESUME.decode().replace("Flask", "Excel").replace("微服务", "报表").encode()
LETTER = "求职信\n我在订单系统中使用 Python 三年。\n".encode()
FOUND = f"{RESUME.decode()}\nfound".encode()
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
NAME = "张伟"

Failure: TypeAlias = tuple[grpc.StatusCode, str, list[str]]
NO_BATCH: Failure = (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND", [])
NO_ITEM: Failure = (grpc.StatusCode.NOT_FOUND, "ITEM_NOT_FOUND", [])


def invalid(field: str) -> Failure:
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
    return pb.Document(content=content, file_name="secret_name.txt", role=role)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The server that the tests of this file share."""
    folder = tmp_path_factory.mktemp("state")
    (folder / "found.txt").write_bytes(FOUND)
    settings = Settings(
        processes=1,
        grace_seconds=5,
        database=f"sqlite:///{folder / 'bole.db'}",  # type: ignore[arg-type]  # as from the environment
        batch_roots=str(folder),
    )
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        limit = settings.document_limit_bytes
        yield Running(channel=channel, batch_id=await batch_of(channel, folder / "found.txt", limit))


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


@pytest.mark.parametrize(("index", "content"), [(0, RESUME), (2, FOUND)], ids=["sent", "referred to"])
async def test_a_kept_document_is_read_as_one_that_is_sent(running: Running, index: int, content: bytes) -> None:
    sent = await running.screening.ParseResume(pb.ParseResumeRequest(document=document(content), as_of=AS_OF))
    kept = await running.screening.ParseResume(
        pb.ParseResumeRequest(batch_document=running.kept(index=index), as_of=AS_OF)
    )

    assert kept == sent
    assert kept.parsed_resume.text.startswith(content.decode()[:10])


async def test_documents_are_counted_as_evidence_counts_them(running: Running) -> None:
    kept = await running.screening.ParseResume(pb.ParseResumeRequest(batch_document=running.kept("again", 1)))

    assert "求职信" in kept.parsed_resume.text


async def test_interview_questions_are_written_from_a_kept_document(running: Running) -> None:
    """A whole kit, and one question anew: as from the document itself."""
    kits, others = [], []
    for source in ({"document": document(RESUME)}, {"batch_document": running.kept()}):
        common = source | {"job_posting": POSTING, "as_of": AS_OF}
        kit = (await running.screening.GenerateInterviewKit(pb.GenerateInterviewKitRequest(**common))).interview_kit  # type: ignore[arg-type]
        question: interview_pb2.InterviewQuestion = kit.questions[0]
        request = pb.RegenerateQuestionRequest(question=question, variation=1, **common)  # type: ignore[arg-type]
        kits.append(kit)
        others.append((await running.screening.RegenerateQuestion(request)).question)

    assert kits[0] == kits[1]
    assert others[0] == others[1]
    assert others[0].question != kits[0].questions[0].question


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"batch_id": ""}, invalid("batch_document.batch_id")),
        ({"item_id": ""}, invalid("batch_document.item_id")),
        ({"item_id": "a\nb"}, invalid("batch_document.item_id")),
        ({"batch_id": "b-of-others"}, NO_BATCH),
        ({"item_id": "nobody"}, NO_ITEM),
        ({"item_id": "erased-1"}, NO_ITEM),
        ({"document_index": -1}, invalid("batch_document.document_index")),
        ({"document_index": 3}, invalid("batch_document.document_index")),
        ({"item_id": "empty"}, (grpc.StatusCode.INVALID_ARGUMENT, "DOCUMENT_EMPTY", ["batch_document"])),
        ({"item_id": "large"}, (grpc.StatusCode.INVALID_ARGUMENT, "DOCUMENT_TOO_LARGE", ["batch_document"])),
    ],
    ids=str,
)
async def test_a_document_that_is_not_there_is_named(
    running: Running, changes: dict[str, object], expected: Failure
) -> None:
    named = running.kept()
    for field, value in changes.items():
        setattr(named, field, value)

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.screening.ParseResume(pb.ParseResumeRequest(batch_document=named))

    assert failure_of(caught) == expected


async def test_one_document_is_read_at_a_time(running: Running) -> None:
    request = pb.ParseResumeRequest(document=document(RESUME), batch_document=running.kept())

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running.screening.ParseResume(request)

    assert failure_of(caught) == invalid("batch_document")


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
    assert {one.item_id: one.rank for one in alone if one.HasField("rank")} == {"two": 1, "weaker": 2}
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
    named = {"batch_id": running.batch_id if batch_id is None else batch_id, "item_id": item_id}

    with pytest.raises(grpc.aio.AioRpcError) as asked:
        await running.batches.GetBatchItem(batch_pb.GetBatchItemRequest(**named))
    request = review_service_pb2.RevealCandidateRequest(reviewer="wang", **named)
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
