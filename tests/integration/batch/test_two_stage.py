"""Batches that the rules order first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bole.batch.cut import cut
from bole.domain.batches import BatchState, CutCost, ItemState, Lease, TwoStage
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Collected, Count, listening
from bole.domain.screening import CutGroup
from bole.domain.storage_ports import BatchStore
from tests.integration.batch.desk import TENANT, Desk, draft, drafts, running

SIZES = TwoStage(best_count=3, control_count=2)


@pytest.fixture
def two_stage(desk: Desk) -> Desk:
    """A desk with a model and with the rules."""
    return replace(desk, rules_screener=desk.another_screener("rules"))


def asked_of_rules(desk: Desk) -> list[int]:
    """Returns what the rules were asked, in numbers."""
    assert desk.rules_screener is not None
    return sorted(int(content.split()[0]) for content in desk.rules_screener.asked)


async def test_the_model_reads_the_best_and_the_controls(two_stage: Desk) -> None:
    """The others have the answer of the rules; the draw is that of the batch."""
    async with running(two_stage.runner()):
        batch_id = await two_stage.create([draft(10 * number) for number in range(10)], two_stage=SIZES)
        batch = await two_stage.ended(batch_id)

    items = await two_stage.items(batch_id)
    groups = cut(list(range(10, 0, -1)), SIZES, batch_id)
    assert batch.state is BatchState.FINISHED
    assert asked_of_rules(two_stage) == list(range(0, 100, 10))
    assert {items[f"i{10 * number}"].cut_group for number in (7, 8, 9)} == {CutGroup.BEST}
    assert {number: items[f"i{10 * (number - 1)}"].cut_group for number in groups} == groups
    read = sorted(int(content.split()[0]) for content in two_stage.screener.asked)
    assert read == sorted(10 * (number - 1) for number, group in groups.items() if group is not CutGroup.REST)
    assert batch.cut_cost == CutCost(best_count=3, control_count=2, rest_count=5, agreement=1.0, overlooked_count=0)


async def test_the_cut_waits_until_the_batch_takes_no_more(two_stage: Desk) -> None:
    """The best may come last."""
    async with running(two_stage.runner()):
        batch_id = await two_stage.create(drafts(4), two_stage=SIZES, accepts_items=True)
        await two_stage.until(batch_id, lambda batch: batch.counts.ordered == 4)
        await two_stage.batches.add_items(
            TENANT, batch_id, items=[*drafts(4), draft(90)], source_uris=(), accepts_items=False
        )
        await two_stage.ended(batch_id)

    items = await two_stage.items(batch_id)
    assert items["i90"].cut_group is CutGroup.BEST
    assert [item.cut_group for item in items.values()].count(CutGroup.BEST) == 3
    assert asked_of_rules(two_stage) == [0, 1, 2, 3, 90]


async def test_an_item_is_counted_once_whoever_answers_it(two_stage: Desk) -> None:
    """When the rules have ordered it nothing has ended yet."""
    told = Collected()
    with listening(told):
        async with running(two_stage.runner()):
            batch_id = await two_stage.create([draft(10 * number) for number in range(10)], two_stage=SIZES)
            await two_stage.ended(batch_id)

    assert told.counts[Count.BATCH_ITEMS, ("OK",)] == 10


class AddingStore:
    """A store to which items come right after it was read what there is to do."""

    def __init__(self, store: BatchStore, add: Callable[[], Awaitable[object]]) -> None:
        """Calls `add` once four items are ordered."""
        self._store, self._add = store, add

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # stands for every method of the port
        """Returns the method."""
        return getattr(self._store, name)

    async def unfinished(self, lease: Lease) -> Mapping[ItemState, int]:
        """Returns what was there before the items came."""
        found = await self._store.unfinished(lease)
        if found == {ItemState.ORDERED: 4}:
            await self._add()
        return found


async def test_items_that_come_with_the_end_are_in_the_cut(two_stage: Desk) -> None:
    async def add() -> None:
        await two_stage.batches.add_items(TENANT, batch_id, items=[draft(90)], source_uris=(), accepts_items=False)

    batch_id = await two_stage.create(drafts(4), two_stage=SIZES, accepts_items=True)
    store = AddingStore(two_stage.storage.batches, add)
    async with running(two_stage.runner(store=store)):
        await two_stage.ended(batch_id)

    groups = [item.cut_group for item in (await two_stage.items(batch_id)).values()]
    assert [groups.count(group) for group in (CutGroup.BEST, CutGroup.CONTROL)] == [3, 2]


async def test_items_that_the_rules_cannot_read_are_not_in_the_cut(two_stage: Desk) -> None:
    """And what the model fails at has failed."""
    assert two_stage.rules_screener is not None
    two_stage.rules_screener.errors[b"9 points"] = BoleError(ErrorReason.DOCUMENT_DAMAGED, "It is damaged.")
    two_stage.screener.errors[b"8 points"] = BoleError(ErrorReason.PROMPT_TOO_LONG, "It is too long.")
    async with running(two_stage.runner()):
        batch_id = await two_stage.create(drafts(10), two_stage=TwoStage(best_count=2, control_count=0))
        batch = await two_stage.ended(batch_id)

    items = await two_stage.items(batch_id)
    assert [items[f"i{number}"].cut_group for number in (9, 8, 7, 6)] == [
        None,
        CutGroup.BEST,
        CutGroup.BEST,
        CutGroup.REST,
    ]
    assert batch.counts.failures == {"DOCUMENT_DAMAGED": 1, "PROMPT_TOO_LONG": 1}
    assert batch.cut_cost == CutCost(best_count=1, control_count=0, rest_count=7, agreement=None, overlooked_count=0)


async def test_a_model_that_is_away_holds_up_the_second_stage_alone(two_stage: Desk) -> None:
    """The rules have ordered all by then."""
    two_stage.screener.away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Try again.")
    async with running(two_stage.runner()):
        batch_id = await two_stage.create(drafts(6), two_stage=SIZES)
        waiting = await two_stage.until(batch_id, lambda batch: bool(batch.waiting_for))
        two_stage.screener.away = None
        batch = await two_stage.ended(batch_id)

    assert waiting.counts.finished == 1
    assert batch.counts.succeeded == 6


async def test_a_replica_that_dies_between_the_stages_repeats_nothing(two_stage: Desk) -> None:
    """The next one cuts, or goes on after the cut, as the first one would have."""
    two_stage.screener.may_answer.clear()
    async with running(two_stage.runner()):
        batch_id = await two_stage.create(drafts(8), two_stage=SIZES)
        await two_stage.screener.asking.wait()
    two_stage.screener.may_answer.set()
    async with running(two_stage.runner()):
        await two_stage.ended(batch_id)

    groups = [item.cut_group for item in (await two_stage.items(batch_id)).values()]
    assert [groups.count(group) for group in (CutGroup.BEST, CutGroup.CONTROL, CutGroup.REST)] == [3, 2, 3]
    assert asked_of_rules(two_stage) == list(range(8))


async def test_a_service_that_has_the_rules_alone_finishes_such_a_batch(desk: Desk) -> None:
    """It was made while there was a model."""
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(6), two_stage=SIZES)
        batch = await desk.ended(batch_id)

    assert (batch.state, batch.counts.succeeded) == (BatchState.FINISHED, 6)
    assert {item.state for item in (await desk.items(batch_id)).values()} == {ItemState.SUCCEEDED}
