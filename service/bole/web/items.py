"""What pages of a candidate are made from: the item, its batch and its documents, as the service holds them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

import grpc
from starlette.requests import Request

from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2
from bole.web.backend import Calls
from bole.web.errors import Failure, failure_of
from bole.web.pages import calls_of, session_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An item of a batch.

    Attributes:
        batch: The batch, with its rubric.
        item: The item, with what tells who the candidate is: that is what masking is made from.
        revealed: Whoever asks has asked before who the candidate is.
    """

    batch: pb.Batch
    item: pb.BatchItem
    revealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """One document of an item, counted from 0; `read` is None where it could not be read again, for `failure`."""

    index: int
    read: screening_service_pb2.ParseResumeResponse | None = None
    failure: Failure | None = None


def item_path(batch_id: str, item_id: str) -> str:
    """Returns the address of a candidate in the console."""
    return f"{batch_path(batch_id)}/items/{quote(item_id, safe='')}"


def batch_path(batch_id: str) -> str:
    """Returns the address of a screening in the console."""
    return f"/batches/{quote(batch_id, safe='')}"


def named_in(request: Request) -> tuple[str, str]:
    """Returns the batch and the item that an address names."""
    return request.path_params["batch_id"], request.path_params["item_id"]


async def opened(request: Request) -> Opened:
    """Asks the service for the item that an address names, and for its batch."""
    batch_id, item_id = named_in(request)
    calls = calls_of(request)
    batch, item = await asyncio.gather(batch_of(calls, batch_id), item_of(calls, batch_id, item_id))
    return Opened(batch=batch, item=item, revealed=is_revealed(request, batch_id, item_id))


async def batch_of(calls: Calls, batch_id: str) -> pb.Batch:
    """Asks the service for a batch with its rubric."""
    answer = await calls.ask(calls.backend.batches.GetBatch, pb.GetBatchRequest(batch_id=batch_id))
    return answer.batch


async def item_of(calls: Calls, batch_id: str, item_id: str) -> pb.BatchItem:
    """Asks the service for an item with all that is known of it."""
    asked = pb.GetBatchItemRequest(
        batch_id=batch_id,
        item_id=item_id,
        view=screening_service_pb2.SCREENING_VIEW_FULL,
        include_contact=True,
        include_profile=True,
    )
    return (await calls.ask(calls.backend.batches.GetBatchItem, asked)).item


def is_revealed(request: Request, batch_id: str, item_id: str) -> bool:
    """Tells whether whoever asks has asked before who the candidate is."""
    return (batch_id, item_id) in session_of(request).revealed


async def documents_of(calls: Calls, batch: pb.Batch, item: pb.BatchItem) -> tuple[ReadDocument, ...]:
    """Has the documents of an item read again; one that fails fails alone."""
    count = len(item.screening.provenance.documents)
    return tuple(await asyncio.gather(*(_read(calls, batch, item.item_id, index) for index in range(count))))


async def _read(calls: Calls, batch: pb.Batch, item_id: str, index: int) -> ReadDocument:
    place = screening_service_pb2.BatchDocument(batch_id=batch.batch_id, item_id=item_id, document_index=index)
    asked = screening_service_pb2.ParseResumeRequest(batch_document=place, as_of=batch.as_of)
    try:
        read = await calls.ask(calls.backend.screening.ParseResume, asked)
    except grpc.aio.AioRpcError as error:
        return ReadDocument(index=index, failure=failure_of(error))
    return ReadDocument(index=index, read=read)
