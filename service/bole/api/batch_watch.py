"""The stream of `WatchBatch`: progress, and items as they finish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bole.api import batch_messages, batch_requests, page_tokens, result_requests
from bole.api.batch_answers import ItemView, serialized_items
from bole.batch.batches import Batches, BatchEvent
from bole.domain.batches import Batch, BatchItem
from bole.domain.ports import Workers
from bole.v1 import batch_service_pb2 as pb

Write = Callable[[pb.WatchBatchResponse], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWatch:
    """One watch; `write` sends one message to the caller."""

    batches: Batches
    workers: Workers
    write: Write

    async def run(self, request: pb.WatchBatchRequest, tenant: str) -> None:
        """Tells of a batch until it has ended.

        Raises:
            BoleError: ARGUMENT_INVALID; BATCH_NOT_FOUND, also where it is deleted meanwhile; STORAGE_UNAVAILABLE.
        """
        batch_id, view = batch_requests.batch_id(request.batch_id), result_requests.view(request)
        after = page_tokens.sequence_of(request.cursor, batch_id)
        batch = await self.batches.get(tenant, batch_id)
        told = self.batches.watch(tenant, batch_id, after_sequence=after, progress_only=request.progress_only)
        async with aclosing(told) as groups:
            async for events in groups:
                batch = await self._tell(events, batch, view)

    async def _tell(self, events: Sequence[BatchEvent], batch: Batch, view: ItemView) -> Batch:
        """Writes events in their order, and returns the batch as it is known now; its rubric is that of the answers."""
        batch = [batch, *(one.event for one in events if isinstance(one.event, Batch))][-1]
        shown = iter(await self._shown([one.event for one in events if isinstance(one.event, BatchItem)], batch, view))
        for one in events:
            message = pb.WatchBatchResponse(cursor=page_tokens.cursor(one.sequence, batch.batch_id))
            if isinstance(one.event, Batch):
                message.batch.CopyFrom(batch_messages.batch(one.event, with_rubric=False))
            else:
                message.item.MergeFromString(next(shown))
            await self.write(message)
        return batch

    async def _shown(self, items: Sequence[BatchItem], batch: Batch, view: ItemView) -> list[bytes]:
        if not items:
            return []
        return await self.workers.run(serialized_items, items, batch.batch_id, batch.terms, view)
