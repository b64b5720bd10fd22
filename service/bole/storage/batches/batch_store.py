"""Batches and their items in a database, as callers see them: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select

from bole.domain.answers import Standing
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchState,
    NewBatch,
    NewItem,
    PageStart,
    ResultFilter,
    ResultPage,
)
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.batches.batch_rows import (
    FINAL_BATCH,
    batch_row,
    batches_of,
    changed,
    end,
    not_found,
    save,
    whole_row,
)
from bole.storage.batches.batch_work import SqlBatchWork
from bole.storage.batches.finding import documents_row, erased, named, only, sealed_documents
from bole.storage.batches.finishing import cancel_items
from bole.storage.batches.intake import (
    check_request,
    contents_of,
    insert_batch,
    insert_items,
    new_ones,
    request_row,
    sealed_items,
)
from bole.storage.batches.item_rows import items_of, items_query, same_candidates
from bole.storage.batches.removing import delete_batch
from bole.storage.batches.rescoring import answered_items, ordered_before, sealed_answers, set_standings
from bole.storage.batches.results import page_rows, place_counts, with_ranks
from bole.storage.batches.tally import tally_of
from bole.storage.doomed import destroy_doomed, destroyed_if_refused, doom
from bole.storage.forms import HEAD_BYTES, terms_content, unpacked_answer
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH, BATCH_DOCUMENT, BATCH_ITEM
from bole.storage.unbroken import unbroken


@unbroken
class SqlBatchStore(SqlBatchWork):
    """Keeps batches, with payloads sealed by a vault."""

    async def create(self, tenant: str, new: NewBatch, items: Sequence[NewItem], *, accepts_items: bool) -> Batch:
        """Keeps a batch with its first items, or returns the one that the same request made before."""
        sealed = await sealed_items(self._vault, tenant, items)
        (terms,) = await self._vault.seal([terms_content(new.terms, tenant, new.request_digest)])
        refused = destroyed_if_refused(self._vault, [terms, *contents_of(sealed)])
        async with refused, self._database.writing() as connection:
            row = await insert_batch(connection, tenant, new, terms, accepts_items=accepts_items)
            made = row is not None
            if row is None:
                row = await check_request(connection, tenant, new)
            else:
                await insert_items(connection, row, sealed)
                row = await whole_row(connection, tenant, row.batch_id)
        if not made:
            await self._vault.destroy([self._vault.key_of(each) for each in (terms, *contents_of(sealed))])
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
        refused = destroyed_if_refused(self._vault, contents_of(sealed))
        async with refused, self._database.writing() as connection:
            batch = await batch_row(connection, tenant, batch_id, lock=True)
            fresh = await new_ones(connection, batch_id, sealed)
            if batch.accepts_items:
                await insert_items(connection, batch, fresh, accepts_items=accepts_items)
            elif fresh:
                raise BoleError(
                    ErrorReason.BATCH_CLOSED, "The batch takes no more items: put them into a batch of their own."
                )
            row = await whole_row(connection, tenant, batch_id)
        if len(fresh) < len(sealed):
            new = {item.item for item in fresh}
            needless = contents_of([item for item in sealed if item.item not in new])
            await self._vault.destroy([self._vault.key_of(each) for each in needless])
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
        self,
        tenant: str,
        batch_id: str,
        *,
        wanted: ResultFilter,
        start: PageStart | None,
        limit: int,
        spread_of: Callable[[bytes], int],
    ) -> ResultPage:
        """Returns a page of ranked results with their answers."""
        wanted = replace(wanted, candidate_id=self._vault.digest(tenant, wanted.candidate_id))
        async with self._database.reading() as connection:
            batch = await whole_row(connection, tenant, batch_id)
            start = start or PageStart(revision=batch.revision, up_to_sequence=batch.last_sequence)
            if start.revision != batch.revision:
                raise changed()
            page = await page_rows(connection, batch_id, wanted, start, limit)
            counts = await place_counts(connection, batch_id, start.up_to_sequence)
            same = await same_candidates(connection, tenant, batch_id, page.rows, up_to_sequence=start.up_to_sequence)
        items = await items_of(self._vault, tenant, page.rows, same)
        terms = (await self._batch(batch)).terms
        return ResultPage(
            items=with_ranks(items, page.rows, counts, spread_of(terms)),
            terms=terms,
            total=page.total,
            next_start=page.next_start,
        )

    async def item(
        self, tenant: str, batch_id: str, item_id: str, *, spread_of: Callable[[bytes], int]
    ) -> tuple[BatchItem, bytes]:
        """Returns an item with its rank and its answer, and the terms of its batch."""
        async with self._database.reading() as connection:
            batch = await whole_row(connection, tenant, batch_id)
            query = items_query(batch_id, up_to_sequence=batch.last_sequence)
            row = only(list(await connection.execute(query.where(named(self._vault, tenant, item_id)))))
            counts = await place_counts(connection, batch_id, batch.last_sequence)
            same = await same_candidates(connection, tenant, batch_id, [row], up_to_sequence=batch.last_sequence)
        items = await items_of(self._vault, tenant, [row], same)
        terms = (await self._batch(batch)).terms
        return with_ranks(items, [row], counts, spread_of(terms))[0], terms

    async def documents(self, tenant: str, batch_id: str, item_id: str) -> bytes:
        """Returns the documents of an item as `Codec.encode_documents` writes them."""
        async with self._database.reading() as connection:
            await batch_row(connection, tenant, batch_id)
            row = await documents_row(connection, batch_id, named(self._vault, tenant, item_id))
        (opened,) = await self._vault.open([sealed_documents(row, tenant)])
        if opened is None:
            raise erased()
        return opened

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
        opened = zip(sealed, await self._vault.open(list(sealed.values())), strict=True)
        return {digest: unpacked_answer(content)[1] for digest, content in opened if content is not None}

    async def rescore(
        self, tenant: str, batch_id: str, *, revision: int, terms: bytes, standings: Mapping[str, Standing]
    ) -> Batch:
        """Sets the terms and the standings, and counts the revision up."""
        async with self._database.reading() as connection:
            before = await whole_row(connection, tenant, batch_id)
        (sealed,) = await self._vault.seal([terms_content(terms, tenant, before.request_digest)])
        async with destroyed_if_refused(self._vault, [sealed]):
            row = await self._rescored(before, revision, sealed, standings)
        return await self._batch(row)

    async def _rescored(self, before: AnyRow, revision: int, terms: bytes, standings: Mapping[str, Standing]) -> AnyRow:
        async with self._database.writing() as connection:
            batch = await batch_row(connection, before.tenant, before.batch_id, lock=True)
            if not batch.revision == before.revision == revision:
                raise changed()
            await set_standings(connection, batch.batch_id, standings)
            await save(connection, batch.batch_id, revision=revision + 1, payload=terms)
            await doom(connection, [before.payload[:HEAD_BYTES]])  # not destroyed at once: others may be reading them
            return await whole_row(connection, batch.tenant, batch.batch_id)

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
            await delete_batch(connection, tenant, batch_id)
        await destroy_doomed(self._database, self._vault)

    async def _grown(self, before: int, after: int) -> None:
        """Tells the database when a large batch has doubled; the items are kept, whatever it says to that."""
        if after >= 256 and before.bit_length() != after.bit_length():
            with suppress(BoleError):
                await self._database.many_inserted(BATCH_ITEM, BATCH_DOCUMENT)

    async def _batch(self, row: AnyRow) -> Batch:
        for batch in await batches_of(self._vault, [row]):
            return batch
        raise not_found()
