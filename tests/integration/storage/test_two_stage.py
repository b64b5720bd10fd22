"""The rules order all, the model reads some."""

from __future__ import annotations

import pytest

from bole.domain.batches import Batch, CutAnswers, CutCost, ItemState, Lease
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import CutGroup
from bole.storage.opening import Storage
from tests.integration.storage.making import (
    TENANT,
    claim,
    failed,
    finish,
    finished,
    made,
    new_item,
    new_items,
    outcome,
    page,
    standing,
    taken,
)

GROUPS = {3: CutGroup.BEST, 2: CutGroup.CONTROL, 1: CutGroup.REST}


async def ordered_batch(storage: Storage) -> tuple[Batch, Lease]:
    """Returns a batch of three items and duplicates of the first two, all ranked by the rules: 3, 2, 1."""
    batch = await made(storage, [*new_items(3), new_item(4, key="key 1"), new_item(5, key="key 2")])
    lease = await taken(storage, batch)
    await claim(storage, lease)
    for number in (1, 2, 3):
        await finish(storage, lease, [await outcome(storage, number, where=standing(number * 10), ordered=True)])
    return batch, lease


async def test_ordered_items_wait_for_the_cut(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)

    assert await storage.batches.ordered(lease) == (3, 2, 1)
    assert await storage.batches.unfinished(lease) == {ItemState.ORDERED: 3}
    counts = (await storage.batches.get(TENANT, batch.batch_id)).counts
    assert (counts.ordered, counts.finished) == (5, 0)
    assert await claim(storage, lease) == []
    assert not await storage.batches.complete(lease, None)
    await finish(storage, lease, [await outcome(storage, 1, where=standing(99), ordered=True)])
    assert await storage.batches.ordered(lease) == (3, 2, 1)


async def test_the_rest_ends_and_the_model_reads_the_others(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)

    await storage.batches.cut(lease, GROUPS)

    counts = (await storage.batches.get(TENANT, batch.batch_id)).counts
    assert (counts.ordered, counts.succeeded) == (0, 2)
    assert [(item.item_id, item.cut_group, item.standing) for item in await finished(storage, batch.batch_id)] == [
        ("i1", CutGroup.REST, standing(10)),
        ("i4", CutGroup.REST, standing(10)),
    ]
    chosen = await claim(storage, lease)
    assert [(item.number, item.ordered, item.attempts, item.candidate_id) for item in chosen] == [
        (2, True, 2, ""),
        (3, True, 2, ""),
    ]
    await finish(storage, lease, [await outcome(storage, 2, where=standing(90)), failed(3)])
    assert await storage.batches.cut_answers(lease) == CutAnswers(
        read=((standing(20), standing(90), CutGroup.CONTROL),), rest_count=1
    )
    items = (await page(storage, batch.batch_id)).items
    assert [(item.item_id, item.rank, item.state) for item in items] == [
        ("i2", 1, ItemState.SUCCEEDED),
        ("i1", 2, ItemState.SUCCEEDED),
        ("i3", None, ItemState.FAILED),
    ]
    cost = CutCost(best_count=0, control_count=1, rest_count=1, agreement=None, overlooked_count=0)
    assert await storage.batches.complete(lease, cost)
    assert (await storage.batches.get(TENANT, batch.batch_id)).cut_cost == cost


async def test_chosen_items_stay_chosen_when_they_go_back_or_their_replica_dies(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)
    await storage.batches.cut(lease, GROUPS)
    await claim(storage, lease)
    await storage.batches.requeue(lease, [2], waiting_for="MODEL_UNAVAILABLE")
    assert [(item.number, item.ordered) for item in await claim(storage, lease)] == [(2, True)]

    lease = await taken(storage, batch, "heir")

    assert [(item.number, item.ordered) for item in await claim(storage, lease, suspects=True)] == [
        (2, True),
        (3, True),
    ]


async def test_items_of_an_ordered_batch_are_rescored_before_the_cut(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)
    answered = await storage.batches.answered(TENANT, batch.batch_id)
    assert answered == ("question 1 True", "question 2 True", "question 3 True")

    new = {digest: standing(100 - number) for number, digest in enumerate(answered)}
    await storage.batches.rescore(TENANT, batch.batch_id, revision=0, terms=b"new", standings=new)

    assert await storage.batches.ordered(lease) == (1, 2, 3)


async def test_what_the_model_said_meanwhile_is_not_taken_for_what_the_rules_said(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)
    of_the_rules = {digest: standing(1) for digest in await storage.batches.answered(TENANT, batch.batch_id)}
    await storage.batches.cut(lease, GROUPS)
    await claim(storage, lease)
    await finish(storage, lease, [await outcome(storage, 2, where=standing(90)), failed(3)])

    with pytest.raises(BoleError) as raised:
        await storage.batches.rescore(TENANT, batch.batch_id, revision=0, terms=b"new", standings=of_the_rules)

    assert raised.value.reason is ErrorReason.BATCH_CHANGED
    assert (await page(storage, batch.batch_id, limit=1)).items[0].standing == standing(90)


async def test_a_deleted_two_stage_batch_leaves_no_answer(storage: Storage) -> None:
    batch, lease = await ordered_batch(storage)
    await storage.batches.cut(lease, GROUPS)
    await claim(storage, lease)
    await finish(storage, lease, [await outcome(storage, 2, where=standing(90)), failed(3)])
    asked = [f"question {number} {ordered}" for number in (1, 2, 3) for ordered in (False, True)]
    assert sum([await storage.answers.find(TENANT, digest) is not None for digest in asked]) == 4

    await storage.batches.delete(TENANT, batch.batch_id)

    assert not any([await storage.answers.find(TENANT, digest) for digest in asked])


async def test_a_cancelled_batch_has_no_ordered_items(storage: Storage) -> None:
    batch, _ = await ordered_batch(storage)

    counts = (await storage.batches.cancel(TENANT, batch.batch_id)).counts

    assert (counts.ordered, counts.cancelled) == (0, 5)
    items = (await page(storage, batch.batch_id)).items
    assert [(item.standing, item.answer, item.rank) for item in items] == [(None, None, None)] * 3
    await storage.batches.delete(TENANT, batch.batch_id)
    assert not any([await storage.answers.find(TENANT, f"question {number} True") for number in (1, 2, 3)])
