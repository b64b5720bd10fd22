"""Ranked pages that hold still while items finish."""

from __future__ import annotations

from typing import cast

import pytest

from bole.domain.batches import ItemState, PageStart, ResultFilter
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Recommendation
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
    new_item,
    new_items,
    outcome,
    page,
    standing,
    taken,
)

ADVANCE, REVIEW, HOLD = Recommendation.ADVANCE, Recommendation.REVIEW, Recommendation.HOLD


async def test_results_are_ranked_over_the_whole_batch(storage: Storage) -> None:
    items = [*new_items(7), new_item(8, key="key 2")]
    batch = await made(storage, items)
    standings = {
        7: standing(10, HOLD),
        6: standing(60, REVIEW),
        5: None,
        4: standing(60, REVIEW),
        3: standing(100, HOLD),
        2: standing(0, ADVANCE),
        1: standing(61, REVIEW),
    }
    await finish_all(storage, batch, standings)

    whole = await page(storage, batch.batch_id)

    assert [(item.item_id, item.rank, item.tied) for item in whole.items] == [
        ("i2", 1, False),
        ("i1", 2, False),
        ("i4", 3, True),
        ("i6", 3, True),
        ("i3", 5, False),
        ("i7", 6, False),
        ("i5", None, False),
    ]
    assert (whole.total, whole.next_start) == (7, None)
    part = await page(storage, batch.batch_id, wanted=ResultFilter(recommendations=(HOLD, REVIEW)), limit=3)
    assert [(item.item_id, item.rank, item.tied) for item in part.items] == [
        ("i1", 2, False),
        ("i4", 3, True),
        ("i6", 3, True),
    ]
    assert part.total == 5
    every = await page(storage, batch.batch_id, wanted=ResultFilter(include_duplicates=True))
    assert [(item.item_id, item.rank, item.duplicate_of) for item in every.items][:2] == [
        ("i2", 1, ""),
        ("i8", None, "i2"),
    ]
    assert every.total == 8


async def test_ranks_count_who_is_ahead_by_more_than_the_spread(storage: Storage) -> None:
    """Over the whole batch, on whatever page they stand, and within a recommendation."""
    batch = await made(storage, new_items(4))
    await finish_all(storage, batch, {1: standing(90), 2: standing(88), 3: standing(80), 4: standing(90, HOLD)})

    first = await page(storage, batch.batch_id, spread=3, limit=2)
    rest = await page(storage, batch.batch_id, spread=3, limit=2, start=first.next_start)

    assert [(item.item_id, item.rank, item.tied) for item in (*first.items, *rest.items)] == [
        ("i1", 1, True),
        ("i2", 1, True),
        ("i3", 3, False),
        ("i4", 4, False),
    ]


async def test_filters_hold_together(storage: Storage) -> None:
    batch = await made(storage, new_items(5))
    lease = await taken(storage, batch)
    await claim(storage, lease)
    scores = {1: 90, 2: 40, 3: None, 4: 90}
    for number, score in scores.items():
        where = standing(50, match_score=score)
        candidate = "one" if number < 3 else "two"
        await finish(storage, lease, [await outcome(storage, number, where=where, candidate_id=candidate)])
    await finish(storage, lease, [failed(5)])

    async def listed(wanted: ResultFilter) -> list[str]:
        found = await page(storage, batch.batch_id, wanted=wanted)
        assert found.total == len(found.items)
        return ids(found.items)

    assert await listed(ResultFilter(min_match_score=90)) == ["i1", "i4"]
    assert await listed(ResultFilter(min_match_score=40, candidate_id="one")) == ["i1", "i2"]
    assert await listed(ResultFilter(states=(ItemState.FAILED, ItemState.CANCELLED))) == ["i5"]
    assert await listed(ResultFilter(states=(ItemState.FAILED,), recommendations=(REVIEW,))) == []


async def test_pages_hold_still_while_items_finish(storage: Storage) -> None:
    batch = await made(storage, new_items(20))
    lease = await taken(storage, batch)
    await claim(storage, lease)
    for number in range(1, 11):
        await finish(storage, lease, [await outcome(storage, number, where=standing(number))])

    seen, ranks, start = [], [], None
    for late in range(11, 21):
        part = await page(storage, batch.batch_id, start=start, limit=3)
        seen += ids(part.items)
        ranks += [item.rank for item in part.items]
        assert part.total == 10
        behind_or_before = standing(0 if late % 2 else 99)
        await finish(storage, lease, [await outcome(storage, late, where=behind_or_before)])
        if part.next_start is None:
            break
        start = part.next_start

    assert seen == [f"i{number}" for number in range(10, 0, -1)]
    assert ranks == list(range(1, 11))


async def test_a_rescored_batch_has_a_new_order_and_new_pages(storage: Storage) -> None:
    batch = await made(storage, [*new_items(3), new_item(4, key="key 1")])
    lease = await finish_all(storage, batch, {1: standing(90), 2: standing(50), 3: None})
    first = await page(storage, batch.batch_id, limit=1)
    answered = await storage.batches.answered(TENANT, batch.batch_id)
    payloads = await storage.batches.payloads(TENANT, (*answered, "none"))
    assert [payloads[digest] for digest in answered] == [b"answer 1", b"answer 2"]
    assert len(payloads) == 2
    assert not await storage.batches.payloads("other", answered)

    worse, better = standing(10, HOLD, match_score=None), standing(80, ADVANCE)
    new = dict(zip(answered, (worse, better), strict=True))
    rescored = await storage.batches.rescore(TENANT, batch.batch_id, revision=0, terms=b"new", standings=new)

    assert (rescored.revision, rescored.terms) == (1, b"new")
    every = await page(storage, batch.batch_id, wanted=ResultFilter(include_duplicates=True))
    assert (first.terms, every.terms) == (b"terms", b"new")
    assert [(item.item_id, item.standing) for item in every.items] == [
        ("i2", better),
        ("i1", worse),
        ("i4", worse),
        ("i3", None),
    ]
    with pytest.raises(BoleError) as raised:
        await page(storage, batch.batch_id, start=first.next_start)
    assert raised.value.reason is ErrorReason.BATCH_CHANGED
    assert await storage.batches.complete(lease, None)
    again = await storage.batches.rescore(TENANT, batch.batch_id, revision=1, terms=b"newer", standings=new)
    assert again.revision == 2
    assert await storage.answers.forget_unused(1) == 0
    assert len(cast("LabellingVault", storage.vault).destroyed) == 2, "the next cleaning destroys the keys of old terms"


async def test_a_batch_is_rescored_as_a_whole_or_not_at_all(storage: Storage) -> None:
    batch = await made(storage, new_items(2))
    await finish_all(storage, batch, {1: standing(90), 2: standing(50)})

    first, second = await storage.batches.answered(TENANT, batch.batch_id)
    for revision, standings in ((1, {first: standing(1), second: standing(2)}), (0, {first: standing(1)})):
        with pytest.raises(BoleError) as raised:
            await storage.batches.rescore(TENANT, batch.batch_id, revision=revision, terms=b"new", standings=standings)
        assert raised.value.reason is ErrorReason.BATCH_CHANGED

    assert (await storage.batches.get(TENANT, batch.batch_id)).revision == 0
    assert [item.standing for item in (await page(storage, batch.batch_id)).items] == [standing(90), standing(50)]


async def test_other_documents_of_a_candidate_are_named(storage: Storage) -> None:
    batch = await made(storage, [*new_items(4), new_item(5, key="key 1")])
    lease = await taken(storage, batch)
    await claim(storage, lease)
    for number in (1, 2):
        await finish(storage, lease, [await outcome(storage, number, candidate_id="same")])
    await finish(storage, lease, [await outcome(storage, 3, candidate_id="else"), failed(4)])

    found = {item.item_id: item.same_candidate for item in await finished(storage, batch.batch_id)}

    assert found == {"i1": ("i2",), "i5": ("i2",), "i2": ("i1", "i5"), "i3": (), "i4": ()}
    assert [item.same_candidate for item in (await page(storage, batch.batch_id, limit=1)).items] == [("i2",)]


async def test_one_candidate_for_all_items_does_not_name_them_all(storage: Storage) -> None:
    batch = await made(storage, [new_item(number, candidate_id="same") for number in range(1, 301)])
    await storage.batches.cancel(TENANT, batch.batch_id)

    items = (await page(storage, batch.batch_id)).items

    assert {len(item.same_candidate) for item in items} == {99, 100}


@pytest.mark.parametrize("after", [(1,), (1, 2, 3), (-1, 2), (1, 2**40)])
async def test_an_invented_place_is_refused(storage: Storage, after: tuple[int, ...]) -> None:
    batch = await made(storage, new_items(1))

    with pytest.raises(BoleError) as raised:
        await page(storage, batch.batch_id, start=PageStart(revision=0, up_to_sequence=0, after=after))
    assert raised.value.reason is ErrorReason.ARGUMENT_INVALID
