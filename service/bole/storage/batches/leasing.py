"""Who works on which batch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import BatchPriority, BatchState, ItemState, Lease, LeaseView
from bole.storage.batches.batch_rows import FINAL_BATCH, save
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH, BATCH_ITEM

_LEASE = (BATCH.c.batch_id, BATCH.c.tenant, BATCH.c.owner, BATCH.c.epoch)


async def lease_views(connection: AsyncConnection) -> tuple[LeaseView, ...]:
    """Returns who has the batches that are not final, the oldest batch first."""
    names = ("tenant", "batch_id", "priority", "owner", "epoch", "heartbeat", "accepts_items")
    columns = (*(BATCH.c[name] for name in names), BATCH.c.total.label("item_count"))
    found = await connection.execute(
        select(*columns).where(BATCH.c.state.not_in(FINAL_BATCH)).order_by(BATCH.c.batch_id)
    )
    return tuple(LeaseView(**{**row._mapping, "priority": BatchPriority(row.priority)}) for row in found)  # noqa: SLF001


async def take_batch(connection: AsyncConnection, seen: LeaseView, owner: str) -> Lease | None:
    """Takes a batch; None where anything happened to its lease since it was `seen`."""
    batches = await _locked_batches(connection, seen)
    batch = batches.get(seen.batch_id)
    if batch is None or batch.state in FINAL_BATCH:
        return None
    if (batch.owner, batch.epoch, batch.heartbeat) != (seen.owner, seen.epoch, seen.heartbeat):
        return None
    if batch.owner:
        await _suspect(connection, batch, batches)
    await save(
        connection,
        seen.batch_id,
        state=BatchState.RUNNING.value,
        owner=owner,
        epoch=batch.epoch + 1,
        heartbeat=batch.heartbeat + 1,
        owner_was_busy=False,
    )
    return Lease(tenant=batch.tenant, batch_id=batch.batch_id, owner=owner, epoch=batch.epoch + 1)


async def _locked_batches(connection: AsyncConnection, seen: LeaseView) -> dict[str, AnyRow]:
    """Locks the batch and all others of its owner, in order, so that two takings cannot wait for each other."""
    wanted = BATCH.c.batch_id == seen.batch_id
    if seen.owner:
        wanted = or_(wanted, BATCH.c.owner == seen.owner)
    names = ("tenant", "batch_id", "state", "owner", "epoch", "heartbeat", "owner_was_busy")
    query = select(*(BATCH.c[name] for name in names)).where(wanted).order_by(BATCH.c.batch_id)
    return {row.batch_id: row for row in await connection.execute(query.with_for_update())}


async def _suspect(connection: AsyncConnection, batch: AnyRow, batches: dict[str, AnyRow]) -> None:
    """Marks the items that the former owner had in work; a single one, in all of its batches, has crashed it."""
    in_work = BATCH_ITEM.c.state == ItemState.RUNNING.value
    found = await connection.execute(
        select(BATCH_ITEM.c.batch_id, func.count().label("items"))
        .where(BATCH_ITEM.c.batch_id.in_(batches), in_work)
        .group_by(BATCH_ITEM.c.batch_id)
    )
    counts = {row.batch_id: row.items for row in found}
    alone = sum(counts.values()) == 1 and not batch.owner_was_busy
    await connection.execute(
        update(BATCH_ITEM)
        .where(BATCH_ITEM.c.batch_id == batch.batch_id, in_work)
        .values(state=ItemState.SUSPECT.value, suspect=True, crashes=BATCH_ITEM.c.crashes + int(alone))
    )
    others = [other for other in batches if other != batch.batch_id]
    if counts.get(batch.batch_id) and others:
        # The next of its batches that is taken has to know that the one item there was not alone.
        await connection.execute(update(BATCH).where(BATCH.c.batch_id.in_(others)).values(owner_was_busy=True))


async def renew_leases(connection: AsyncConnection, leases: Sequence[Lease]) -> tuple[Lease, ...]:
    """Moves heartbeats, and returns the leases that are lost."""
    keys = {lease: (lease.batch_id, lease.tenant, lease.owner, lease.epoch) for lease in leases}
    query = (
        select(*_LEASE)
        .where(BATCH.c.batch_id.in_([lease.batch_id for lease in leases]), BATCH.c.state.not_in(FINAL_BATCH))
        .order_by(BATCH.c.batch_id)
    )
    there = {tuple(row) for row in await connection.execute(query.with_for_update())}
    held = [lease for lease, key in keys.items() if key in there]
    await connection.execute(
        update(BATCH)
        .where(BATCH.c.batch_id.in_([lease.batch_id for lease in held]))
        .values(heartbeat=BATCH.c.heartbeat + 1, owner_was_busy=False)
    )
    return tuple(lease for lease, key in keys.items() if key not in there)
