"""One item of a batch, found by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content, Vault
from bole.storage.forms import ERASED, documents_content, erased_id
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH_DOCUMENT, BATCH_ITEM

_ERASED = erased_id(0)[:-1]
"""What names of items begin with of which nothing is left but a number."""


def named(vault: Vault, tenant: str, item_id: str) -> ColumnElement[bool]:
    """Returns the condition that a row is that of an item: by what stands for its name, or by what an erasure left."""
    digest = vault.digest(tenant, item_id)
    return BATCH_ITEM.c.item_id.in_([digest, item_id] if item_id.startswith(_ERASED) else [digest])


def only(rows: Sequence[AnyRow]) -> AnyRow:
    """Returns the row that was found; where an item has the name that an erasure left of another, one of the two.

    Raises:
        BoleError: ITEM_NOT_FOUND where there is none.
    """
    if not rows:
        raise BoleError(ErrorReason.ITEM_NOT_FOUND, "The batch has no such item: name one of ListBatchResults.")
    return rows[0]


async def documents_row(connection: AsyncConnection, batch_id: str, wanted: ColumnElement[bool]) -> AnyRow:
    """Returns the row of an item with its sealed documents.

    Raises:
        BoleError: ITEM_NOT_FOUND.
    """
    columns: tuple[Any, ...] = (
        BATCH_ITEM.c.item_id,
        BATCH_ITEM.c.documents_digest,
        BATCH_ITEM.c.failure_reason,
        BATCH_DOCUMENT.c.payload,
    )
    whose = and_(BATCH_DOCUMENT.c.batch_id == BATCH_ITEM.c.batch_id, BATCH_DOCUMENT.c.number == BATCH_ITEM.c.number)
    query = select(*columns).outerjoin(BATCH_DOCUMENT, whose).where(BATCH_ITEM.c.batch_id == batch_id, wanted)
    return only(list(await connection.execute(query)))


def sealed_documents(row: AnyRow, tenant: str) -> Content:
    """Returns the documents of a row as the vault takes them.

    Raises:
        BoleError: CANDIDATE_ERASED, or SOURCE_NOT_FOUND where they were kept long enough.
    """
    if row.payload is None:
        raise _gone() if row.failure_reason != ERASED.reason else erased()
    return documents_content(row.payload, tenant, row.item_id, row.documents_digest)


def erased() -> BoleError:
    """Returns the error for an item of which nothing is kept."""
    return BoleError(ErrorReason(ERASED.reason), ERASED.message)


def _gone() -> BoleError:
    return BoleError(
        ErrorReason.SOURCE_NOT_FOUND,
        "The documents of the item are not kept any more: their time is over. Send the document with the request.",
    )
