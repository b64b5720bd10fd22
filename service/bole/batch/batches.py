"""What callers do with batches, as use cases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass

from bole.batch.changes import Changes, set_within
from bole.batch.intake import ItemDraft, new_items
from bole.batch.item_quota import ItemQuota
from bole.batch.rescoring import Rescoring
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchPriority,
    BatchTerms,
    NewBatch,
    NewItem,
    PageStart,
    ResultFilter,
    ResultPage,
)
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import BatchStore, Codec
from bole.sources.tenants import TenantReferences

_POLL_SECONDS = 0.5
"""How long a change by another replica may stay unseen."""
_GATHER_SECONDS = 0.1
"""How long what happens is gathered before it is told."""
_PROGRESS_SECONDS = 1.0
"""How often a watcher is told at most where a batch stands."""
_ITEMS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEvent:
    """Something that a watcher is told: where the batch stands, or an item that finished.

    `sequence` is the place of the last item that was told so far: a watch that goes on after it misses nothing.
    """

    event: Batch | BatchItem
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """The use cases; work itself is done by a `BatchRunner` that shares `changes`. Without `quota` nobody has one.

    `engine` is the name of the one that answers.
    """

    store: BatchStore
    codec: Codec
    engine: str
    workers: Workers
    references: TenantReferences
    changes: Changes
    quota: ItemQuota | None = None

    async def made_before(self, tenant: str, request_id: str, request_digest: str) -> Batch | None:
        """Returns the batch that a request has made; None without one, and for an empty `request_id`.

        Raises:
            BoleError: REQUEST_ID_REUSED, STORAGE_UNAVAILABLE.
        """
        return await self.store.find_request(tenant, request_id, request_digest) if request_id else None

    async def create(
        self,
        tenant: str,
        *,
        request_id: str,
        request_digest: str,
        terms: BatchTerms,
        priority: BatchPriority,
        items: Sequence[ItemDraft],
        source_uris: Sequence[str],
        accepts_items: bool,
    ) -> Batch:
        """Keeps a batch, and lets the work on it begin; a `request_id` that is known returns the batch that it made.

        Raises:
            BoleError: ARGUMENT_INVALID where there is nothing to screen and nothing can come, REQUEST_ID_REUSED,
                ITEM_ID_REUSED, SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND, QUOTA_EXCEEDED, STORAGE_UNAVAILABLE.
        """
        given = await self._items(tenant, items, source_uris)
        if not given and not accepts_items:
            raise _nothing_to_screen()
        new = NewBatch(
            request_id=request_id,
            request_digest=request_digest,
            title=terms.rubric.title.replace("\0", " "),  # which no column of PostgreSQL takes
            priority=priority,
            terms=self.codec.encode_terms(terms),
        )
        return self._told(await self.store.create(tenant, new, given, accepts_items=accepts_items))

    async def add_items(
        self,
        tenant: str,
        batch_id: str,
        *,
        items: Sequence[ItemDraft],
        source_uris: Sequence[str],
        accepts_items: bool,
    ) -> Batch:
        """Adds items; those that are there with the same documents are passed over.

        Raises:
            BoleError: BATCH_NOT_FOUND, BATCH_CLOSED, ITEM_ID_REUSED, SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND,
                QUOTA_EXCEEDED, STORAGE_UNAVAILABLE.
        """
        given = await self._items(tenant, items, source_uris)
        return self._told(await self.store.add_items(tenant, batch_id, given, accepts_items=accepts_items))

    async def get(self, tenant: str, batch_id: str) -> Batch:
        """Returns a batch.

        Raises:
            BoleError: BATCH_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        return await self.store.get(tenant, batch_id)

    async def list_batches(self, tenant: str, *, before: str, limit: int) -> tuple[Batch, ...]:
        """Returns batches, the newest first; `before` is the batch_id that the page before ended with, or empty."""
        return await self.store.list_batches(tenant, before=before, limit=limit)

    async def watch(
        self, tenant: str, batch_id: str, *, after_sequence: int, progress_only: bool
    ) -> AsyncGenerator[tuple[BatchEvent, ...]]:
        """Tells where a batch stands, at first and whenever that changes, and of items that finish, until it has ended.

        What is there comes together, 50 events at most.

        Args:
            tenant: Whose it is.
            batch_id: The batch.
            after_sequence: Items up to this place are not told; 0 for all.
            progress_only: True tells of no items.

        Raises:
            BoleError: BATCH_NOT_FOUND, also where it is deleted meanwhile; STORAGE_UNAVAILABLE.
        """
        loop = asyncio.get_running_loop()
        told: Batch | None = None
        told_at = 0.0
        with self.changes.listening(batch_id) as changed:
            while True:
                changed.clear()
                batch = await self.store.get(tenant, batch_id)
                # Items are told under the rubric of the batch as it was told last.
                rescored = told is None or batch.revision != told.revision
                if rescored or (batch != told and loop.time() - told_at >= _PROGRESS_SECONDS):
                    told, told_at = batch, loop.time()
                    yield (BatchEvent(event=batch, sequence=after_sequence),)
                if not progress_only:
                    async for items in self._finished(tenant, batch_id, after_sequence):
                        after_sequence = items[-1].sequence
                        yield tuple(BatchEvent(event=item, sequence=item.sequence) for item in items)
                if batch.state.final:
                    yield (BatchEvent(event=batch, sequence=after_sequence),)
                    return
                if await set_within(changed, _POLL_SECONDS):
                    await asyncio.sleep(_GATHER_SECONDS)

    async def results(
        self, tenant: str, batch_id: str, *, wanted: ResultFilter, start: PageStart | None, limit: int
    ) -> ResultPage:
        """Returns a page of ranked results; `start` is None for the first page.

        Raises:
            BoleError: BATCH_NOT_FOUND, BATCH_CHANGED where it was rescored since the first page, STORAGE_UNAVAILABLE.
        """
        return await self.store.results(
            tenant, batch_id, wanted=wanted, start=start, limit=limit, spread_of=self._spread
        )

    async def item(self, tenant: str, batch_id: str, item_id: str) -> tuple[BatchItem, bytes]:
        """Returns an item with its answer and its rank, and the terms of its batch.

        Raises:
            BoleError: BATCH_NOT_FOUND, ITEM_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        return await self.store.item(tenant, batch_id, item_id, spread_of=self._spread)

    async def rescore(self, tenant: str, batch_id: str, rubric: Rubric) -> Batch:
        """Applies the weights, requirements, gates and thresholds of a checked rubric to all results.

        Raises:
            BoleError: FINDINGS_MISMATCH where the rubric asks something else, BATCH_NOT_FOUND, BATCH_CHANGED where the
                batch changed each time, STORAGE_UNAVAILABLE.
        """
        rescoring = Rescoring(store=self.store, workers=self.workers, codec=self.codec)
        batch = await rescoring.rescore(tenant, batch_id, rubric)
        self.changes.tell(batch_id)
        return batch

    async def cancel(self, tenant: str, batch_id: str) -> Batch:
        """Cancels a batch and its unfinished items; one that has ended stays as it is.

        Raises:
            BoleError: BATCH_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        return self._told(await self.store.cancel(tenant, batch_id))

    async def delete(self, tenant: str, batch_id: str) -> None:
        """Deletes a batch with its items, documents and answers.

        Raises:
            BoleError: BATCH_NOT_FOUND, STORAGE_UNAVAILABLE.
        """
        await self.store.delete(tenant, batch_id)
        self.changes.work.set()
        self.changes.tell(batch_id)

    async def _items(self, tenant: str, items: Sequence[ItemDraft], source_uris: Sequence[str]) -> tuple[NewItem, ...]:
        given = await asyncio.to_thread(new_items, items, source_uris, self.references.of(tenant), self.codec)
        if self.quota is not None:
            await self.quota.refuse_if_over(tenant, len(given))
        return given

    async def _finished(self, tenant: str, batch_id: str, after_sequence: int) -> AsyncIterator[tuple[BatchItem, ...]]:
        while True:
            items = await self.store.finished_items(
                tenant, batch_id, after_sequence=after_sequence, limit=_ITEMS_AT_ONCE
            )
            if items:
                after_sequence = items[-1].sequence
                yield items
            if len(items) < _ITEMS_AT_ONCE:
                return

    def _spread(self, terms: bytes) -> int:
        """Returns the spread that the rubric states for the engine that answers."""
        spread = self.codec.decode_terms(terms).rubric.score_spread
        return spread.points if spread is not None and spread.engine == self.engine else 0

    def _told(self, batch: Batch) -> Batch:
        self.changes.work.set()
        self.changes.tell(batch.batch_id)
        return batch


def _nothing_to_screen() -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        "There is nothing to screen. Send items or source_uris that hold files, or set accepts_items.",
        field="items",
    )
