"""One replica at a time works on a batch, and what a dead one had in work is looked at with care."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bole.domain.batches import BatchState, ItemState, Lease
from bole.domain.storage_ports import LeaseLostError
from bole.storage.opening import Storage, opened
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    claim,
    failed,
    finish,
    made,
    new_items,
    outcome,
    taken,
    view,
)

WRITES: dict[str, Callable[[Storage, Lease], Awaitable[object]]] = {
    "release": lambda storage, lease: storage.batches.release(lease),
    "claim": lambda storage, lease: storage.batches.claim(lease, 1, suspects=False),
    "identify": lambda storage, lease: storage.batches.identify(lease, {1: "key"}),
    "requeue": lambda storage, lease: storage.batches.requeue(lease, [1], waiting_for=""),
    "finish": lambda storage, lease: storage.batches.finish(lease, [failed(1)], revision=0),
    "cut": lambda storage, lease: storage.batches.cut(lease, {}),
    "complete": lambda storage, lease: storage.batches.complete(lease, None),
    "unfinished": lambda storage, lease: storage.batches.unfinished(lease),
    "ordered": lambda storage, lease: storage.batches.ordered(lease),
    "cut_answers": lambda storage, lease: storage.batches.cut_answers(lease),
}


async def test_of_two_replicas_one_gets_the_batch(storage: Storage, address: str) -> None:
    async with opened(address, LabellingVault()) as other:
        for _ in range(5):
            batch = await made(storage, new_items(1))
            seen = await view(storage, batch.batch_id)
            takings = await asyncio.gather(
                *(store.batches.take(seen, f"replica {n}") for n, store in enumerate((storage, other) * 4))
            )
            (lease,) = [taking for taking in takings if taking is not None]
            now = await view(other, batch.batch_id)
            assert (now.owner, now.epoch) == (lease.owner, lease.epoch)
            assert (await storage.batches.get(TENANT, batch.batch_id)).state is BatchState.RUNNING


@pytest.mark.parametrize("write", WRITES)
async def test_a_lost_lease_writes_nothing(storage: Storage, write: str) -> None:
    batch = await made(storage, new_items(2))
    lost = await taken(storage, batch, "old")
    await claim(storage, lost)
    lease = await taken(storage, batch, "new")
    before = await storage.batches.get(TENANT, batch.batch_id)

    with pytest.raises(LeaseLostError):
        await WRITES[write](storage, lost)

    assert await storage.batches.get(TENANT, batch.batch_id) == before
    assert await storage.batches.unfinished(lease) == {ItemState.SUSPECT: 2}
    assert await storage.batches.renew([lost, lease]) == (lost,)


async def test_a_lease_is_not_taken_from_one_that_moves(storage: Storage) -> None:
    batch = await made(storage, new_items(1))
    lease = await taken(storage, batch, "alive")
    seen = await view(storage, batch.batch_id)

    assert await storage.batches.renew([lease]) == ()

    moved = await view(storage, batch.batch_id)
    assert (moved.epoch, moved.heartbeat > seen.heartbeat) == (seen.epoch, True)
    assert await storage.batches.take(seen, "hasty") is None
    assert await storage.batches.take(moved, "patient") is not None


async def test_leases_are_lost_with_their_batch(storage: Storage) -> None:
    batches = [await made(storage, new_items(1)) for _ in range(3)]
    leases = [await taken(storage, batch) for batch in batches]
    await storage.batches.cancel(TENANT, batches[0].batch_id)
    await storage.batches.delete(TENANT, batches[1].batch_id)

    assert await storage.batches.renew(leases) == tuple(leases[:2])
    assert await storage.batches.renew([]) == ()
    assert [each.batch_id for each in await storage.batches.leases()] == [batches[2].batch_id]


async def test_one_item_alone_in_work_has_crashed_its_replica(storage: Storage) -> None:
    batch = await made(storage, new_items(3))
    lease = await taken(storage, batch, "first")
    await claim(storage, lease, 2)
    lease = await taken(storage, batch, "second")

    suspects = await claim(storage, lease, 1, suspects=True)
    assert [(item.number, item.suspect, item.crashes, item.attempts) for item in suspects] == [(1, True, 0, 2)]
    lease = await taken(storage, batch, "third")
    suspects = await claim(storage, lease, 9, suspects=True)
    assert [(item.number, item.crashes, item.attempts) for item in suspects] == [(1, 1, 3), (2, 0, 2)]
    (queued,) = await claim(storage, lease, 9)
    assert (queued.number, queued.suspect, queued.crashes, queued.attempts) == (3, False, 0, 1)


async def test_items_in_work_in_two_batches_of_one_replica_were_not_alone(storage: Storage) -> None:
    batches = [await made(storage, new_items(1)) for _ in range(2)]
    for batch in batches:
        await claim(storage, await taken(storage, batch, "dead"))

    for batch in batches:
        lease = await taken(storage, batch, "heir")
        (item,) = await claim(storage, lease, suspects=True)
        assert item.crashes == 0
        await storage.batches.release(lease)


async def test_a_replica_without_other_work_has_crashed_on_its_item(storage: Storage) -> None:
    idle, busy = [await made(storage, new_items(1)) for _ in range(2)]
    await taken(storage, idle, "dead")
    await claim(storage, await taken(storage, busy, "dead"))

    await taken(storage, idle, "heir")
    (item,) = await claim(storage, await taken(storage, busy, "heir"), suspects=True)
    assert item.crashes == 1


async def test_two_heirs_at_once_do_not_wait_for_each_other(storage: Storage, address: str) -> None:
    async with opened(address, LabellingVault()) as other:
        batches = [await made(storage, new_items(1)) for _ in range(6)]
        for batch in batches:
            await claim(storage, await taken(storage, batch, "dead"))
        seen = [await view(storage, batch.batch_id) for batch in batches]

        leases = await asyncio.gather(
            *((storage, other)[n % 2].batches.take(each, f"heir {n % 2}") for n, each in enumerate(seen))
        )

        assert None not in leases
        for lease in leases:
            assert lease is not None
            assert [item.crashes for item in await claim(storage, lease, suspects=True)] == [0]


async def test_what_is_given_back_counts_no_attempt(storage: Storage) -> None:
    batch = await made(storage, new_items(3))
    lease = await taken(storage, batch)
    await claim(storage, lease, 2)

    await storage.batches.release(lease)

    seen = await view(storage, batch.batch_id)
    assert (seen.owner, (await storage.batches.get(TENANT, batch.batch_id)).state) == ("", BatchState.QUEUED)
    lease = await taken(storage, batch, "next")
    assert [(item.number, item.attempts) for item in await claim(storage, lease)] == [(1, 1), (2, 1), (3, 1)]
    assert await storage.batches.unfinished(lease) == {ItemState.RUNNING: 3}


async def test_a_batch_says_what_it_waits_for(storage: Storage) -> None:
    batch = await made(storage, new_items(2))
    lease = await taken(storage, batch)
    await claim(storage, lease)

    await storage.batches.requeue(lease, [2], waiting_for="MODEL_UNAVAILABLE")

    assert (await storage.batches.get(TENANT, batch.batch_id)).waiting_for == "MODEL_UNAVAILABLE"
    assert [(item.number, item.attempts) for item in await claim(storage, lease)] == [(2, 1)]
    await finish(storage, lease, [await outcome(storage, 1)])
    assert (await storage.batches.get(TENANT, batch.batch_id)).waiting_for == ""


async def test_a_suspect_that_goes_back_stays_suspect(storage: Storage) -> None:
    batch = await made(storage, new_items(1))
    await claim(storage, await taken(storage, batch, "dead"))
    lease = await taken(storage, batch, "heir")
    await claim(storage, lease, suspects=True)

    await storage.batches.requeue(lease, [1], waiting_for="")

    assert await storage.batches.unfinished(lease) == {ItemState.SUSPECT: 1}
    assert [(item.attempts, item.crashes) for item in await claim(storage, lease, suspects=True)] == [(2, 1)]
