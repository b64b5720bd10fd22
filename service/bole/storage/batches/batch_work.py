"""Batches and their items in a database, as the replica sees them that works on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import (
    BatchState,
    ClaimedItem,
    CutAnswers,
    CutCost,
    ItemOutcome,
    ItemState,
    Lease,
    LeaseView,
)
from bole.domain.screening import CutGroup
from bole.domain.storage_ports import LeaseLostError
from bole.domain.vault import Vault
from bole.storage.answers.answer_rows import remove_unused
from bole.storage.batches.batch_rows import changed, end, leased_row, save
from bole.storage.batches.finishing import finish_items
from bole.storage.batches.leasing import lease_views, renew_leases, take_batch
from bole.storage.batches.removing import blank_items, items_where
from bole.storage.batches.staging import answers_of_cut, cut_items, ordered_numbers
from bole.storage.batches.tally import tally_of
from bole.storage.batches.working import claimable, claimed, identify_items, put_back
from bole.storage.database import Database
from bole.storage.doomed import destroy_doomed
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH, BATCH_ITEM
from bole.storage.unbroken import unbroken


@unbroken
class SqlBatchWork:
    """Lends batches and their items to replicas, with payloads sealed by a vault."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Stores on `database`, with payloads sealed by `vault`."""
        self._database = database
        self._calls = database.calls
        self._vault = vault

    async def leases(self) -> tuple[LeaseView, ...]:
        """Returns who works on the batches that are not final, of all tenants, the oldest batch first."""
        async with self._database.reading() as connection:
            return await lease_views(connection)

    async def take(self, seen: LeaseView, owner: str) -> Lease | None:
        """Takes a batch; None where its lease changed since it was `seen`."""
        async with self._database.writing() as connection:
            return await take_batch(connection, seen, owner)

    async def renew(self, leases: Sequence[Lease]) -> tuple[Lease, ...]:
        """Moves the heartbeats and returns the leases that are lost."""
        if not leases:
            return ()
        async with self._database.writing() as connection:
            return await renew_leases(connection, leases)

    async def release(self, lease: Lease) -> None:
        """Gives a batch back, with its items in work as if they had not been begun."""
        async with self._database.writing() as connection:
            await leased_row(connection, lease)
            await put_back(connection, lease.batch_id)
            await save(connection, lease.batch_id, state=BatchState.QUEUED.value, owner="")

    async def claim(
        self, lease: Lease, limit: int, *, suspects: bool, most_bytes: int | None = None
    ) -> tuple[ClaimedItem, ...]:
        """Takes items into work in the order of their numbers."""
        while True:
            # Opened before anything is written: items whose keys are away are not in work.
            async with self._database.writing() as connection:
                batch = await leased_row(connection, lease)
                rows = await claimable(connection, lease.batch_id, limit, suspects=suspects, most_bytes=most_bytes)
                items = await claimed(self._vault, lease.tenant, rows)
                if len(items) < len(rows):
                    await self._end_keyless(connection, batch, {row.number for row in rows} - {i.number for i in items})
            if items or not rows:
                return items

    async def _end_keyless(self, connection: AsyncConnection, batch: AnyRow, numbers: Collection[int]) -> None:
        """Ends items whose keys an erasure has destroyed that has not come to their rows."""
        tally = tally_of(batch)
        rows = await items_where(connection, batch.batch_id, BATCH_ITEM.c.number.in_(numbers))
        await blank_items(connection, batch.batch_id, rows, tally)
        await save(connection, batch.batch_id, tally)

    async def identify(self, lease: Lease, keys: Mapping[int, str]) -> frozenset[int]:
        """Sets the document keys of items in work; returns the duplicates among them."""
        async with self._database.writing() as connection:
            return await identify_items(connection, await leased_row(connection, lease), keys)

    async def requeue(self, lease: Lease, numbers: Sequence[int], *, waiting_for: str) -> None:
        """Puts items in work back and says what the batch waits for."""
        async with self._database.writing() as connection:
            await leased_row(connection, lease)
            await put_back(connection, lease.batch_id, numbers)
            await save(connection, lease.batch_id, waiting_for=waiting_for)

    async def finish(self, lease: Lease, outcomes: Sequence[ItemOutcome], *, revision: int) -> None:
        """Ends items and their duplicates; those that are final already stay as they are."""
        try:
            erased = await self._finish(lease, outcomes, revision)
        except LeaseLostError:
            await self._forget_unless_kept(lease, outcomes)
            raise
        if erased:
            await destroy_doomed(self._database, self._vault)

    async def _finish(self, lease: Lease, outcomes: Sequence[ItemOutcome], revision: int) -> bool:
        """Ends items in one transaction; True where candidates of some were erased meanwhile."""
        async with self._database.writing() as connection:
            batch = await leased_row(connection, lease)
            if batch.revision != revision:
                raise changed()
            tally = tally_of(batch)
            named = [self._searchable(lease.tenant, one) for one in outcomes]
            erased = await finish_items(connection, batch, named, tally)
            await save(connection, lease.batch_id, tally, waiting_for="")
            return erased

    async def _forget_unless_kept(self, lease: Lease, outcomes: Sequence[ItemOutcome]) -> None:
        """Deletes answers to items of a batch that was deleted while they were asked for, where nothing needs them."""
        async with self._database.writing() as connection:
            there = await connection.scalar(select(BATCH.c.batch_id).where(BATCH.c.batch_id == lease.batch_id))
            if there is None:
                await remove_unused(connection, lease.tenant, {one.answer_digest for one in outcomes} - {""})
        await destroy_doomed(self._database, self._vault)

    async def unfinished(self, lease: Lease) -> Mapping[ItemState, int]:
        """Returns how many items are in each state that is not final; duplicates are not counted."""
        query = (
            select(BATCH_ITEM.c.state, func.count().label("items"))
            .where(
                BATCH_ITEM.c.batch_id == lease.batch_id,
                BATCH_ITEM.c.state.in_([state for state in ItemState if not state.final]),
                BATCH_ITEM.c.duplicate_of.is_(None),
            )
            .group_by(BATCH_ITEM.c.state)
        )
        async with self._database.reading() as connection:
            await leased_row(connection, lease, lock=False)
            return {ItemState(row.state): row.items for row in await connection.execute(query)}

    async def ordered(self, lease: Lease) -> tuple[int, ...]:
        """Returns the numbers of ORDERED items, best first."""
        async with self._database.reading() as connection:
            await leased_row(connection, lease, lock=False)
            return await ordered_numbers(connection, lease.batch_id)

    async def cut(self, lease: Lease, groups: Mapping[int, CutGroup]) -> None:
        """Parts ORDERED items: those of the REST end with the answer of the rules, the others wait for the model."""
        async with self._database.writing() as connection:
            tally = tally_of(await leased_row(connection, lease))
            await cut_items(connection, lease.batch_id, groups, tally)
            await save(connection, lease.batch_id, tally)

    async def cut_answers(self, lease: Lease) -> CutAnswers:
        """Returns what rules and model say of each item that the model has read, and how many it has not."""
        async with self._database.reading() as connection:
            await leased_row(connection, lease, lock=False)
            return await answers_of_cut(connection, lease.batch_id)

    async def complete(self, lease: Lease, cut_cost: CutCost | None) -> bool:
        """Ends a batch without unfinished items and gives it back; False where items came in meanwhile."""
        async with self._database.writing() as connection:
            batch = await leased_row(connection, lease)
            if batch.accepts_items or tally_of(batch).unfinished:
                return False
            cost = None if cut_cost is None else asdict(cut_cost)
            await end(connection, lease.batch_id, BatchState.FINISHED, cut_cost=cost)
            return True

    def _searchable(self, tenant: str, outcome: ItemOutcome) -> ItemOutcome:
        return replace(outcome, candidate_id=self._vault.digest(tenant, outcome.candidate_id))
