"""Files on their way into a batch, over a real channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio

from bole.cli.batch import upload
from bole.cli.batch.upload import Upload
from bole.cli.patience import Patience
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.reading import unreadable
from bole.sources.sources import Source
from bole.v1 import batch_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from tests.unit.cli.batch.scripted_service import AWAY, BATCH_ID, ScriptedBatches, serving

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub


@pytest_asyncio.fixture
async def stub(service: ScriptedBatches, tmp_path: Path) -> AsyncIterator[BatchServiceAsyncStub]:
    with serving(service, tmp_path) as address:
        async with grpc.aio.insecure_channel(address) as channel:
            yield BatchServiceStub(channel)


def source(path: str, read: Callable[[], bytes] = lambda: b"text") -> Source:
    return Source(path=path, read=read)


def fails() -> bytes:
    raise unreadable("The file cannot be opened.")


async def sent(stub: BatchServiceAsyncStub, *found: Source, most_bytes: int = upload.MOST_BYTES) -> Upload:
    """Sends files and returns what became of them."""
    uploading = Upload(found, most_bytes=most_bytes)
    assert await uploading.begin()
    await uploading.send(stub, BATCH_ID, Patience(), lambda: None)
    return uploading


def messages_of(service: ScriptedBatches) -> list[list[str]]:
    """Returns the items of each message that came in, by number; the last one has none and closes the batch."""
    requests = [one for one in service.requests["AddBatchItems"] if isinstance(one, pb.AddBatchItemsRequest)]
    assert [one.accepts_items for one in requests] == [*[True] * (len(requests) - 1), False]
    return [[item.item_id for item in one.items] for one in requests]


async def test_items_have_the_numbers_of_their_files_and_their_paths(
    stub: BatchServiceAsyncStub, service: ScriptedBatches
) -> None:
    """Those of `bole screen`, so that both can be compared."""
    await sent(stub, source("a/one.txt"), source("b/two.txt"))

    assert messages_of(service) == [["000001", "000002"], []]
    first = service.requests["AddBatchItems"][0]
    assert isinstance(first, pb.AddBatchItemsRequest)
    assert [one.documents[0].file_name for one in first.items] == ["a/one.txt", "b/two.txt"]
    assert [one.documents[0].content for one in first.items] == [b"text", b"text"]


async def test_messages_stay_below_their_limits(
    stub: BatchServiceAsyncStub, service: ScriptedBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new one begins before bytes or items are too many; a single item may be larger."""
    monkeypatch.setattr(upload, "MOST_ITEMS", 3)
    small = [source(f"{number}.txt") for number in range(4)]
    large = source("large.txt", lambda: bytes(5000))

    await sent(stub, *small, large, *small[:2], most_bytes=2000)

    assert messages_of(service) == [["000001", "000002", "000003"], ["000004"], ["000005"], ["000006", "000007"], []]


async def test_a_file_that_cannot_be_read_is_left_out_and_told(
    stub: BatchServiceAsyncStub, service: ScriptedBatches
) -> None:
    """The others keep their numbers."""
    uploading = await sent(stub, source("a.txt"), source("b.txt", fails), source("c.txt"))

    assert messages_of(service) == [["000001", "000003"], []]
    (left_out,) = uploading.left_out
    assert (left_out.path, left_out.failure.reason) == ("b.txt", "SOURCE_UNREADABLE")


async def test_nothing_readable_is_no_batch() -> None:
    """It is found out before one is made."""
    uploading = Upload((source("a.txt", fails),))

    assert not await uploading.begin()
    assert [one.path for one in uploading.left_out] == ["a.txt"]


async def test_an_item_that_the_service_does_not_take_is_left_out_and_told(
    stub: BatchServiceAsyncStub, service: ScriptedBatches
) -> None:
    """Its limit may be lower than the one here."""

    def refuse(request: pb.AddBatchItemsRequest) -> BoleError | None:
        for index, item in enumerate(request.items):
            if not item.documents[0].content:
                field = f"items[{index}].documents[0].content"
                return BoleError(ErrorReason.DOCUMENT_EMPTY, "The document has no bytes.", field=field)
        return None

    service.refuse = refuse
    uploading = await sent(stub, source("a.txt"), source("b.txt", bytes), source("c.txt", bytes), source("d.txt"))

    assert messages_of(service)[-2:] == [["000001", "000004"], []]
    assert [(one.path, one.failure.reason) for one in uploading.left_out] == [
        ("b.txt", "DOCUMENT_EMPTY"),
        ("c.txt", "DOCUMENT_EMPTY"),
    ]


async def test_a_database_that_is_away_is_waited_for(
    stub: BatchServiceAsyncStub, service: ScriptedBatches, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same message is sent again, and both is said."""
    service.failures["AddBatchItems"].append(AWAY)

    await sent(stub, source("a.txt"))

    assert messages_of(service) == [["000001"], ["000001"], []]
    told = capsys.readouterr().err
    assert "The database does not answer. (STORAGE_UNAVAILABLE) Trying again" in told
    assert "The server answers again." in told


async def test_what_holds_for_the_whole_batch_ends_the_upload(
    stub: BatchServiceAsyncStub, service: ScriptedBatches
) -> None:
    """Nothing is wrong with the items."""
    service.failures["AddBatchItems"].append(BoleError(ErrorReason.BATCH_CLOSED, "The batch is closed."))

    with pytest.raises(grpc.aio.AioRpcError, match="The batch is closed"):
        await sent(stub, source("a.txt"))
