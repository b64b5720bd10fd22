"""What happens to batches when a model, a store or a replica dies, and to the items that kill."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bole.batch.changes import Changes
from bole.domain.batches import Batch, BatchPriority, BatchState, ItemState, Lease, LeaseView, NewBatch, NewItem
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import BatchStore
from tests.integration.batch.desk import TENANT, Desk, draft, drafts, running

AWAY = BoleError(ErrorReason.STORAGE_UNAVAILABLE, "The database is away.")


class FailingStore:
    """A store of which some calls fail, before or after they have done what they do."""

    def __init__(
        self, store: BatchStore, failures: Mapping[str, Sequence[int]] | None = None, *, after: bool = False
    ) -> None:
        """Lets the calls of these numbers, from 1, of each of these methods fail."""
        self._store, self._failures, self._after = store, failures or {}, after
        self._calls: Counter[str] = Counter()
        self.away: set[str] = set()
        """Methods that fail as long as they stand here."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # stands for every method of the port
        """Returns the method, which may fail."""
        method = getattr(self._store, name)

        async def call(*args: object, **kwargs: object) -> object:
            self._calls[name] += 1
            fails = name in self.away or self._calls[name] in self._failures.get(name, ())
            if fails and not self._after:
                raise AWAY
            result = await method(*args, **kwargs)
            if fails:
                raise AWAY
            return result

        return call


async def died(desk: Desk, batch_id: str, count: int, *, suspects: bool = False) -> None:
    """Takes a batch and so many of its items into work, as a replica that dies with them does."""
    (view,) = [view for view in await desk.storage.batches.leases() if view.batch_id == batch_id]
    lease = await desk.storage.batches.take(view, f"dead-{view.epoch}")
    assert lease is not None
    claimed = await desk.storage.batches.claim(lease, count, suspects=suspects)
    assert len(claimed) == count


@pytest.mark.parametrize(
    "reason",
    [
        ErrorReason.MODEL_UNAVAILABLE,
        ErrorReason.MODEL_OVERLOADED,
        ErrorReason.SERVER_OVERLOADED,
        ErrorReason.KEY_MISSING,
    ],
)
async def test_items_wait_for_a_model_or_a_master_key_that_is_away(desk: Desk, reason: ErrorReason) -> None:
    """The batch says what it waits for; no attempt is counted, and nothing fails."""
    desk.screener.away = BoleError(reason, "Try again.")
    async with running(desk.runner(lease_seconds=600, width=40)):
        batch_id = await desk.create(drafts(6))
        waiting = await desk.until(batch_id, lambda batch: bool(batch.waiting_for))
        desk.screener.away = None
        batch = await desk.ended(batch_id)

    assert (waiting.waiting_for, waiting.counts.finished) == (reason.value, 0)
    assert (batch.waiting_for, batch.counts.succeeded) == ("", 6)
    assert {item.attempts for item in (await desk.items(batch_id)).values()} == {1}


async def test_while_the_model_is_away_one_item_goes_ahead(desk: Desk) -> None:
    """The others are not taken into work again and again."""
    desk.screener.away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Try again.")
    async with running(desk.runner(width=6)):
        batch_id = await desk.create(drafts(6))
        await desk.until(batch_id, lambda batch: bool(batch.waiting_for))
        begun = len(desk.screener.asked)
        desk.screener.most_in_work = 0
        while len(desk.screener.asked) < begun + 3:
            desk.screener.asking.clear()
            await desk.screener.asking.wait()
        alone = desk.screener.most_in_work
        desk.screener.away = None
        await desk.ended(batch_id)

    assert (begun, alone) == (6, 1)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "method", ["leases", "take", "renew", "get", "claim", "finish", "unfinished", "complete", "release"]
)
async def test_nothing_is_lost_while_the_store_is_away(desk: Desk, method: str, *, after: bool) -> None:
    """Whatever fails a few times, before it was written or after: every item ends once."""
    store: Any = FailingStore(desk.storage.batches, {method: (1, 2)}, after=after)
    async with running(desk.runner(store=store, width=4)):
        batch_id = await desk.create(drafts(12))
        batch = await desk.ended(batch_id)

    items = await desk.items(batch_id)
    assert (batch.state, batch.counts.succeeded) == (BatchState.FINISHED, 12)
    assert sorted(item.sequence for item in items.values()) == list(range(1, 13))


@pytest.mark.parametrize("after", [False, True])
async def test_items_that_wait_are_put_back_once_the_store_is_there(desk: Desk, *, after: bool) -> None:
    """A model and the store are away at the same time."""
    store: Any = FailingStore(desk.storage.batches, {"requeue": (1, 2)}, after=after)
    desk.screener.away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Try again.")
    async with running(desk.runner(store=store)):
        batch_id = await desk.create(drafts(3))
        await desk.until(batch_id, lambda batch: bool(batch.waiting_for))
        desk.screener.away = None
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 3


async def test_no_new_items_are_taken_up_while_results_cannot_be_written(desk: Desk) -> None:
    """What has been worked out waits in memory, which has an end, and is written once the store is back."""
    store = FailingStore(desk.storage.batches)
    failing: Any = store
    store.away = {"finish"}
    async with running(desk.runner(store=failing)):
        first = await desk.create([draft(1), draft(2)])
        await desk.screener.asking.wait()
        await desk.screener.idle.wait()
        second = await desk.create([draft(3)])
        await desk.until(second, lambda batch: batch.state is BatchState.RUNNING)
        await desk.until_looked_at(second)
        asked = list(desk.screener.asked)
        store.away = set()
        counts = [(await desk.ended(batch_id)).counts.succeeded for batch_id in (first, second)]

    assert sorted(asked) == [b"1 points", b"2 points"]
    assert desk.screener.asked == [*asked, b"3 points"]
    assert counts == [2, 1]


async def test_another_replica_goes_on_where_one_has_died(desk: Desk) -> None:
    """What was in work is done again, the rest for the first time, and the dead one can write no more."""
    desk.screener.may_answer.clear()
    dying = asyncio.create_task(desk.runner(width=3).run())
    batch_id = await desk.create(drafts(9))
    await desk.screener.asking.wait()
    dying.cancel()
    await asyncio.wait([dying])
    desk.screener.may_answer.set()

    async with running(desk.runner(changes=Changes(), width=3)):
        batch = await desk.ended(batch_id)

    attempts = sorted(item.attempts for item in (await desk.items(batch_id)).values())
    assert batch.counts.succeeded == 9
    assert attempts == [1] * 6 + [2] * 3


async def test_two_replicas_work_side_by_side(desk: Desk) -> None:
    """Each batch is worked on by one of them, as long as it lives."""
    async with running(desk.runner(width=2)), running(desk.runner(width=2, changes=Changes())):
        batch_ids = [await desk.create([draft(10 * batch + one) for one in range(10)]) for batch in range(4)]
        for batch_id in batch_ids:
            await desk.ended(batch_id)

    assert len(desk.screener.asked) == 40


class DeafStore(FailingStore):
    """A store that hears no more signs of life of a replica, while its writes still arrive."""

    def __init__(self, store: BatchStore) -> None:
        """Hears it at first."""
        super().__init__(store)
        self.deaf = False
        self.real = store

    async def leases(self) -> tuple[LeaseView, ...]:
        """Shows the replica nothing that it could take."""
        return () if self.deaf else await self.real.leases()

    async def renew(self, leases: Sequence[Lease]) -> tuple[Lease, ...]:
        """Renews nothing while it is deaf."""
        return () if self.deaf else await self.real.renew(leases)


async def test_a_replica_that_lost_its_lease_writes_nothing(desk: Desk) -> None:
    """It worked on while another one took the batch: its results are dropped, those of the other one stay."""
    store = DeafStore(desk.storage.batches)
    deaf: Any = store
    desk.screener.may_answer.clear()
    async with running(desk.runner(store=deaf, width=4)) as slow:
        batch_id = await desk.create(drafts(4))
        await desk.screener.asking.wait()
        store.deaf = True
        other_desk = replace(desk, changes=Changes(), screener=desk.another_screener("same"))
        async with running(other_desk.runner()):
            await other_desk.ended(batch_id)
            desk.screener.may_answer.set()
            await desk.screener.idle.wait()
        assert not slow.done()

    items = await desk.items(batch_id)
    assert {item.attempts for item in items.values()} == {2}
    assert sorted(item.sequence for item in items.values()) == [1, 2, 3, 4]


async def test_items_of_a_replica_that_died_are_taken_up_alone(desk: Desk) -> None:
    """One of them may be deadly, and must not take others with it: those in work end first, and no new ones begin."""
    batch_id = await desk.create(drafts(8))
    await died(desk, batch_id, 4)
    desk.screener.may_answer.clear()
    async with running(desk.runner(width=4)):
        other_id = await desk.create([draft(90)])
        await desk.screener.asking.wait()
        await desk.until_taken_from("dead-0", batch_id)
        await desk.until_looked_at(batch_id)
        await desk.create([draft(91)], priority=BatchPriority.HIGH)
        asked_before = list(desk.screener.asked)
        desk.screener.may_answer.set()
        await desk.ended(other_id)
        await desk.ended(batch_id)

    suspects = [b"%d points" % number for number in range(4)]
    assert asked_before == [b"90 points"]
    assert desk.screener.asked[1:5] == suspects
    assert [desk.screener.beside[content] for content in suspects] == [0, 0, 0, 0]


async def test_an_item_that_kills_each_time_is_quarantined(desk: Desk) -> None:
    """After three deaths with it alone in work it fails without being read; its neighbours are screened."""
    batch_id = await desk.create(drafts(5))
    await died(desk, batch_id, 1)
    await died(desk, batch_id, 1, suspects=True)
    await died(desk, batch_id, 1, suspects=True)

    async with running(desk.runner()):
        batch = await desk.ended(batch_id)

    item = (await desk.items(batch_id))["i0"]
    assert batch.counts.failures == {"ITEM_QUARANTINED": 1}
    assert (batch.counts.succeeded, item.state) == (4, ItemState.FAILED)
    assert b"0 points" not in desk.screener.asked


async def test_an_item_that_was_there_at_two_deaths_is_tried_again(desk: Desk) -> None:
    """Twice may be chance."""
    batch_id = await desk.create(drafts(2))
    await died(desk, batch_id, 1)
    await died(desk, batch_id, 1, suspects=True)

    async with running(desk.runner()):
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 2


async def test_suspects_wait_for_a_model_like_all_others(desk: Desk) -> None:
    """And do not keep the other batches waiting meanwhile."""
    batch_id = await desk.create(drafts(2))
    await died(desk, batch_id, 2)
    desk.screener.away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Try again.")
    async with running(desk.runner()):
        await desk.until(batch_id, lambda batch: bool(batch.waiting_for))
        desk.screener.away = None
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 2


async def test_a_batch_of_a_newer_version_is_left_to_it(desk: Desk) -> None:
    """It is given back, and not taken again; others are worked on."""
    new = NewBatch(request_id="", request_digest="", title="", priority=BatchPriority.HIGH, terms=b"newer")
    item = NewItem(item_id="a", candidate_id="", document_key="a", source="", documents=b"")
    foreign = await desk.storage.batches.create(TENANT, new, [item], accepts_items=False)
    async with running(desk.runner()):
        await desk.ended(await desk.create(drafts(2)))

    (view,) = await desk.storage.batches.leases()
    assert (view.batch_id, view.owner, view.epoch) == (foreign.batch_id, "", 1)


class KeylessStore(FailingStore):
    """A store of which one batch was made under a master key that is not here."""

    foreign = ""

    async def get(self, tenant: str, batch_id: str) -> Batch:
        """Returns the others."""
        if batch_id == self.foreign:
            raise BoleError(ErrorReason.KEY_MISSING, "Add it.")
        found: Batch = await self._store.get(tenant, batch_id)
        return found


async def test_a_batch_under_a_master_key_that_is_not_here_is_left_to_others(desk: Desk) -> None:
    """Until this replica has it, too."""
    store = KeylessStore(desk.storage.batches)
    keyless: Any = store
    store.foreign = await desk.create(drafts(1), priority=BatchPriority.HIGH)
    async with running(desk.runner(store=keyless)):
        await desk.ended(await desk.create(drafts(2)))

    (view,) = await desk.storage.batches.leases()
    assert (view.batch_id, view.owner, view.epoch) == (store.foreign, "", 1)
