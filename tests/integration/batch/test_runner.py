"""The life of batches: taken up at once, in turn, added to, cancelled, deleted, given back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bole.batch.changes import Changes
from bole.domain.batches import Batch, BatchItem, BatchPriority, BatchState, ItemState, Lease
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import BatchStore
from tests.integration.batch.desk import TENANT, Desk, draft, drafts, running


async def test_every_item_of_a_batch_ends_once(desk: Desk) -> None:
    """Each with its own answer, all counted, none kept in work."""
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(50))
        batch = await desk.ended(batch_id)

    items = await desk.items(batch_id)
    assert batch.state is BatchState.FINISHED
    assert (batch.counts.total, batch.counts.succeeded, batch.last_sequence) == (50, 50, 50)
    assert sorted(item.sequence for item in items.values()) == list(range(1, 51))
    assert {item.attempts for item in items.values()} == {1}
    assert sorted(desk.screener.asked) == sorted(b"%d points" % number for number in range(50))


async def test_no_more_items_are_in_work_than_the_width(desk: Desk) -> None:
    """Whatever the number of batches."""
    desk.screener.may_answer.clear()
    async with running(desk.runner(width=3)):
        batch_ids = [await desk.create([draft(10 * batch + number) for number in range(5)]) for batch in range(3)]
        await desk.screener.asking.wait()
        desk.screener.may_answer.set()
        for batch_id in batch_ids:
            await desk.ended(batch_id)

    assert desk.screener.most_in_work == 3


async def test_what_is_watched_is_told_once_and_in_order(desk: Desk) -> None:
    """Also to one who comes back with a cursor, in the middle or at the end."""
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(20))
        told = [
            event
            async for events in desk.batches.watch(TENANT, batch_id, after_sequence=0, progress_only=False)
            for event in events
        ]
    again = [
        event
        async for events in desk.batches.watch(TENANT, batch_id, after_sequence=15, progress_only=False)
        for event in events
    ]

    assert isinstance(told[0].event, Batch)
    assert isinstance(told[-1].event, Batch)
    assert told[-1].event.state is BatchState.FINISHED
    items = [one.event for one in told if isinstance(one.event, BatchItem)]
    assert [item.sequence for item in items] == list(range(1, 21))
    assert [one.sequence for one in again] == [15, 16, 17, 18, 19, 20, 20]
    assert [one.event for one in again if isinstance(one.event, BatchItem)] == items[15:]


async def test_a_batch_begins_at_once_although_nobody_looks_for_it(desk: Desk) -> None:
    """It does not wait until leases are looked at again."""
    async with running(desk.runner(lease_seconds=600)):
        await desk.ended(await desk.create(drafts(1)))
        batch = await asyncio.wait_for(desk.ended(await desk.create(drafts(2))), 20)

    assert batch.counts.succeeded == 2


async def test_items_are_added_while_others_are_in_work(desk: Desk) -> None:
    """The batch ends when it takes no more, and not before."""
    async with running(desk.runner()):
        batch_id = await desk.create([], accepts_items=True)
        await desk.batches.add_items(TENANT, batch_id, items=drafts(3), source_uris=(), accepts_items=True)
        batch = await desk.until(batch_id, lambda batch: batch.counts.succeeded == 3)
        assert not batch.state.final
        await desk.batches.add_items(TENANT, batch_id, items=drafts(5), source_uris=(), accepts_items=False)
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 5
    assert len(desk.screener.asked) == 5


async def test_batches_that_rest_keep_no_others_waiting(desk: Desk) -> None:
    """However many callers opened one and never came back; what another replica adds to one is found."""
    resting = [await desk.create([], accepts_items=True) for _ in range(70)]
    async with running(desk.runner(changes=Changes())):
        assert (await desk.ended(await desk.create(drafts(2)))).counts.succeeded == 2
        for batch_id in (resting[0], resting[-1]):
            await desk.batches.add_items(TENANT, batch_id, items=drafts(2), source_uris=(), accepts_items=True)
            await desk.until(batch_id, lambda batch: batch.counts.succeeded == 2)
            await desk.batches.add_items(TENANT, batch_id, items=(), source_uris=(), accepts_items=False)
            assert (await desk.ended(batch_id)).state is BatchState.FINISHED


async def test_a_batch_that_gets_nothing_more_ends_empty(desk: Desk) -> None:
    """Closing it is enough; a batch of nothing is refused."""
    async with running(desk.runner()):
        batch_id = await desk.create([], accepts_items=True)
        await desk.batches.add_items(TENANT, batch_id, items=(), source_uris=(), accepts_items=False)
        batch = await desk.ended(batch_id)

    assert (batch.state, batch.counts.total) == (BatchState.FINISHED, 0)
    with pytest.raises(BoleError) as caught:
        await desk.create([])
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


async def test_the_highest_priority_goes_first_and_equals_take_turns(desk: Desk) -> None:
    """One item at a time shows the order."""
    low = await desk.create([draft(number) for number in (1, 2)], priority=BatchPriority.LOW)
    normal = await desk.create([draft(number) for number in (11, 12)])
    other = await desk.create([draft(number) for number in (21, 22)])
    high = await desk.create([draft(number) for number in (31, 32)], priority=BatchPriority.HIGH)

    async with running(desk.runner(width=1)):
        for batch_id in (low, normal, other, high):
            await desk.ended(batch_id)

    order = [int(content.split()[0]) for content in desk.screener.asked]
    assert order == [31, 32, 11, 21, 12, 22, 1, 2]


async def test_a_batch_of_high_priority_overtakes_one_that_is_in_work(desk: Desk) -> None:
    """It waits for the items in work alone."""
    desk.screener.may_answer.clear()
    async with running(desk.runner(width=1)):
        slow = await desk.create([draft(1), draft(2)])
        await desk.screener.asking.wait()
        fast = await desk.create([draft(31)], priority=BatchPriority.HIGH)
        await desk.until(fast, lambda batch: batch.state is BatchState.RUNNING)
        desk.screener.may_answer.set()
        await desk.ended(slow)

    assert [int(content.split()[0]) for content in desk.screener.asked] == [1, 31, 2]


async def test_a_new_batch_does_not_wait_for_the_items_in_work(desk: Desk) -> None:
    """Where there is room, it begins beside them."""
    desk.screener.may_answer.clear()
    async with running(desk.runner()):
        first = await desk.create([draft(1)])
        await desk.screener.asking.wait()
        desk.screener.asking.clear()
        second = await desk.create([draft(2)])
        await desk.screener.asking.wait()
        desk.screener.may_answer.set()
        for batch_id in (first, second):
            await desk.ended(batch_id)

    assert desk.screener.most_in_work == 2


async def test_cancelling_ends_the_work_in_progress(desk: Desk) -> None:
    """What has finished stays, and other batches go on."""
    async with running(desk.runner(width=4)):
        batch_id = await desk.create(drafts(4), accepts_items=True)
        await desk.until(batch_id, lambda batch: batch.counts.succeeded == 4)
        desk.screener.may_answer.clear()
        desk.screener.asking.clear()
        await desk.batches.add_items(TENANT, batch_id, items=drafts(8), source_uris=(), accepts_items=False)
        await desk.screener.asking.wait()
        cancelled = await desk.batches.cancel(TENANT, batch_id)
        other = await desk.create([draft(90)])
        await desk.screener.idle.wait()
        desk.screener.may_answer.set()
        await desk.ended(other)

    assert desk.screener.cancelled == 4
    assert (cancelled.state, cancelled.counts.succeeded, cancelled.counts.cancelled) == (BatchState.CANCELLED, 4, 4)
    assert (await desk.get(batch_id)).counts == cancelled.counts


async def test_a_batch_is_deleted_while_it_is_in_work(desk: Desk) -> None:
    """Its watchers are told that it is gone, and nothing of it comes back."""
    desk.screener.may_answer.clear()
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(4))
        await desk.screener.asking.wait()
        watching = desk.batches.watch(TENANT, batch_id, after_sequence=0, progress_only=False)
        await anext(watching)
        await desk.batches.delete(TENANT, batch_id)
        with pytest.raises(BoleError) as caught:
            await anext(watching)
        desk.screener.may_answer.set()
        await desk.ended(await desk.create([draft(90)]))

    assert caught.value.reason is ErrorReason.BATCH_NOT_FOUND
    with pytest.raises(BoleError):
        await desk.get(batch_id)


async def test_stopping_gives_batches_back_and_counts_no_attempt(desk: Desk) -> None:
    """The next replica begins at once, and nothing is suspected."""
    desk.screener.may_answer.clear()
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(4))
        await desk.screener.asking.wait()

    (view,) = await desk.storage.batches.leases()
    assert (view.owner, (await desk.get(batch_id)).state) == ("", BatchState.QUEUED)
    desk.screener.may_answer.set()
    async with running(desk.runner(lease_seconds=600)):
        await asyncio.wait_for(desk.ended(batch_id), 20)
    assert {item.attempts for item in (await desk.items(batch_id)).values()} == {1}


async def test_all_items_may_be_bad(desk: Desk) -> None:
    """The batch finishes, each item with its own reason, and one that nobody thought of says nothing of the resume."""
    items = [draft(1), draft(2, b"Ada Lovelace")]
    desk.screener.errors[b"1 points"] = BoleError(ErrorReason.DOCUMENT_ENCRYPTED, "It is locked.")
    async with running(desk.runner()):
        batch_id = await desk.create(items)
        batch = await desk.ended(batch_id)

    found = await desk.items(batch_id)
    assert batch.counts.failures == {"DOCUMENT_ENCRYPTED": 1, "INTERNAL": 1}
    assert {item.state for item in found.values()} == {ItemState.FAILED}
    failure = found["i2"].failure
    assert failure is not None
    assert "Ada" not in failure.message


async def test_an_unexpected_exception_is_logged_without_its_text(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Its class and place are enough to find it; its text may hold words of a resume."""
    async with running(desk.runner()):
        await desk.ended(await desk.create([draft(2, b"Ada Lovelace")]))

    assert "ValueError" in caplog.text
    assert "Ada" not in caplog.text


async def test_the_same_documents_are_screened_once(desk: Desk) -> None:
    """The second item has the answer of the first."""
    async with running(desk.runner()):
        batch_id = await desk.create([draft(70), draft(71, b"70 points")])
        batch = await desk.ended(batch_id)

    items = await desk.items(batch_id)
    assert desk.screener.asked == [b"70 points"]
    assert (items["i71"].duplicate_of, batch.counts.duplicates, batch.counts.succeeded) == ("i70", 1, 2)
    assert items["i71"].answer == items["i70"].answer


class RefusingStore:
    """A store that takes no result, for a reason that waiting does not mend."""

    def __init__(self, store: BatchStore) -> None:
        """Has given nothing back."""
        self._store = store
        self.released = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # stands for every method of the port
        """Returns the method."""
        return getattr(self._store, name)

    async def finish(self, *_args: object, **_kwargs: object) -> None:
        """Refuses."""
        raise BoleError(ErrorReason.INTERNAL, "Refused.")

    async def release(self, lease: Lease) -> None:
        """Counts how often a batch is given back, to begin anew."""
        self.released += 1
        await self._store.release(lease)


async def test_a_batch_whose_results_are_refused_is_not_begun_anew_without_a_pause(desk: Desk) -> None:
    store = RefusingStore(desk.storage.batches)
    async with running(desk.runner(store=store, retry_seconds=60.0)):
        batch_id = await desk.create(drafts(2))
        await desk.screener.asking.wait()
        await desk.until_looked_at(batch_id)
        released = store.released

    assert released == 0
