"""Batches as callers make, list, cancel and delete them."""

from __future__ import annotations

from typing import cast

import pytest

from bole.domain.batches import BatchState, ItemState, ResultFilter
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import LeaseLostError
from bole.storage.opening import Storage
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    claim,
    failed,
    finish,
    finish_all,
    finished,
    ids,
    made,
    new_batch,
    new_item,
    new_items,
    outcome,
    page,
    standing,
    taken,
)


async def test_a_batch_is_kept_as_it_was_made(storage: Storage) -> None:
    batch = await made(storage, new_items(3), accepts_items=True)

    assert await storage.batches.get(TENANT, batch.batch_id) == batch
    assert (batch.title, batch.terms, batch.state, batch.counts.total) == ("Nurse", b"terms", BatchState.QUEUED, 3)
    assert batch.accepts_items
    assert (batch.revision, batch.last_sequence, batch.waiting_for) == (0, 0, "")
    assert batch.finished_at is None


async def test_the_same_request_is_the_same_batch(storage: Storage) -> None:
    first = await storage.batches.create(TENANT, new_batch("r", "d"), new_items(2), accepts_items=False)
    second = await storage.batches.create(TENANT, new_batch("r", "d"), new_items(2), accepts_items=False)

    assert second == first
    other = await storage.batches.create("other", new_batch("r", "else"), [], accepts_items=False)
    assert other.batch_id != first.batch_id
    with pytest.raises(BoleError) as raised:
        await storage.batches.create(TENANT, new_batch("r", "else"), [], accepts_items=False)
    assert raised.value.reason is ErrorReason.REQUEST_ID_REUSED


async def test_the_batch_of_a_request_is_found(storage: Storage) -> None:
    made_first = await storage.batches.create(TENANT, new_batch("r", "d"), new_items(2), accepts_items=False)

    assert await storage.batches.find_request(TENANT, "r", "d") == made_first
    assert await storage.batches.find_request("other", "r", "d") is None
    assert await storage.batches.find_request(TENANT, "q", "d") is None
    with pytest.raises(BoleError) as raised:
        await storage.batches.find_request(TENANT, "r", "else")
    assert raised.value.reason is ErrorReason.REQUEST_ID_REUSED


async def test_without_a_request_id_each_call_makes_a_batch(storage: Storage) -> None:
    assert (await made(storage, [])).batch_id != (await made(storage, [])).batch_id


async def test_items_are_added_once(storage: Storage) -> None:
    batch = await made(storage, new_items(2), accepts_items=True)

    added = await storage.batches.add_items(TENANT, batch.batch_id, new_items(4), accepts_items=True)
    assert (added.counts.total, added.accepts_items) == (4, True)
    closed = await storage.batches.add_items(TENANT, batch.batch_id, new_items(4), accepts_items=False)
    assert (closed.counts.total, closed.accepts_items) == (4, False)
    again = await storage.batches.add_items(TENANT, batch.batch_id, new_items(4), accepts_items=True)
    assert again == closed
    with pytest.raises(BoleError) as raised:
        await storage.batches.add_items(TENANT, batch.batch_id, new_items(5), accepts_items=True)
    assert raised.value.reason is ErrorReason.BATCH_CLOSED
    assert (await storage.batches.get(TENANT, batch.batch_id)).counts.total == 4


async def test_an_item_id_with_other_documents_is_refused(storage: Storage) -> None:
    batch = await made(storage, new_items(2), accepts_items=True)

    for items in ([new_item(3), new_item(1, documents=b"other")], [new_item(4), new_item(4, documents=b"other")]):
        with pytest.raises(BoleError) as raised:
            await storage.batches.add_items(TENANT, batch.batch_id, items, accepts_items=True)
        assert raised.value.reason is ErrorReason.ITEM_ID_REUSED
    assert (await storage.batches.get(TENANT, batch.batch_id)).counts.total == 2


async def test_of_what_is_refused_no_keys_are_left(storage: Storage) -> None:
    vault = cast("LabellingVault", storage.vault)
    closed = await storage.batches.create(TENANT, new_batch("r", "digest"), new_items(1), accepts_items=False)
    kept = len(vault.made)

    for refused in (
        storage.batches.add_items(TENANT, closed.batch_id, new_items(2, 2), accepts_items=False),
        storage.batches.create(TENANT, new_batch("r", "another"), new_items(1), accepts_items=False),
    ):
        with pytest.raises(BoleError):
            await refused

    assert len(vault.made) == kept + 7
    assert len(vault.destroyed) == 7


async def test_batches_are_listed_newest_first_even_when_the_page_before_was_deleted(storage: Storage) -> None:
    made_ones = [(await made(storage, [])).batch_id for _ in range(5)]
    await storage.batches.create("other", new_batch(), [], accepts_items=False)

    first = await storage.batches.list_batches(TENANT, before="", limit=2)
    assert [batch.batch_id for batch in first] == made_ones[:2:-1]
    for batch in first:
        await storage.batches.delete(TENANT, batch.batch_id)
    rest = await storage.batches.list_batches(TENANT, before=first[-1].batch_id, limit=9)
    assert [batch.batch_id for batch in rest] == made_ones[2::-1]


async def test_batches_stay_in_order_when_the_clock_jumps_back(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await made(storage, [])
    monkeypatch.setattr("time.time_ns", lambda: 0)
    second = await made(storage, [])

    assert [batch.batch_id for batch in await storage.batches.list_batches(TENANT, before="", limit=9)] == [
        second.batch_id,
        first.batch_id,
    ]


async def test_batches_of_others_are_unknown(storage: Storage) -> None:
    batch = await made(storage, new_items(1))
    store, stranger = storage.batches, "stranger"

    for tenant, batch_id in ((stranger, batch.batch_id), (TENANT, "no such batch")):
        for call in (
            store.get(tenant, batch_id),
            store.add_items(tenant, batch_id, new_items(2), accepts_items=False),
            store.finished_items(tenant, batch_id, after_sequence=0, limit=9),
            store.item(tenant, batch_id, "i1", spread_of=lambda _: 0),
            store.documents(tenant, batch_id, "i1"),
            store.answered(tenant, batch_id),
            store.rescore(tenant, batch_id, revision=0, terms=b"", standings={}),
            store.cancel(tenant, batch_id),
            store.delete(tenant, batch_id),
        ):
            with pytest.raises(BoleError) as raised:
                await call
            assert raised.value.reason is ErrorReason.BATCH_NOT_FOUND
            assert "`bole batch list`" in raised.value.message
    assert await store.list_batches(stranger, before="", limit=9) == ()
    assert await store.get(TENANT, batch.batch_id) == batch


async def test_an_item_is_found_by_its_name(storage: Storage) -> None:
    """With its rank, its answer and its documents; one that is not there is told so."""
    batch = await made(storage, [*new_items(3), new_item(4, key="key 1")])
    await finish_all(storage, batch, {1: standing(40), 2: standing(60), 3: None})
    listed = (await page(storage, batch.batch_id, wanted=ResultFilter(include_duplicates=True))).items

    found = [await storage.batches.item(TENANT, batch.batch_id, item.item_id, spread_of=lambda _: 0) for item in listed]

    assert found == [(item, b"terms") for item in listed]
    assert {item.item_id: item.rank for item, _ in found} == {"i1": 2, "i2": 1, "i3": None, "i4": None}
    tied = (await page(storage, batch.batch_id, spread=30)).items
    alone = [await storage.batches.item(TENANT, batch.batch_id, one.item_id, spread_of=lambda _: 30) for one in tied]
    assert [item for item, _ in alone] == list(tied)
    assert tied[0].tied
    documents = [await storage.batches.documents(TENANT, batch.batch_id, f"i{number}") for number in (1, 4)]
    assert documents == [b"documents 1", b"documents 4"]
    for name in ("i5", "", "erased-1", storage.vault.digest(TENANT, "i1")):
        for call in (
            storage.batches.item(TENANT, batch.batch_id, name, spread_of=lambda _: 0),
            storage.batches.documents(TENANT, batch.batch_id, name),
        ):
            with pytest.raises(BoleError) as raised:
                await call
            assert raised.value.reason is ErrorReason.ITEM_NOT_FOUND


async def test_an_item_whose_key_is_gone_has_no_documents(storage: Storage) -> None:
    batch = await made(storage, [new_item(1, candidate_id="c")])
    await storage.vault.destroy_all_of(TENANT, "c")

    with pytest.raises(BoleError) as raised:
        await storage.batches.documents(TENANT, batch.batch_id, "i1")

    assert raised.value.reason is ErrorReason.CANDIDATE_ERASED


async def test_a_cancelled_batch_keeps_what_has_finished(storage: Storage) -> None:
    batch = await made(storage, [*new_items(4), new_item(5, key="key 4")], accepts_items=True)
    lease = await taken(storage, batch)
    await claim(storage, lease, 3)
    await finish(storage, lease, [await outcome(storage, 2)])

    cancelled = await storage.batches.cancel(TENANT, batch.batch_id)

    assert (cancelled.state, cancelled.accepts_items) == (BatchState.CANCELLED, False)
    assert (cancelled.counts.succeeded, cancelled.counts.cancelled, cancelled.last_sequence) == (1, 4, 5)
    assert cancelled.finished_at is not None
    items = await finished(storage, batch.batch_id)
    assert ids(items) == ["i2", "i1", "i3", "i4", "i5"]
    assert [item.sequence for item in items] == [1, 2, 3, 4, 5]
    assert {item.state for item in items[1:]} == {ItemState.CANCELLED}
    with pytest.raises(LeaseLostError):
        await finish(storage, lease, [failed(1)])
    assert await storage.batches.cancel(TENANT, batch.batch_id) == cancelled
    assert ids((await page(storage, batch.batch_id)).items) == ["i2", "i1", "i3", "i4"]


async def test_a_deleted_batch_takes_along_the_answers_that_no_other_refers_to(storage: Storage) -> None:
    batches = [await made(storage, new_items(2)) for _ in range(2)]
    for batch, numbers in zip(batches, ((1, 2), (1,)), strict=True):
        lease = await taken(storage, batch)
        await claim(storage, lease)
        await finish(storage, lease, [await outcome(storage, number) for number in numbers])

    await storage.batches.delete(TENANT, batches[0].batch_id)

    assert await storage.answers.find(TENANT, "question 1 False") is not None
    assert await storage.answers.find(TENANT, "question 2 False") is None
    assert [view.batch_id for view in await storage.batches.leases()] == [batches[1].batch_id]
    (item,) = await finished(storage, batches[1].batch_id)
    assert item.answer is not None
    assert item.answer.payload == b"answer 1"
