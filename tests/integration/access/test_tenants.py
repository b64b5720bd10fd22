"""What one tenant has does not exist for another one, whatever it knows of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2

from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from tests.integration.access.serving import POSTING, Office, Service, drafted, outcome, serving, until

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_FOUND = "NOT_FOUND BATCH_NOT_FOUND"
INVALID = "INVALID_ARGUMENT ARGUMENT_INVALID"
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
RESUME = b"Ada Example\nada@example.com\n\nWork\n2020-01 to 2025-12 Engineer at Example Ltd: Python and Django.\n"
REQUEST_ID = "2b4f0a3c-9d8e-4f6a-8c1b-0123456789ab"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("roots")
    for tenant in ("acme", "other"):
        (root / tenant).mkdir()
        (root / tenant / "resume.txt").write_bytes(RESUME)
    (root / "acme" / "link.txt").symlink_to(root / "other" / "resume.txt")
    return root


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory, roots: Path) -> AsyncIterator[Service]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    for tenant in ("acme", "other"):
        office.give_key(tenant, tenant, ["caller"])
    office.open()
    async with serving(office, storage=True, batch_roots=str(roots)) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stub(service: Service) -> AsyncIterator[BatchServiceAsyncStub]:
    async with service.channel() as channel:
        yield BatchServiceStub(channel)


async def unsent() -> AsyncIterator[bytes]:
    """A message that never comes."""
    await asyncio.Event().wait()
    yield b""


async def test_a_tenant_whose_messages_do_not_come_keeps_no_other_one_out(service: Service) -> None:
    """On the wire a call with one message begins as one with many: what it will send is not known."""
    async with service.channel() as channel, service.channel() as others:
        begin: grpc.aio.StreamUnaryMultiCallable[bytes, bytes]
        begin = channel.stream_unary("/bole.v1.ScreeningService/DraftRubric")
        calls = [begin(unsent(), metadata=service.key("acme")) for _ in range(200)]
        tasks = [asyncio.create_task(outcome(call)) for call in calls]

        async def refused() -> str:
            return str(sum(task.done() for task in tasks))

        assert await until("104", refused) == "104"
        assert await drafted(others, service.key("other")) == "OK"
        assert await drafted(others, service.key("acme")) == "UNAVAILABLE SERVER_OVERLOADED"
        for task in tasks:
            task.cancel()
        assert await until("OK", lambda: drafted(others, service.key("acme"))) == "OK"


def creation(**fields: object) -> pb.CreateBatchRequest:
    item = pb.NewBatchItem(item_id="one", documents=[screening.Document(content=RESUME)])
    return pb.CreateBatchRequest(job_posting=POSTING, as_of=AS_OF, items=[item], **fields)  # type: ignore[arg-type]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(service: Service, stub: BatchServiceAsyncStub) -> pb.Batch:
    """A batch of acme that has ended."""
    key = service.key("acme")
    batch = (await stub.CreateBatch(creation(request_id=REQUEST_ID), metadata=key)).batch
    async for told in stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch.batch_id), metadata=key):
        if told.HasField("batch"):
            batch = told.batch
    assert batch.counts.succeeded_count == 1
    return batch


async def watched(call: grpc.aio.UnaryStreamCall[pb.WatchBatchRequest, pb.WatchBatchResponse]) -> None:
    async for _ in call:
        pass


RUBRIC = rubric_pb2.Rubric(
    criteria=[
        rubric_pb2.Criterion(
            text="Python",
            kind=rubric_pb2.Criterion.SKILL,
            requirement=rubric_pb2.Criterion.MUST,
            term_groups=[rubric_pb2.TermGroup(terms=[rubric_pb2.Term(name="Python")])],
        )
    ]
)

Called = Callable[["BatchServiceAsyncStub", str, tuple[tuple[str, str], ...]], Awaitable[object]]

CALLS: dict[str, Called] = {
    "GetBatch": lambda stub, name, key: stub.GetBatch(pb.GetBatchRequest(batch_id=name), metadata=key),
    "WatchBatch": lambda stub, name, key: watched(stub.WatchBatch(pb.WatchBatchRequest(batch_id=name), metadata=key)),
    "ListBatchResults": lambda stub, name, key: stub.ListBatchResults(
        pb.ListBatchResultsRequest(batch_id=name), metadata=key
    ),
    "GetBatchItem": lambda stub, name, key: stub.GetBatchItem(
        pb.GetBatchItemRequest(batch_id=name, item_id="one"), metadata=key
    ),
    "AddBatchItems": lambda stub, name, key: stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=name), metadata=key),
    "RescoreBatch": lambda stub, name, key: stub.RescoreBatch(
        pb.RescoreBatchRequest(batch_id=name, rubric=RUBRIC), metadata=key
    ),
    "CancelBatch": lambda stub, name, key: stub.CancelBatch(pb.CancelBatchRequest(batch_id=name), metadata=key),
    "DeleteBatch": lambda stub, name, key: stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=name), metadata=key),
}


async def test_every_method_that_names_a_batch_is_tried() -> None:
    methods = pb.DESCRIPTOR.services_by_name["BatchService"].methods
    assert {method.name for method in methods if "batch_id" in method.input_type.fields_by_name} == set(CALLS)


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_another_tenants_batch_does_not_exist(
    name: str, service: Service, stub: BatchServiceAsyncStub, theirs: pb.Batch
) -> None:
    """The answer is that for an id that never was, and the batch is as it was."""
    key = service.key("other")

    with pytest.raises(grpc.aio.AioRpcError) as foreign:
        await CALLS[name](stub, theirs.batch_id, key)
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await CALLS[name](stub, theirs.batch_id[:-1] + ("0" if theirs.batch_id[-1] != "0" else "1"), key)

    assert await outcome(CALLS[name](stub, theirs.batch_id, key)) == NOT_FOUND
    assert foreign.value.details() == unknown.value.details()
    still = (await stub.GetBatch(pb.GetBatchRequest(batch_id=theirs.batch_id), metadata=service.key("acme"))).batch
    assert still.state == pb.Batch.FINISHED
    assert still.counts == theirs.counts


async def test_lists_hold_ones_own(service: Service, stub: BatchServiceAsyncStub, theirs: pb.Batch) -> None:
    asked = pb.ListBatchesRequest(page_size=1)
    await stub.CreateBatch(creation(), metadata=service.key("acme"))

    own = await stub.ListBatches(asked, metadata=service.key("acme"))
    others = await stub.ListBatches(pb.ListBatchesRequest(), metadata=service.key("other"))

    assert own.next_page_token
    assert theirs.batch_id not in {batch.batch_id for batch in others.batches}
    with_their_token = pb.ListBatchesRequest(page_token=own.next_page_token)
    assert await outcome(stub.ListBatches(with_their_token, metadata=service.key("other"))) == INVALID
    assert await outcome(stub.ListBatches(with_their_token, metadata=service.key("acme"))) == "OK"


async def test_a_request_id_of_another_tenant_is_free(
    service: Service, stub: BatchServiceAsyncStub, theirs: pb.Batch
) -> None:
    """With another content too, which its owner is refused."""
    other = (await stub.CreateBatch(creation(request_id=REQUEST_ID), metadata=service.key("other"))).batch
    own = (await stub.CreateBatch(creation(request_id=REQUEST_ID), metadata=service.key("acme"))).batch

    assert other.batch_id != theirs.batch_id == own.batch_id


async def test_a_cursor_of_another_tenants_batch_is_none(
    service: Service, stub: BatchServiceAsyncStub, theirs: pb.Batch
) -> None:
    """Neither there nor in one's own batch."""
    watch = stub.WatchBatch(pb.WatchBatchRequest(batch_id=theirs.batch_id), metadata=service.key("acme"))
    cursor = [told.cursor async for told in watch][-1]
    own = (await stub.CreateBatch(creation(), metadata=service.key("other"))).batch.batch_id

    for batch_id, refusal in ((theirs.batch_id, NOT_FOUND), (own, INVALID)):
        asked = pb.WatchBatchRequest(batch_id=batch_id, cursor=cursor)
        call = stub.WatchBatch(asked, metadata=service.key("other"))
        assert await outcome(watched(call)) == refusal


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("acme/resume.txt", "OK"),
        ("other/resume.txt", "PERMISSION_DENIED SOURCE_NOT_ALLOWED"),
        ("acme/link.txt", "PERMISSION_DENIED SOURCE_NOT_ALLOWED"),
        ("acme/../other/resume.txt", "PERMISSION_DENIED SOURCE_NOT_ALLOWED"),
        ("", "PERMISSION_DENIED SOURCE_NOT_ALLOWED"),
    ],
)
async def test_a_tenants_batches_read_what_lies_in_its_own_folder(
    path: str, expected: str, service: Service, stub: BatchServiceAsyncStub, roots: Path
) -> None:
    request = pb.CreateBatchRequest(job_posting=POSTING, as_of=AS_OF, source_uris=[f"file://{roots}/{path}"])

    assert await outcome(stub.CreateBatch(request, metadata=service.key("acme"))) == expected
