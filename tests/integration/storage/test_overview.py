"""All batches at a glance, on both databases."""

from __future__ import annotations

from bole.domain.batches import BatchState
from bole.storage.opening import Storage
from tests.integration.storage.making import TENANT, claim, failed, finish, made, new_batch, new_items, taken


async def test_batches_are_counted_by_state_with_what_is_left_to_do(storage: Storage) -> None:
    """Those of all tenants together; what was cancelled leaves nothing to do."""
    await made(storage, new_items(3))
    await storage.batches.create("another tenant", new_batch(), new_items(2), accepts_items=False)
    cancelled = await made(storage, new_items(4))
    await storage.batches.cancel(TENANT, cancelled.batch_id)
    begun = await made(storage, new_items(2))
    lease = await taken(storage, begun)
    await claim(storage, lease, 1)
    await finish(storage, lease, [failed(1)])

    state = await storage.batches_state()

    assert dict(state.states) == {
        BatchState.QUEUED: 2,
        BatchState.RUNNING: 1,
        BatchState.FINISHED: 0,
        BatchState.CANCELLED: 1,
    }
    assert state.unfinished == 3 + 2 + 1
    assert 0 < state.oldest_seconds < 60


async def test_without_batches_nothing_waits(storage: Storage) -> None:
    """Nor once all have ended."""
    assert (await storage.batches_state()).oldest_seconds == 0
    batch = await made(storage, new_items(1))
    await storage.batches.cancel(TENANT, batch.batch_id)

    state = await storage.batches_state()

    assert state.unfinished == 0
    assert state.oldest_seconds == 0
