"""Rows of batches: what they say, and how a transaction makes sure that nobody else writes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import Batch, BatchPriority, BatchState, Counts, CutCost, Lease
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import LeaseLostError
from bole.domain.vault import Vault
from bole.storage.batches.tally import Tally
from bole.storage.clock import moment, now
from bole.storage.forms import terms_content
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH

FINAL_BATCH = tuple(state.value for state in BatchState if state.final)


def not_found() -> BoleError:
    """Returns the error for a batch that is not there, or is another tenant's."""
    return BoleError(
        ErrorReason.BATCH_NOT_FOUND, "There is no such batch: name one of ListBatches (`bole batch list`)."
    )


def changed() -> BoleError:
    """Returns the error for a batch that was rescored meanwhile."""
    return BoleError(ErrorReason.BATCH_CHANGED, "The batch was rescored meanwhile: read it again from the first page.")


async def batch_row(connection: AsyncConnection, tenant: str, batch_id: str, *, lock: bool = False) -> AnyRow:
    """Returns the row of a batch without its terms, which are large.

    With `lock` nobody else writes it, or its items, until the transaction has ended.

    Raises:
        BoleError: BATCH_NOT_FOUND.
    """
    query = select(*(column for column in BATCH.c if column is not BATCH.c.payload))
    return await _one(connection, query.with_for_update() if lock else query, tenant, batch_id)


async def whole_row(connection: AsyncConnection, tenant: str, batch_id: str) -> AnyRow:
    """Returns the row of a batch with its terms.

    Raises:
        BoleError: BATCH_NOT_FOUND.
    """
    return await _one(connection, select(BATCH), tenant, batch_id)


async def _one(connection: AsyncConnection, query: Select[Any], tenant: str, batch_id: str) -> AnyRow:
    found = await connection.execute(query.where(BATCH.c.tenant == tenant, BATCH.c.batch_id == batch_id))
    row: AnyRow | None = found.one_or_none()
    if row is None:
        raise not_found()
    return row


async def leased_row(connection: AsyncConnection, lease: Lease, *, lock: bool = True) -> AnyRow:
    """Returns the row of the batch that the lease is for, with `lock` as in `batch_row`.

    Raises:
        LeaseLostError: The lease is not that of the batch any more.
    """
    try:
        row = await batch_row(connection, lease.tenant, lease.batch_id, lock=lock)
    except BoleError:
        raise LeaseLostError from None
    if (row.owner, row.epoch) != (lease.owner, lease.epoch) or row.state in FINAL_BATCH:
        raise LeaseLostError
    return row


async def save(connection: AsyncConnection, batch_id: str, tally: Tally | None = None, **values: object) -> None:
    """Changes a batch, with its counts where they are given, and says when."""
    counts = {} if tally is None else asdict(tally)
    await connection.execute(
        update(BATCH).where(BATCH.c.batch_id == batch_id).values(updated_at=now(), **counts, **values)
    )


async def end(
    connection: AsyncConnection, batch_id: str, state: BatchState, tally: Tally | None = None, **values: object
) -> None:
    """Ends a batch: nobody has it any more, it takes no items, and leases on it are lost."""
    await save(
        connection,
        batch_id,
        tally,
        state=state.value,
        accepts_items=False,
        owner="",
        waiting_for="",
        finished_at=now(),
        **values,
    )


async def batches_of(vault: Vault, rows: list[AnyRow]) -> tuple[Batch, ...]:
    """Returns what rows say."""
    terms = await vault.open([terms_content(row.payload, row.tenant, row.request_digest) for row in rows])
    # Terms without a key are those of a batch that is being deleted.
    return tuple(_batch_of(row, opened) for row, opened in zip(rows, terms, strict=True) if opened is not None)


def _batch_of(row: AnyRow, terms: bytes) -> Batch:
    return Batch(
        tenant=row.tenant,
        batch_id=row.batch_id,
        title=row.title,
        state=BatchState(row.state),
        accepts_items=row.accepts_items,
        priority=BatchPriority(row.priority),
        counts=Counts(
            total=row.total,
            succeeded=row.succeeded,
            failed=row.failed,
            cancelled=row.cancelled,
            ordered=row.ordered,
            duplicates=row.duplicates,
            failures=dict(row.failures),
        ),
        revision=row.revision,
        last_sequence=row.last_sequence,
        waiting_for=row.waiting_for,
        cut_cost=None if row.cut_cost is None else CutCost(**row.cut_cost),
        created_at=moment(row.created_at),
        updated_at=moment(row.updated_at),
        finished_at=None if row.finished_at is None else moment(row.finished_at),
        terms=terms,
    )
