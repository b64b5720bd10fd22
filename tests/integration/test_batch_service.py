"""`BatchService` over a real server on SQLite, with the rules: the whole life of a batch."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from tests.errors import failure_of, reason_of

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = rubric_pb2.JobPosting(text=(EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8"))
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_text(encoding="utf-8")
WEAKER = RESUME.replace("Flask", "Excel").replace("微服务", "报表")
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
CUT_OFF = b"%PDF-1.7 cut off"


def text_of(number: int) -> bytes:
    """A resume like no other."""
    return f"{RESUME}\n{number}".encode()


def item(item_id: str, content: bytes, **fields: object) -> pb.NewBatchItem:
    document = screening.Document(content=content, file_name=f"{item_id}.txt")
    return pb.NewBatchItem(item_id=item_id, documents=[document], **fields)  # type: ignore[arg-type]


def some(count: int) -> list[pb.NewBatchItem]:
    return [item(f"i{number}", text_of(number)) for number in range(count)]


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What batches may read: a folder of two resumes, and an archive of two."""
    root = tmp_path_factory.mktemp("roots")
    (root / "folder").mkdir()
    (root / "folder" / "one.txt").write_bytes(text_of(101))
    (root / "folder" / "two.txt").write_bytes(text_of(102))
    with zipfile.ZipFile(root / "more.zip", "w") as archive:
        archive.writestr("three.txt", text_of(103))
        archive.writestr("deep/four.txt", text_of(104))
    return root


def settings_in(folder: Path, roots: Path | None = None) -> Settings:
    return Settings(
        processes=2,
        grace_seconds=30,
        database=f"sqlite:///{folder / 'bole.db'}",  # type: ignore[arg-type]  # as from the environment
        batch_roots=str(roots or ""),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel(roots: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a server with storage that the tests of this file share."""
    settings = settings_in(tmp_path_factory.mktemp("state"), roots)
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened,
    ):
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stub(channel: grpc.aio.Channel) -> BatchServiceAsyncStub:
    return BatchServiceStub(channel)


async def created(stub: BatchServiceAsyncStub, items: Sequence[pb.NewBatchItem] = (), **fields: object) -> pb.Batch:
    """Makes a batch and returns it."""
    values: dict[str, object] = {"job_posting": POSTING, "as_of": AS_OF}
    request = pb.CreateBatchRequest(items=items, **(values | fields))  # type: ignore[arg-type]
    return (await stub.CreateBatch(request)).batch


async def told(stub: BatchServiceAsyncStub, batch_id: str, **fields: object) -> list[pb.WatchBatchResponse]:
    """Watches to the end."""
    request = pb.WatchBatchRequest(batch_id=batch_id, **fields)  # type: ignore[arg-type]
    return [one async for one in stub.WatchBatch(request)]


async def finished(stub: BatchServiceAsyncStub, items: Sequence[pb.NewBatchItem] = (), **fields: object) -> pb.Batch:
    """Makes a batch and returns it when it has ended."""
    batch = await created(stub, items, **fields)
    return (await told(stub, batch.batch_id, progress_only=True))[-1].batch


async def listed(stub: BatchServiceAsyncStub, batch_id: str, **fields: object) -> list[pb.BatchItem]:
    """Returns the results of the first page."""
    request = pb.ListBatchResultsRequest(batch_id=batch_id, **fields)  # type: ignore[arg-type]
    return list((await stub.ListBatchResults(request)).items)


def names(items: Sequence[pb.BatchItem]) -> list[str]:
    return [one.item_id for one in items]


async def test_a_batch_ranks_what_it_was_sent(stub: BatchServiceAsyncStub) -> None:
    """Equal ones share a rank; the same documents are screened once; what fails fails alone, last, with its reason."""
    batch = await finished(
        stub,
        [
            item("weaker", WEAKER.encode(), candidate_id="c-9"),
            item("good", RESUME.encode()),
            item("broken", CUT_OFF),
            item("again", RESUME.encode()),
            item("also good", text_of(1)),
        ],
        labels={"requisition": "r-9"},
    )

    assert batch.state == pb.Batch.FINISHED
    assert (batch.counts.total_count, batch.counts.succeeded_count, batch.counts.failed_count) == (5, 4, 1)
    assert batch.counts.duplicate_count == 1
    assert dict(batch.counts.failure_counts) == {"DOCUMENT_DAMAGED": 1}
    assert dict(batch.labels) == {"requisition": "r-9"}
    assert batch.finish_time.seconds >= batch.create_time.seconds > 0
    assert not batch.HasField("rubric")
    results = await listed(stub, batch.batch_id)
    assert names(results) == ["good", "also good", "weaker", "broken"]
    assert [(one.rank, one.tied) for one in results[:3]] == [(1, True), (1, True), (3, False)]
    assert results[0].screening.match_score == 83
    assert results[0].screening.criteria
    assert results[0].source == "good.txt"
    assert results[2].screening.provenance.candidate_id == results[2].candidate_id == "c-9"
    assert (results[3].state, reason_of(results[3].status)) == (pb.BatchItem.FAILED, "DOCUMENT_DAMAGED")
    assert not any(one.HasField("contact") or one.HasField("profile") for one in results)


async def test_a_document_of_no_size_or_too_large_fails_its_item_alone(stub: BatchServiceAsyncStub) -> None:
    """The items beside it are screened all the same."""
    large = b"x" * (Settings().document_limit_bytes + 1)

    batch = await finished(stub, [item("empty", b""), item("good", RESUME.encode()), item("large", large)])

    assert dict(batch.counts.failure_counts) == {"DOCUMENT_EMPTY": 1, "DOCUMENT_TOO_LARGE": 1}
    assert batch.counts.succeeded_count == 1


async def test_a_caller_sees_as_much_as_it_asks_for(stub: BatchServiceAsyncStub) -> None:
    batch = await finished(stub, [item("a", RESUME.encode()), item("b", RESUME.encode())])

    (brief,) = await listed(stub, batch.batch_id, view=screening.SCREENING_VIEW_BASIC)
    whole = await listed(stub, batch.batch_id, include_contact=True, include_profile=True, include_duplicates=True)

    assert brief.screening.match_score == 83
    assert not brief.screening.criteria
    assert [one.duplicate_of_item_id for one in whole] == ["", "a"]
    assert whole[0].contact.name
    assert whole[0].profile.work
    assert whole[1].screening == whole[0].screening
    assert not whole[1].HasField("rank")


async def test_the_rubric_is_drafted_once_and_returned(stub: BatchServiceAsyncStub) -> None:
    batch = await created(stub, some(1))

    again = (await stub.GetBatch(pb.GetBatchRequest(batch_id=batch.batch_id))).batch

    assert batch.rubric.criteria
    assert again.rubric == batch.rubric
    assert again.as_of == AS_OF


async def test_a_batch_has_the_title_of_its_opening(stub: BatchServiceAsyncStub) -> None:
    """Without what no database takes."""
    posting = rubric_pb2.JobPosting(text=POSTING.text, title="Backend\0engineer")

    batch = await created(stub, accepts_items=True, job_posting=posting)

    assert batch.title == "Backend engineer"


async def test_files_below_the_roots_become_items(stub: BatchServiceAsyncStub, roots: Path) -> None:
    """Of a folder and of an archive; and a document of an item may be one, too."""
    reference = pb.DocumentReference(uri=(roots / "folder" / "one.txt").as_uri())
    member = pb.DocumentReference(uri=(roots / "more.zip").as_uri(), member="three.txt")
    batch = await finished(
        stub,
        [pb.NewBatchItem(item_id="ref", references=[reference]), pb.NewBatchItem(item_id="zip", references=[member])],
        source_uris=[(roots / "folder").as_uri(), (roots / "more.zip").as_uri()],
    )

    results = await listed(stub, batch.batch_id, include_duplicates=True)

    assert batch.counts.succeeded_count == 6
    assert batch.counts.duplicate_count == 2
    sources = {one.source for one in results}
    assert {"one.txt", "two.txt", "three.txt"} <= sources
    assert any(source.endswith("deep/four.txt") for source in sources)


@pytest.mark.parametrize("uri", ["file:///etc", "https://example.com/a.pdf", "file:///etc/../etc"])
async def test_other_places_are_not_read(stub: BatchServiceAsyncStub, uri: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await created(stub, source_uris=[uri])

    assert failure_of(caught) == (grpc.StatusCode.PERMISSION_DENIED, "SOURCE_NOT_ALLOWED", ["source_uris[0]"])


async def test_items_are_added_until_the_batch_is_closed(stub: BatchServiceAsyncStub) -> None:
    """Those that are there are passed over, with other documents they fail the call."""
    batch_id = (await created(stub, some(2), accepts_items=True)).batch_id

    more = await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=some(4), accepts_items=True))
    with pytest.raises(grpc.aio.AioRpcError) as reused:
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=[item("i1", b"another")]))
    last = await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=some(5)))
    with pytest.raises(grpc.aio.AioRpcError) as closed:
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=some(6)))

    assert (more.batch.counts.total_count, last.batch.counts.total_count) == (4, 5)
    assert (more.batch.accepts_items, last.batch.accepts_items) == (True, False)
    assert failure_of(reused)[:2] == (grpc.StatusCode.ALREADY_EXISTS, "ITEM_ID_REUSED")
    assert failure_of(closed)[:2] == (grpc.StatusCode.FAILED_PRECONDITION, "BATCH_CLOSED")
    assert (await told(stub, batch_id))[-1].batch.counts.succeeded_count == 5


async def test_a_watch_that_breaks_off_goes_on_from_its_cursor(stub: BatchServiceAsyncStub) -> None:
    """Nothing is told twice, and nothing is left out."""
    batch_id = (await created(stub, some(12))).batch_id
    first: list[str] = []
    watch = stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id, include_contact=True))
    cursor = ""
    async for one in watch:
        cursor = one.cursor
        if one.HasField("item"):
            first.append(one.item.item_id)
            assert one.item.screening.criteria
            assert one.item.contact.name
        if len(first) == 5:
            watch.cancel()
            break

    rest = await told(stub, batch_id, cursor=cursor, view=screening.SCREENING_VIEW_BASIC)

    items = [one.item for one in rest if one.HasField("item")]
    assert sorted(first + names(items)) == sorted(f"i{number}" for number in range(12))
    assert not any(one.screening.criteria or one.HasField("contact") for one in items)
    assert rest[0].batch.batch_id == batch_id
    assert rest[-1].batch.state == pb.Batch.FINISHED
    assert not any(one.HasField("item") for one in await told(stub, batch_id, cursor=rest[-1].cursor))


async def test_a_watch_of_progress_leaves_the_cursor_where_it_was(stub: BatchServiceAsyncStub) -> None:
    batch_id = (await finished(stub, some(3))).batch_id

    progress = await told(stub, batch_id, progress_only=True)

    assert all(one.HasField("batch") for one in progress)
    after = await told(stub, batch_id, cursor=progress[-1].cursor)
    assert sum(one.HasField("item") for one in after) == 3


async def test_pages_hold_every_result_once(stub: BatchServiceAsyncStub) -> None:
    """With a token that is good for this list alone."""
    batch = await finished(stub, [*some(5), item("weaker", WEAKER.encode()), item("broken", CUT_OFF)])
    request = pb.ListBatchResultsRequest(batch_id=batch.batch_id, page_size=3)
    seen: list[str] = []
    tokens: list[str] = []
    for _ in range(3):
        page = await stub.ListBatchResults(request)
        seen += names(page.items)
        assert page.total_size == 7
        tokens.append(page.next_page_token)
        request.page_token = page.next_page_token

    assert seen == names(await listed(stub, batch.batch_id))
    assert [bool(token) for token in tokens] == [True, True, False]
    foreign = (await finished(stub, some(1))).batch_id
    for other in ({"batch_id": foreign}, {"batch_id": batch.batch_id, "min_match_score": 50}):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await listed(stub, page_token=tokens[0], **other)
        assert failure_of(caught) == (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["page_token"])


async def test_results_are_filtered(stub: BatchServiceAsyncStub) -> None:
    batch_id = (
        await finished(
            stub,
            [
                item("good", RESUME.encode(), candidate_id="c-1"),
                item("weaker", WEAKER.encode(), candidate_id="c-2"),
                item("broken", CUT_OFF, candidate_id="c-2"),
            ],
        )
    ).batch_id

    assert names(await listed(stub, batch_id, recommendations=[screening_pb2.Screening.ADVANCE])) == ["good"]
    assert names(await listed(stub, batch_id, min_match_score=83)) == ["good"]
    assert names(await listed(stub, batch_id, candidate_id="c-2")) == ["weaker", "broken"]
    assert names(await listed(stub, batch_id, states=[pb.BatchItem.FAILED])) == ["broken"]
    assert names(await listed(stub, batch_id, states=[pb.BatchItem.CANCELLED])) == []
    (weaker,) = await listed(stub, batch_id, candidate_id="c-2", states=[pb.BatchItem.SUCCEEDED])
    assert weaker.rank == 2  # of all, whatever is listed


async def test_batches_are_listed_the_newest_first(stub: BatchServiceAsyncStub) -> None:
    made = [(await created(stub, accepts_items=True)).batch_id for _ in range(3)]

    first = await stub.ListBatches(pb.ListBatchesRequest(page_size=2))
    second = await stub.ListBatches(pb.ListBatchesRequest(page_size=2, page_token=first.next_page_token))

    assert [one.batch_id for one in (*first.batches, *second.batches)][:3] == made[::-1]
    assert not any(one.HasField("rubric") for one in first.batches)
    for batch_id in made:
        await stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=batch_id))


async def test_new_weights_reach_every_result(stub: BatchServiceAsyncStub) -> None:
    """Screenings, ranks and the pages that follow; other criteria are refused."""
    batch = await created(stub, [item("good", RESUME.encode()), item("weaker", WEAKER.encode())])
    await told(stub, batch.batch_id)
    before = await listed(stub, batch.batch_id)
    page = await stub.ListBatchResults(pb.ListBatchResultsRequest(batch_id=batch.batch_id, page_size=1))
    changed = rubric_pb2.Rubric()
    changed.CopyFrom(batch.rubric)
    changed.thresholds.advance_score = 99

    rescored = (await stub.RescoreBatch(pb.RescoreBatchRequest(batch_id=batch.batch_id, rubric=changed))).batch

    assert (rescored.revision, rescored.rubric.thresholds.advance_score) == (1, 99)
    after = await listed(stub, batch.batch_id)
    assert before[0].screening.recommendation == screening_pb2.Screening.ADVANCE
    assert after[0].screening.recommendation == screening_pb2.Screening.REVIEW
    assert after[0].screening.thresholds.advance_score == 99
    assert after[0].screening.provenance.rubric_digest == rescored.rubric.rubric_digest
    assert names(await listed(stub, batch.batch_id, recommendations=[screening_pb2.Screening.ADVANCE])) == []
    watched = [one.item for one in await told(stub, batch.batch_id) if one.HasField("item")]
    assert {one.screening.thresholds.advance_score for one in watched} == {99}
    with pytest.raises(grpc.aio.AioRpcError) as stale:
        await listed(stub, batch.batch_id, page_size=1, page_token=page.next_page_token)
    assert failure_of(stale)[:2] == (grpc.StatusCode.ABORTED, "BATCH_CHANGED")
    changed.criteria[0].text = "COBOL"
    with pytest.raises(grpc.aio.AioRpcError) as other:
        await stub.RescoreBatch(pb.RescoreBatchRequest(batch_id=batch.batch_id, rubric=changed))
    assert failure_of(other)[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "FINDINGS_MISMATCH")


async def test_a_cancelled_batch_keeps_what_has_finished(stub: BatchServiceAsyncStub) -> None:
    """What has not is told so, and cancelling again changes nothing."""
    batch_id = (await created(stub, some(200))).batch_id

    cancelled = (await stub.CancelBatch(pb.CancelBatchRequest(batch_id=batch_id))).batch
    again = (await stub.CancelBatch(pb.CancelBatchRequest(batch_id=batch_id))).batch

    assert cancelled.state == again.state == pb.Batch.CANCELLED
    assert cancelled.counts == again.counts
    assert cancelled.counts.cancelled_count > 0
    assert cancelled.counts.succeeded_count + cancelled.counts.cancelled_count == 200
    (one,) = await listed(stub, batch_id, states=[pb.BatchItem.CANCELLED], page_size=1)
    assert reason_of(one.status) == "ITEM_CANCELLED"
    assert sum(one.HasField("item") for one in await told(stub, batch_id)) == 200


async def test_a_deleted_batch_is_gone(stub: BatchServiceAsyncStub) -> None:
    """Who watches it is told so."""
    batch_id = (await created(stub, accepts_items=True)).batch_id
    watch = stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id))
    first = await watch.read()
    assert isinstance(first, pb.WatchBatchResponse)
    assert first.batch.batch_id == batch_id

    await stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=batch_id))

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await watch.read()
    assert failure_of(caught)[:2] == (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND")


async def test_the_same_request_id_is_the_same_batch(stub: BatchServiceAsyncStub) -> None:
    """With other content it is refused."""
    first = await created(stub, some(2), request_id="r-1")

    again = await created(stub, some(2), request_id="r-1")
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await created(stub, some(3), request_id="r-1")

    assert again.batch_id == first.batch_id
    assert failure_of(caught)[:2] == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert (await created(stub, some(2))).batch_id != first.batch_id


async def test_a_call_may_be_repeated_after_its_files_are_gone(stub: BatchServiceAsyncStub, roots: Path) -> None:
    folder = roots / "moved away"
    folder.mkdir()
    (folder / "one.txt").write_bytes(text_of(105))
    first = await created(stub, source_uris=[folder.as_uri()], request_id="r-2")
    shutil.rmtree(folder)

    again = await created(stub, source_uris=[folder.as_uri()], request_id="r-2")

    assert (again.batch_id, again.counts.total_count) == (first.batch_id, 1)


@pytest.mark.parametrize(
    ("method", "request_type"),
    [
        ("GetBatch", pb.GetBatchRequest),
        ("AddBatchItems", pb.AddBatchItemsRequest),
        ("ListBatchResults", pb.ListBatchResultsRequest),
        ("CancelBatch", pb.CancelBatchRequest),
        ("DeleteBatch", pb.DeleteBatchRequest),
    ],
)
@pytest.mark.parametrize(
    ("batch_id", "code", "reason"),
    [
        ("f" * 32, grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND"),
        ("' OR 1=1 --", grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND"),
        ("", grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID"),
        ("\0", grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID"),
    ],
)
async def test_a_batch_that_is_none_is_told_so(  # noqa: PLR0917  # the table
    stub: BatchServiceAsyncStub, method: str, request_type: type, batch_id: str, code: grpc.StatusCode, reason: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await getattr(stub, method)(request_type(batch_id=batch_id))

    assert failure_of(caught)[:2] == (code, reason)


async def test_a_cursor_of_another_batch_is_refused(stub: BatchServiceAsyncStub) -> None:
    one = (await finished(stub, some(1))).batch_id
    other = (await finished(stub, some(1))).batch_id
    cursor = (await told(stub, one))[-1].cursor

    for wrong in (cursor, "x", cursor[:-2]):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await told(stub, other, cursor=wrong)
        assert failure_of(caught) == (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["cursor"])


async def test_a_watch_ends_at_its_deadline(stub: BatchServiceAsyncStub) -> None:
    batch_id = (await created(stub, accepts_items=True)).batch_id

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        async for _ in stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id), timeout=0.5):
            pass

    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=batch_id))


async def test_a_batch_goes_on_after_a_restart(tmp_path: Path) -> None:
    """A watch is told at once that its server stops, long before the grace ends, and goes on at the next one."""
    settings = settings_in(tmp_path)
    async with running_server(settings, "127.0.0.1:0", storage=True) as (_, port):
        channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        stub = BatchServiceStub(channel)
        batch_id = (await created(stub, some(100), accepts_items=True)).batch_id
        watch = stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id))
        before = [one async for one in _until_items(watch, 3)]
        # Goes on reading while the server stops: one who does not take what was written is not told why it ends.
        reading = asyncio.create_task(_kept_on(watch, before))
    async with channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await reading
    assert failure_of(caught)[:2] == (grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING")

    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = BatchServiceStub(channel)
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id))
        after = await told(stub, batch_id, cursor=before[-1].cursor)

    told_items = [one.item for one in (*before, *after) if one.HasField("item")]
    assert sorted(names(told_items)) == sorted(f"i{number}" for number in range(100))
    assert {one.attempt_count for one in told_items} == {1}
    assert after[-1].batch.state == pb.Batch.FINISHED


async def _kept_on(watch: AsyncIterable[pb.WatchBatchResponse], told: list[pb.WatchBatchResponse]) -> None:
    async for one in watch:
        told.append(one)  # noqa: PERF401  # what was told before the watch failed is kept


async def _until_items(watch: AsyncIterable[pb.WatchBatchResponse], count: int) -> AsyncIterator[pb.WatchBatchResponse]:
    """Yields what a watch tells, up to so many items."""
    async for one in watch:
        yield one
        count -= one.HasField("item")
        if not count:
            return
