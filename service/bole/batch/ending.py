"""What is to be done with a batch of which no item can be taken up: the cut, the end, or nothing yet."""

from __future__ import annotations

import asyncio

from bole.batch.cut import cut, cut_cost
from bole.batch.held import HeldBatch
from bole.domain.batches import CutCost, ItemState
from bole.domain.measuring import Count, count
from bole.domain.screening import CutGroup
from bole.domain.storage_ports import BatchStore


async def settled(held: HeldBatch, store: BatchStore) -> bool:
    """Does what is to be done with a batch without items in work, and tells whether it was given back.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
        LeaseLostError: The batch is another replica's, cancelled or gone.
    """
    batch = await held.refresh()
    # Read last: to a batch that takes no more none has come since.
    unfinished = await store.unfinished(held.lease)
    if unfinished.get(ItemState.RUNNING):
        # Taken into work by a claim whose answer was lost: only giving the batch back brings these items back.
        await store.release(held.lease)
        return True
    if unfinished.get(ItemState.SUSPECT):
        held.suspects = True
        return False
    if unfinished.get(ItemState.QUEUED):
        return False
    if batch.accepts_items:
        held.resting = True
        return False
    if unfinished.get(ItemState.ORDERED):
        await _cut(held, store)
        return False
    return await store.complete(held.lease, await _cut_cost(held, store))


async def _cut(held: HeldBatch, store: BatchStore) -> None:
    two_stage = held.terms.two_stage
    if two_stage is None:
        raise ValueError("only two-stage batches have ordered items")
    ordered = await store.ordered(held.lease)
    groups = cut(ordered, two_stage, held.lease.batch_id)
    await store.cut(held.lease, groups)
    count(Count.BATCH_ITEMS, "OK", by=sum(group is CutGroup.REST for group in groups.values()))
    held.look_again()


async def _cut_cost(held: HeldBatch, store: BatchStore) -> CutCost | None:
    if held.terms.two_stage is None:
        return None
    return await asyncio.to_thread(cut_cost, await store.cut_answers(held.lease))
