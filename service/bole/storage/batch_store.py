"""Batches and their items in a database: each method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict

from sqlalchemy import delete, func, select

from bole.domain.answers import Standing
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchState,
    ClaimedItem,
    CutAnswers,
    CutCost,
    ItemOutcome,
    ItemState,
    Lease,
    LeaseView,
    NewBatch,
    NewItem,
    PageStart,
    ResultFilter,
    ResultPage,
)
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import CutGroup
from bole.domain.storage_ports import Vault
from bole.storage.answer_rows import referred_digests, remove_unused
from bole.storage.batch_rows import FINAL_BATCH, batch_row, batches_of, changed, end, leased_row, save, whole_row
from bole.storage.database import Database
from bole.storage.finishing import cancel_items, finish_items
from bole.storage.intake import check_request, insert_batch, insert_items, new_ones, request_row, sealed_items
from bole.storage.item_rows import items_of, items_query, same_candidates
from bole.storage.leasing import lease_views, renew_leases, take_batch
from bole.storage.rescoring import answered_items, ordered_before, sealed_answers, set_standings
from bole.storage.results import page_rows, place_counts, with_ranks
from bole.storage.staging import answers_of_cut, cut_items, ordered_numbers
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH, BATCH_DOCUMENT, BATCH_ITEM
from bole.storage.tally import tally_of
from bole.storage.unbroken import unbroken
from bole.storage.vault import Content, open_all, seal_all
from bole.storage.working import claimable, claimed, identify_items, put_back


@unbroken
class SqlBatchStore:
    """Keeps batches, with payloads sealed by a vault."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Stores on `database`, with payloads sealed by `vault`."""
        self._database = database
        self._calls = database.calls
        self._vault = vault

    # What callers do.

    async def create(self, tenant: str, new: NewBatch, items: Sequence[NewItem], *, accepts_items: bool) -> Batch:
        """Keeps a batch with its first items, or returns the one that the same request made before."""
        sealed = await sealed_items(self._vault, tenant, items)
        (terms,) = await seal_all(self._vault, [Content(payload=new.terms, tenant=tenant, candidate_id="")])
        async with self._database.writing() as connection:
            row = await insert_batch(connection, tenant, new, terms, accepts_items=accepts_items)
            if row is None:
                row = await check_request(connection, tenant, new)
            else:
                await insert_items(connection, row, sealed)
                row = await whole_row(connection, tenant, row.batch_id)
        await self._grown(0, row.total)
        return await self._batch(row)

    async def find_request(self, tenant: str, request_id: str, request_digest: str) -> Batch | None:
        """Returns the batch that a request has made, None without one."""
        async with self._database.reading() as connection:
            row = await request_row(connection, tenant, request_id, request_digest)
        return None if row is None else await self._batch(row)

    async def add_items(self, tenant: str, batch_id: str, items: Sequence[NewItem], *, accepts_items: bool) -> Batch:
        """Adds those of the items that are not there yet."""
        sealed = await sealed_items(self._vault, tenant, items)
        async with self._database.writing() as connection:
            batch = await batch_row(connection, tenant, batch_id, lock=True)
            fresh = await new_ones(connection, batch_id, sealed)
            if batch.accepts_items:
                await insert_items(connection, batch, fresh, accepts_items=accepts_items)
            elif fresh:
                raise BoleError(
                    ErrorReason.BATCH_CLOSED, "The batch takes no more items: put them into a batch of their own."
                )
            row = await whole_row(connection, tenant, batch_id)
        await self._grown(batch.total, row.total)
        return await self._batch(row)

    async def get(self, tenant: str, batch_id: str) -> Batch:
        """Returns a batch."""
        async with self._database.reading() as connection:
            row = await whole_row(connection, tenant, batch_id)
        return await self._batch(row)

    async def list_batches(self, tenant: str, *, before: str, limit: int) -> tuple[Batch, ...]:
        """Returns batches, the newest first; `before` does not have to be there any more."""
        query = select(BATCH).where(BATCH.c.tenant == tenant).order_by(BATCH.c.batch_id.desc()).limit(limit)
        async with self._database.reading() as connection:
            rows = list(await connection.execute(query.where(BATCH.c.batch_id < before) if before else query))
        return await batches_of(self._vault, rows)

    async def finished_items(
        self, tenant: str, batch_id: str, *, after_sequence: int, limit: int
    ) -> tuple[BatchItem, ...]:
        """Returns items in the order in which they finished, with their answers."""
        async with self._database.reading() as connection:
            batch = await batch_row(connection, tenant, batch_id)
            query = items_query(batch_id, up_to_sequence=batch.last_sequence)
            in_order = query.where(BATCH_ITEM.c.sequence > after_sequence).order_by(BATCH_ITEM.c.sequence)
            rows = list(await connection.execute(in_order.limit(limit)))
            same = await same_candidates(connection, tenant, batch_id, rows, up_to_sequence=batch.last_sequence)
        return await items_of(self._vault, tenant, rows, same)

    async def results(
        self, tenant: str, batch_id: str, *, wanted: ResultFilter, start: PageStart | None, limit: int
    ) -> ResultPage:
        """Returns a page of ranked results with their answers."""
        async with self._database.reading() as connection:
            batch = await whole_row(connection, tenant, batch_id)
            start = start or PageStart(revision=batch.revision, up_to_sequence=batch.last_sequence)
            if start.revision != batch.revision:
                raise changed()
            page = await page_rows(connection, batch_id, wanted, start, limit)
            counts = await place_counts(connection, batch_id, start.up_to_sequence)
            same = await same_candidates(connection, tenant, batch_id, page.rows, up_to_sequence=start.up_to_sequence)
        items = await items_of(self._vault, tenant, page.rows, same)
        return ResultPage(
            items=with_ranks(items, page.rows, counts),
            terms=(await self._batch(batch)).terms,
            total=page.total,
            next_start=page.next_start,
        )

    async def answered(self, tenant: str, batch_id: str) -> tuple[str, ...]:
        """Returns the digests of the answers by which items stand where they do, each once."""
        async with self._database.reading() as connection:
            await batch_row(connection, tenant, batch_id)
            rows = await answered_items(connection, batch_id) + await ordered_before(connection, batch_id)
        return tuple(dict.fromkeys(row.digest for row in rows))

    async def payloads(self, tenant: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Returns the payloads of those of the answers that are there."""
        async with self._database.reading() as connection:
            sealed = await sealed_answers(connection, tenant, digests)
        return dict(zip(sealed, await open_all(self._vault, list(sealed.values())), strict=True))

    async def rescore(
        self, tenant: str, batch_id: str, *, revision: int, terms: bytes, standings: Mapping[str, Standing]
    ) -> Batch:
        """Sets the terms and the standings, and counts the revision up."""
        (sealed,) = await seal_all(self._vault, [Content(payload=terms, tenant=tenant, candidate_id="")])
        async with self._database.writing() as connection:
            batch = await batch_row(connection, tenant, batch_id, lock=True)
            if batch.revision != revision:
                raise changed()
            await set_standings(connection, batch_id, standings)
            await save(connection, batch_id, revision=revision + 1, payload=sealed)
            row = await whole_row(connection, tenant, batch_id)
        return await self._batch(row)

    async def cancel(self, tenant: str, batch_id: str) -> Batch:
        """Cancels a batch and its unfinished items; one that is final stays as it is."""
        async with self._database.writing() as connection:
            batch = await batch_row(connection, tenant, batch_id, lock=True)
            if batch.state not in FINAL_BATCH:
                tally = tally_of(batch)
                await cancel_items(connection, batch, tally)
                await end(connection, batch_id, BatchState.CANCELLED, tally=tally)
            row = await whole_row(connection, tenant, batch_id)
        return await self._batch(row)

    async def delete(self, tenant: str, batch_id: str) -> None:
        """Deletes a batch, its items, their documents, and the answers that no other batch refers to."""
        async with self._database.writing() as connection:
            await batch_row(connection, tenant, batch_id, lock=True)
            digests = await referred_digests(connection, batch_id)
            for table in (BATCH_DOCUMENT, BATCH_ITEM, BATCH):
                await connection.execute(delete(table).where(table.c.batch_id == batch_id))
            await remove_unused(connection, tenant, digests)

    # What the replica does that works on them.

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
        async with self._database.writing() as connection:
            await leased_row(connection, lease)
            rows = await claimable(connection, lease.batch_id, limit, suspects=suspects, most_bytes=most_bytes)
        sealed = [Content(payload=row.payload, tenant=lease.tenant, candidate_id=row.candidate_id) for row in rows]
        documents = await open_all(self._vault, sealed)
        return tuple(claimed(row, opened) for row, opened in zip(rows, documents, strict=True))

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
        async with self._database.writing() as connection:
            batch = await leased_row(connection, lease)
            if batch.revision != revision:
                raise changed()
            tally = tally_of(batch)
            await finish_items(connection, batch, outcomes, tally)
            await save(connection, lease.batch_id, tally, waiting_for="")

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

    async def _grown(self, before: int, after: int) -> None:
        """Tells the database when a large batch has doubled; the items are kept, whatever it says to that."""
        if after >= 256 and before.bit_length() != after.bit_length():
            with suppress(BoleError):
                await self._database.many_inserted(BATCH_ITEM, BATCH_DOCUMENT)

    async def _batch(self, row: AnyRow) -> Batch:
        (batch,) = await batches_of(self._vault, [row])
        return batch
