"""New batches and new items."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import BatchState, ItemState, NewBatch, NewItem
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content, Vault
from bole.storage.batches.batch_rows import save
from bole.storage.batches.tally import Tally, tally_of
from bole.storage.batches.twins import BLANK, mirrored, originals
from bole.storage.clock import now
from bole.storage.forms import ItemName, documents_content, name_content, packed_name
from bole.storage.statements import AnyRow, chunks, insert_all, insert_new
from bole.storage.tables import BATCH, BATCH_DOCUMENT, BATCH_ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedItem:
    """An item whose names and documents are sealed, with the digests that stand in its row in their place."""

    document_key: str
    item: str
    candidate: str
    digest: str
    name: bytes
    documents: bytes


async def sealed_items(vault: Vault, tenant: str, items: Sequence[NewItem]) -> list[SealedItem]:
    """Seals items, before a transaction is begun.

    Raises:
        BoleError: ITEM_ID_REUSED where one identifier has different documents.
    """
    distinct = _distinct(items)
    digests = [(vault.digest(tenant, new.item_id), vault.digest(tenant, digest)) for new, digest in distinct]
    contents: list[Content] = []
    for (new, _), (item, documents) in zip(distinct, digests, strict=True):
        name = ItemName(item_id=new.item_id, candidate_id=new.candidate_id, source=new.source)
        contents += (
            name_content(packed_name(name), tenant, item, documents, new.candidate_id),
            documents_content(new.documents, tenant, item, documents, new.candidate_id),
        )
    sealed = iter(await vault.seal(contents))
    return [
        SealedItem(
            document_key=new.document_key,
            item=item,
            candidate=vault.digest(tenant, new.candidate_id),
            digest=digest,
            name=next(sealed),
            documents=next(sealed),
        )
        for (new, _), (item, digest) in zip(distinct, digests, strict=True)
    ]


def contents_of(items: Sequence[SealedItem]) -> list[bytes]:
    """Returns all that was sealed of items."""
    return [sealed for item in items for sealed in (item.name, item.documents)]


def _distinct(items: Sequence[NewItem]) -> list[tuple[NewItem, str]]:
    seen: dict[str, tuple[NewItem, str]] = {}
    for new in items:
        digest = hashlib.sha256(new.documents).hexdigest()
        if seen.setdefault(new.item_id, (new, digest))[1] != digest:
            raise _reused()
    return list(seen.values())


def _reused() -> BoleError:
    return BoleError(
        ErrorReason.ITEM_ID_REUSED,
        "An item_id of the call is that of an item with other documents: give every item an item_id of its own.",
    )


async def insert_batch(
    connection: AsyncConnection, tenant: str, new: NewBatch, terms: bytes, *, accepts_items: bool
) -> AnyRow | None:
    """Inserts a batch without items and returns its row; None where the request made one before."""
    moment = now()
    values: dict[str, Any] = {
        "tenant": tenant,
        "batch_id": await _next_id(connection),
        "request_id": new.request_id or None,
        "request_digest": new.request_digest,
        "title": new.title,
        "state": BatchState.QUEUED.value,
        "accepts_items": accepts_items,
        "priority": int(new.priority),
        "total": 0,
        "succeeded": 0,
        "failed": 0,
        "cancelled": 0,
        "ordered": 0,
        "duplicates": 0,
        "failures": {},
        "revision": 0,
        "last_sequence": 0,
        "waiting_for": "",
        "owner": "",
        "epoch": 0,
        "heartbeat": 0,
        "owner_was_busy": False,
        "created_at": moment,
        "updated_at": moment,
        "payload": terms,
    }
    statement = insert_new(connection, BATCH).values(values).returning(BATCH)
    inserted: AnyRow | None = (await connection.execute(statement)).one_or_none()
    return inserted


async def _next_id(connection: AsyncConnection) -> str:
    """Returns an identifier that nobody guesses, and that sorts after those of all batches even if the clock jumps."""
    newest = (await connection.execute(select(func.max(BATCH.c.batch_id)))).scalar_one()
    milliseconds = time.time_ns() // 1_000_000
    if newest is not None:
        milliseconds = max(milliseconds, int(newest[:12], 16) + 1)
    return f"{milliseconds:012x}{secrets.token_hex(10)}"


async def check_request(connection: AsyncConnection, tenant: str, new: NewBatch) -> AnyRow:
    """Returns the batch that kept a request from making another one.

    Raises:
        BoleError: REQUEST_ID_REUSED where it asked for something else, BATCH_NOT_FOUND where it was deleted meanwhile.
    """
    row = await request_row(connection, tenant, new.request_id, new.request_digest)
    if row is None:
        raise BoleError(
            ErrorReason.BATCH_NOT_FOUND, "The batch of this request_id was deleted meanwhile: send the request again."
        )
    return row


async def request_row(connection: AsyncConnection, tenant: str, request_id: str, request_digest: str) -> AnyRow | None:
    """Returns the batch that a request has made before, None without one.

    Raises:
        BoleError: REQUEST_ID_REUSED where it asked for something else.
    """
    query = select(BATCH).where(BATCH.c.tenant == tenant, BATCH.c.request_id == request_id)
    row: AnyRow | None = (await connection.execute(query)).one_or_none()
    if row is not None and row.request_digest != request_digest:
        raise BoleError(
            ErrorReason.REQUEST_ID_REUSED,
            "The request_id belongs to a batch with other content: choose another one, or send the same again.",
            field="request_id",
        )
    return row


async def new_ones(connection: AsyncConnection, batch_id: str, items: Sequence[SealedItem]) -> list[SealedItem]:
    """Returns the items that are not there yet.

    Raises:
        BoleError: ITEM_ID_REUSED where one is there with other documents.
    """
    known: dict[str, str] = {}
    for part in chunks(item.item for item in items):
        found = await connection.execute(
            select(BATCH_ITEM.c.item_id, BATCH_ITEM.c.documents_digest).where(
                BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.item_id.in_(part)
            )
        )
        known.update((row.item_id, row.documents_digest) for row in found)
    if any(known.get(item.item, item.digest) != item.digest for item in items):
        raise _reused()
    return [item for item in items if item.item not in known]


async def insert_items(
    connection: AsyncConnection, batch: AnyRow, items: Sequence[SealedItem], **values: object
) -> None:
    """Inserts items that are not there yet behind those that are, and changes the batch by `values` and its counts."""
    tally = tally_of(batch)
    known = await originals(connection, batch.batch_id, (item.document_key for item in items)) if tally.total else {}
    rows = [_item_row(batch, item, known, tally) for item in items]
    await insert_all(connection, BATCH_ITEM, rows)
    documents = [_document_row(batch, item, row["number"]) for item, row in zip(items, rows, strict=True)]
    await insert_all(connection, BATCH_DOCUMENT, documents)
    await save(connection, batch.batch_id, tally, **values)


def _item_row(batch: AnyRow, item: SealedItem, known: dict[str, Mapping[str, Any]], tally: Tally) -> dict[str, Any]:
    """Returns the columns of a new item, and makes it known where it is the first with its documents."""
    original = known.get(item.document_key)
    row = {
        "tenant": batch.tenant,
        "batch_id": batch.batch_id,
        "number": tally.added(duplicate=original is not None),
        "candidate_id": item.candidate,
        "item_id": item.item,
        "document_key": item.document_key,
        "documents_digest": item.digest,
        "state": ItemState.QUEUED.value,
        "suspect": False,
        "attempts": 0,
        "crashes": 0,
        "sequence": 0,
        "duplicate_of": None,
        **BLANK,
        "payload": item.name,
    }
    if original is not None:
        return row | mirrored(original, item.candidate, tally)
    if item.document_key:
        known[item.document_key] = row
    return row


def _document_row(batch: AnyRow, item: SealedItem, number: int) -> dict[str, Any]:
    return {
        "tenant": batch.tenant,
        "batch_id": batch.batch_id,
        "number": number,
        "payload": item.documents,
    }
