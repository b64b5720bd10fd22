"""A `BatchService` that answers as it is told, for commands that run against it over a real channel."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from google.protobuf.message import Message
from grpc_status import rpc_status

from bole.api import messages
from bole.api.error_status import status_of
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Screening
from bole.v1 import batch_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceServicer, add_BatchServiceServicer_to_server
from tests.factories import AS_OF, rubric, screening

BATCH_ID = "b1"
AWAY = BoleError(ErrorReason.STORAGE_UNAVAILABLE, "The database does not answer.")

Context = grpc.ServicerContext
Event = pb.WatchBatchResponse | BoleError


def batch(state: pb.Batch.State.ValueType = pb.Batch.FINISHED, **counts: int) -> pb.Batch:
    """Returns a batch with its rubric and with `counts` by the names of their fields, less `_count`."""
    fields = {f"{name}_count": count for name, count in counts.items()}
    return pb.Batch(
        batch_id=BATCH_ID,
        title="Backend engineer",
        state=state,
        counts=pb.BatchCounts(**fields),  # type: ignore[arg-type]  # the map of failures has no such name
        rubric=messages.rubric(rubric()),
        as_of=messages.date(AS_OF),
    )


def item(item_id: str, answer: Screening | None = None, *, rank: int | None = None) -> pb.BatchItem:
    """Returns an item that has ended: with `answer`, else as a document that was empty."""
    ended = pb.BatchItem(item_id=item_id, source=f"{item_id}.txt", state=pb.BatchItem.SUCCEEDED, rank=rank)
    if answer is not None:
        ended.screening.CopyFrom(messages.screening(answer))
        return ended
    ended.state = pb.BatchItem.FAILED
    ended.status.CopyFrom(status_of(BoleError(ErrorReason.DOCUMENT_EMPTY, "The document is empty."), "r"))
    return ended


def told(event: pb.Batch | pb.BatchItem, cursor: str = "") -> pb.WatchBatchResponse:
    """Returns what a watch tells."""
    if isinstance(event, pb.Batch):
        return pb.WatchBatchResponse(batch=event, cursor=cursor)
    return pb.WatchBatchResponse(item=event, cursor=cursor)


@dataclass
class ScriptedBatches(BatchServiceServicer):
    """Keeps every request; `failures` are answered first, by the name of the method.

    `watches` are the streams of one watch after the other: what they tell, and perhaps an error at the end.
    """

    batch: pb.Batch = field(default_factory=lambda: batch(succeeded=1, total=1))
    items: list[pb.BatchItem] = field(default_factory=lambda: [item("000001", screening(), rank=1)])
    watches: deque[list[Event]] = field(default_factory=deque)
    failures: dict[str, deque[BoleError]] = field(default_factory=lambda: defaultdict(deque))
    refuse: Callable[[pb.AddBatchItemsRequest], BoleError | None] = lambda _: None
    requests: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))

    def CreateBatch(self, request: pb.CreateBatchRequest, context: Context) -> pb.CreateBatchResponse:  # noqa: N802
        """Answers with the batch."""
        self._note("CreateBatch", request, context)
        return pb.CreateBatchResponse(batch=self.batch)

    def AddBatchItems(self, request: pb.AddBatchItemsRequest, context: Context) -> pb.AddBatchItemsResponse:  # noqa: N802
        """Takes the items unless they are refused; the last call closes the batch."""
        self._note("AddBatchItems", request, context)
        if (refusal := self.refuse(request)) is not None:
            _abort(context, refusal)
        self.batch.accepts_items = request.accepts_items
        return pb.AddBatchItemsResponse(batch=self.batch)

    def GetBatch(self, request: pb.GetBatchRequest, context: Context) -> pb.GetBatchResponse:  # noqa: N802
        """Answers with the batch."""
        self._note("GetBatch", request, context)
        return pb.GetBatchResponse(batch=self.batch)

    def ListBatches(self, request: pb.ListBatchesRequest, context: Context) -> pb.ListBatchesResponse:  # noqa: N802
        """Lists three batches, one a page."""
        self._note("ListBatches", request, context)
        page = int(request.page_token or 0)
        return pb.ListBatchesResponse(batches=[self.batch], next_page_token=str(page + 1) if page < 2 else "")

    def WatchBatch(self, request: pb.WatchBatchRequest, context: Context) -> Iterator[pb.WatchBatchResponse]:  # noqa: N802
        """Tells what stands next in `watches`, else where the batch stands."""
        self._note("WatchBatch", request, context)
        for event in self.watches.popleft() if self.watches else [told(self.batch)]:
            if isinstance(event, BoleError):
                _abort(context, event)
            else:
                yield event

    def ListBatchResults(  # noqa: N802
        self, request: pb.ListBatchResultsRequest, context: Context
    ) -> pb.ListBatchResultsResponse:
        """Answers with one page of items."""
        self._note("ListBatchResults", request, context)
        start = int(request.page_token or 0)
        end = start + request.page_size
        more = str(end) if end < len(self.items) else ""
        return pb.ListBatchResultsResponse(
            items=self.items[start:end], next_page_token=more, total_size=len(self.items)
        )

    def GetBatchItem(self, request: pb.GetBatchItemRequest, context: Context) -> pb.GetBatchItemResponse:  # noqa: N802
        """Answers with the first item."""
        self._note("GetBatchItem", request, context)
        return pb.GetBatchItemResponse(item=self.items[0])

    def RescoreBatch(self, request: pb.RescoreBatchRequest, context: Context) -> pb.RescoreBatchResponse:  # noqa: N802
        """Counts."""
        self._note("RescoreBatch", request, context)
        self.batch.revision += 1
        return pb.RescoreBatchResponse(batch=self.batch)

    def CancelBatch(self, request: pb.CancelBatchRequest, context: Context) -> pb.CancelBatchResponse:  # noqa: N802
        """Answers with the batch."""
        self._note("CancelBatch", request, context)
        return pb.CancelBatchResponse(batch=self.batch)

    def DeleteBatch(self, request: pb.DeleteBatchRequest, context: Context) -> pb.DeleteBatchResponse:  # noqa: N802
        """Deletes nothing."""
        self._note("DeleteBatch", request, context)
        return pb.DeleteBatchResponse()

    def _note(self, method: str, request: Message, context: Context) -> None:
        self.requests[method].append(request)
        if self.failures[method]:
            _abort(context, self.failures[method].popleft())


def _abort(context: Context, error: BoleError) -> None:
    context.abort_with_status(rpc_status.to_status(status_of(error, "r")))


@contextmanager
def serving(service: ScriptedBatches, folder: Path) -> Iterator[str]:
    """Yields the address of a server with the service."""
    with ThreadPoolExecutor(max_workers=2) as threads:
        server = grpc.server(threads)
        add_BatchServiceServicer_to_server(service, server)
        address = f"unix:{folder / 'service'}"
        server.add_insecure_port(address)
        server.start()
        yield address
        server.stop(None).wait()
