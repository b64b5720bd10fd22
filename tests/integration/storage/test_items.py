"""Items: taken into work in order, ended once, together with those that have the same documents."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bole.domain.batches import BatchState, Counts, ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import ItemFailure
from bole.storage.opening import Storage
from tests.integration.storage.making import (
    TENANT,
    claim,
    failed,
    finish,
    finished,
    ids,
    made,
    new_item,
    new_items,
    outcome,
    standing,
    taken,
)


async def test_items_are_claimed_in_order_with_their_documents(storage: Storage) -> None:
    batch = await made(storage, [new_item(1, candidate_id="c1"), new_item(2, key=""), new_item(3)])
    lease = await taken(storage, batch)

    first = await claim(storage, lease, 2)
    assert [(item.number, item.item_id, item.documents, item.document_key) for item in first] == [
        (1, "i1", b"documents 1", "key 1"),
        (2, "i2", b"documents 2", ""),
    ]
    assert (first[0].candidate_id, first[0].attempts, first[0].suspect, first[0].ordered) == ("c1", 1, False, False)
    assert ids(await claim(storage, lease, 2)) == ["i3"]
    assert await claim(storage, lease, 2) == []
    assert await storage.batches.unfinished(lease) == {ItemState.RUNNING: 3}


async def test_as_many_items_are_claimed_as_fit_into_memory_and_at_least_one(storage: Storage) -> None:
    """Of documents of a kilobyte each."""
    batch = await made(storage, [new_item(number, documents=b"x" * 1000) for number in range(1, 5)])
    lease = await taken(storage, batch)

    async def fitting(most_bytes: int) -> list[str]:
        return ids(list(await storage.batches.claim(lease, 9, suspects=False, most_bytes=most_bytes)))

    assert await fitting(2500) == ["i1", "i2"]
    assert await fitting(3) == ["i3"]
    assert await fitting(9000) == ["i4"]


async def test_a_finished_item_has_its_answer_and_its_file_name(storage: Storage) -> None:
    batch = await made(storage, [new_item(1, candidate_id="of the caller")])
    lease = await taken(storage, batch)
    await claim(storage, lease)
    await finish(storage, lease, [await outcome(storage, 1, where=standing(70), candidate_id="of the answer")])

    (item,) = await finished(storage, batch.batch_id)

    assert (item.state, item.number, item.sequence, item.attempts) == (ItemState.SUCCEEDED, 1, 1, 1)
    assert (item.candidate_id, item.source) == ("of the answer", "folder/\udcff 1.pdf")
    assert (item.standing, item.failure, item.duplicate_of) == (standing(70), None, "")
    assert item.answer == await storage.answers.find(TENANT, "question 1 False")


async def test_items_end_once(storage: Storage) -> None:
    batch = await made(storage, new_items(3))
    lease = await taken(storage, batch)
    await claim(storage, lease, 2)
    first = [await outcome(storage, 1), failed(2)]
    await finish(storage, lease, first)
    before, items = await storage.batches.get(TENANT, batch.batch_id), await finished(storage, batch.batch_id)

    await finish(storage, lease, [*first, failed(1), await outcome(storage, 2)])

    after = await storage.batches.get(TENANT, batch.batch_id)
    assert replace(after, updated_at=before.updated_at) == before
    assert await finished(storage, batch.batch_id) == items
    assert after.counts == Counts(total=3, succeeded=1, failed=1, failures={"DOCUMENT_DAMAGED": 1})
    assert items[1].failure == ItemFailure(reason="DOCUMENT_DAMAGED", message="Send another file.")
    assert items[1].answer is None


async def test_items_that_finish_at_once_get_places_without_gaps(storage: Storage) -> None:
    batch = await made(storage, new_items(30))
    lease = await taken(storage, batch)
    await claim(storage, lease)

    await asyncio.gather(*(finish(storage, lease, [failed(n), failed(n + 1)]) for n in range(1, 30, 2)))

    assert [item.sequence for item in await finished(storage, batch.batch_id)] == list(range(1, 31))
    assert [item.sequence for item in await finished(storage, batch.batch_id, after=28)] == [29, 30]
    assert (await storage.batches.get(TENANT, batch.batch_id)).last_sequence == 30


async def test_a_call_that_is_cancelled_leaves_nothing_half_done(storage: Storage) -> None:
    batch = await made(storage, new_items(60))
    lease = await taken(storage, batch)
    await claim(storage, lease)
    for number in range(1, 61):
        call = asyncio.create_task(finish(storage, lease, [failed(number)]))
        for _ in range(number % 40):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)

    await finish(storage, lease, [failed(number) for number in range(1, 61)])

    assert [item.sequence for item in await finished(storage, batch.batch_id)] == list(range(1, 61))
    assert (await storage.batches.get(TENANT, batch.batch_id)).counts.failed == 60


async def test_a_batch_ends_when_nothing_is_left(storage: Storage) -> None:
    batch = await made(storage, new_items(1), accepts_items=True)
    lease = await taken(storage, batch)
    assert not await storage.batches.complete(lease, None)
    await claim(storage, lease)
    await finish(storage, lease, [failed(1)])
    assert not await storage.batches.complete(lease, None)
    await storage.batches.add_items(TENANT, batch.batch_id, new_items(2), accepts_items=False)
    assert not await storage.batches.complete(lease, None)
    await claim(storage, lease)
    await finish(storage, lease, [failed(2)])

    assert await storage.batches.complete(lease, None)

    ended = await storage.batches.get(TENANT, batch.batch_id)
    assert (ended.state, ended.accepts_items, ended.counts.failures) == (
        BatchState.FINISHED,
        False,
        {"DOCUMENT_DAMAGED": 2},
    )
    assert ended.finished_at is not None
    assert await storage.batches.leases() == ()


async def test_the_same_documents_are_screened_once(storage: Storage) -> None:
    batch = await made(storage, [new_item(1), new_item(2, key="key 1"), new_item(3)], accepts_items=True)
    await storage.batches.add_items(TENANT, batch.batch_id, [new_item(4, key="key 3")], accepts_items=True)
    lease = await taken(storage, batch)
    assert ids(await claim(storage, lease)) == ["i1", "i3"]
    assert await storage.batches.unfinished(lease) == {ItemState.RUNNING: 2}

    await finish(storage, lease, [failed(3), await outcome(storage, 1)])
    late = [new_item(5, key="key 1", candidate_id="x"), new_item(6, key="key 3")]
    counts = (await storage.batches.add_items(TENANT, batch.batch_id, late, accepts_items=False)).counts

    assert counts == Counts(total=6, succeeded=3, failed=3, duplicates=4, failures={"DOCUMENT_DAMAGED": 3})
    items = await finished(storage, batch.batch_id)
    assert [(item.item_id, item.duplicate_of) for item in items] == [
        ("i3", ""),
        ("i4", "i3"),
        ("i1", ""),
        ("i2", "i1"),
        ("i5", "i1"),
        ("i6", "i3"),
    ]
    original, *copies = [item for item in items if item.answer is not None]
    for copy in copies:
        assert (copy.answer, copy.standing, copy.candidate_id) == (
            original.answer,
            original.standing,
            original.candidate_id,
        )
    assert await claim(storage, lease) == []
    assert await storage.batches.complete(lease, None)


async def test_duplicates_are_found_when_references_have_been_read(storage: Storage) -> None:
    batch = await made(storage, [new_item(1), *(new_item(number, key="") for number in (2, 3, 4, 5))])
    lease = await taken(storage, batch)
    await claim(storage, lease)
    await finish(storage, lease, [failed(1)])

    keys = {2: "key 1", 3: "other", 4: "other", 5: "third"}
    assert await storage.batches.identify(lease, keys) == frozenset({2, 4})
    assert await storage.batches.identify(lease, {3: "other", 5: "third"}) == frozenset()

    counts = (await storage.batches.get(TENANT, batch.batch_id)).counts
    assert (counts.duplicates, counts.failed) == (2, 2)
    await finish(storage, lease, [failed(3), failed(5)])
    assert [(item.item_id, item.duplicate_of, item.attempts) for item in await finished(storage, batch.batch_id)] == [
        ("i1", "", 1),
        ("i2", "i1", 1),
        ("i3", "", 1),
        ("i4", "i3", 1),
        ("i5", "", 1),
    ]


async def test_a_file_that_changed_while_it_waited_frees_its_duplicates(storage: Storage) -> None:
    batch = await made(storage, [new_item(number, key="") for number in (1, 2)])
    lease = await taken(storage, batch)
    await claim(storage, lease)
    assert await storage.batches.identify(lease, {1: "old", 2: "old"}) == frozenset({2})
    await storage.batches.requeue(lease, [1], waiting_for="")
    await claim(storage, lease, 1)

    assert await storage.batches.identify(lease, {1: "new"}) == frozenset()

    (free,) = await claim(storage, lease)
    assert (free.number, free.document_key) == (2, "")
    assert (await storage.batches.get(TENANT, batch.batch_id)).counts.duplicates == 0
    assert await storage.batches.identify(lease, {2: "new"}) == frozenset({2})


async def test_an_item_whose_answer_was_deleted_is_asked_again(storage: Storage) -> None:
    other = await made(storage, new_items(1))
    lease = await taken(storage, other)
    await claim(storage, lease)
    ended = await outcome(storage, 1)
    await finish(storage, lease, [ended])
    batch = await made(storage, new_items(2))
    lease = await taken(storage, batch)
    await claim(storage, lease)

    await storage.batches.delete(TENANT, other.batch_id)
    await finish(storage, lease, [ended, failed(2)])

    assert ids(await finished(storage, batch.batch_id)) == ["i2"]
    assert [(item.number, item.attempts) for item in await claim(storage, lease)] == [(1, 1)]


async def test_an_answer_stays_whether_a_batch_comes_to_refer_to_it_before_or_after_another_is_deleted(
    storage: Storage,
) -> None:
    for _ in range(5):
        old, new = [await made(storage, new_items(1)) for _ in range(2)]
        leases = [await taken(storage, batch) for batch in (old, new)]
        for lease in leases:
            await claim(storage, lease)
        ended = await outcome(storage, 1)
        await finish(storage, leases[0], [ended])

        await asyncio.gather(storage.batches.delete(TENANT, old.batch_id), finish(storage, leases[1], [ended]))

        items = await finished(storage, new.batch_id)
        queued = await claim(storage, leases[1])
        assert len(items) + len(queued) == 1
        assert all(item.answer is not None for item in items)
        await storage.batches.delete(TENANT, new.batch_id)


async def test_outcomes_of_an_older_rubric_are_refused(storage: Storage) -> None:
    batch = await made(storage, new_items(1))
    lease = await taken(storage, batch)
    await claim(storage, lease)
    await storage.batches.rescore(TENANT, batch.batch_id, revision=0, terms=b"new", standings={})

    with pytest.raises(BoleError) as raised:
        await finish(storage, lease, [failed(1)], revision=0)

    assert raised.value.reason is ErrorReason.BATCH_CHANGED
    await finish(storage, lease, [failed(1)], revision=1)
