"""New weights for results that are there, and for those that are still to come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bole.api.stored_forms import StoredForms
from bole.batch.intake import ItemDraft
from bole.bootstrap import reader
from bole.domain.batches import Batch, TwoStage
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting, Requirement, ScoreSpread
from bole.domain.storage_ports import BatchStore
from bole.engines.rules import RulesEngine
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.screener import Screener
from bole.pipeline.workers import WorkerProcesses
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import criterion, rubric
from tests.integration.batch.desk import RUBRIC, TENANT, TURNED, Desk, draft, drafts, running

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


async def scores(desk: Desk, batch_id: str) -> dict[str, int | None]:
    """Returns the match score of each item."""
    items = await desk.items(batch_id)
    return {item_id: item.standing.match_score if item.standing else None for item_id, item in items.items()}


async def test_new_weights_turn_the_order_without_a_question(desk: Desk) -> None:
    """100 points for the first criterion are none for the second."""
    async with running(desk.runner()):
        batch_id = await desk.create([draft(number) for number in (0, 30, 100)])
        await desk.ended(batch_id)
        before = await scores(desk, batch_id)
        batch = await desk.batches.rescore(TENANT, batch_id, TURNED)

    after = await scores(desk, batch_id)
    assert (batch.revision, len(desk.screener.asked)) == (1, 3)
    assert before == {"i0": 15, "i30": 36, "i100": 85}
    assert after == {"i0": 85, "i30": 64, "i100": 15}


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("rules", {"i100": (1, True), "i97": (1, True), "i30": (3, False)}),
        ("triton", {"i100": (1, False), "i97": (2, False), "i30": (3, False)}),
    ],
)
async def test_a_spread_ties_results_of_the_engine_that_it_is_of(
    desk: Desk, engine: str, expected: dict[str, tuple[int, bool]]
) -> None:
    """A rubric that gains a spread brings it to a batch that is there: 85 and 83 say the same."""
    spread = ScoreSpread(points=2, pair_count=40, engine=engine)
    async with running(desk.runner()):
        batch_id = await desk.create([draft(number) for number in (30, 97, 100)])
        await desk.ended(batch_id)
        before = await desk.items(batch_id)
        await desk.batches.rescore(TENANT, batch_id, validate_rubric(replace(RUBRIC, score_spread=spread)))

    after = await desk.items(batch_id)
    assert {item_id: (item.rank, item.tied) for item_id, item in before.items()} == {
        "i100": (1, False),
        "i97": (2, False),
        "i30": (3, False),
    }
    assert {item_id: (item.rank, item.tied) for item_id, item in after.items()} == expected


async def test_another_question_is_refused(desk: Desk) -> None:
    """Also where nothing has been answered yet."""
    batch_id = await desk.create(drafts(2))
    other = validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Rust", requirement=Requirement.NICE)]))

    with pytest.raises(BoleError) as caught:
        await desk.batches.rescore(TENANT, batch_id, other)

    assert caught.value.reason is ErrorReason.FINDINGS_MISMATCH
    assert "Make another batch with this rubric" in caught.value.message
    assert (await desk.get(batch_id)).revision == 0


async def test_results_to_come_are_ordered_under_the_new_weights(desk: Desk) -> None:
    """Those that are being worked out, and those that have not begun."""
    desk.screener.may_answer.clear()
    async with running(desk.runner(width=2)):
        batch_id = await desk.create([draft(number) for number in (0, 30, 70, 100)])
        await desk.screener.asking.wait()
        await desk.batches.rescore(TENANT, batch_id, TURNED)
        desk.screener.may_answer.set()
        await desk.ended(batch_id)

    assert await scores(desk, batch_id) == {"i0": 85, "i30": 64, "i70": 36, "i100": 15}
    assert len(desk.screener.asked) == 4


async def test_rescoring_while_items_finish_comes_to_an_end(desk: Desk) -> None:
    """Every item is under the last weights, whichever was first."""
    async with running(desk.runner(width=2)):
        batch_id = await desk.create(drafts(40))
        await desk.until(batch_id, lambda batch: batch.counts.succeeded > 0)
        for asked in (TURNED, RUBRIC, TURNED):
            await desk.batches.rescore(TENANT, batch_id, asked)
        batch = await desk.ended(batch_id)

    found = await scores(desk, batch_id)
    assert (batch.revision, batch.counts.succeeded) == (3, 40)
    assert found["i0"] == 85
    assert sorted(found, key=lambda item_id: -(found[item_id] or 0))[:2] == ["i0", "i1"]


class ChangingStore:
    """A store in which items finish before nine of ten rescorings."""

    def __init__(self, store: BatchStore) -> None:
        """Has been asked for nothing."""
        self._store = store
        self._rescorings = 0
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # stands for every method of the port
        """Returns the method."""
        return getattr(self._store, name)

    async def payloads(self, tenant: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Notes what is read."""
        self.read += digests
        return await self._store.payloads(tenant, digests)

    async def rescore(self, *args: Any, **kwargs: Any) -> Batch:  # noqa: ANN401  # of the port
        """Refuses nine times."""
        self._rescorings += 1
        if self._rescorings < 10:
            raise BoleError(ErrorReason.BATCH_CHANGED, "Items finished.")
        return await self._store.rescore(*args, **kwargs)


async def test_however_often_items_come_in_between_each_answer_is_read_once(desk: Desk) -> None:
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(5))
        await desk.ended(batch_id)
    store = ChangingStore(desk.storage.batches)

    batch = await replace(desk.batches, store=store).rescore(TENANT, batch_id, TURNED)

    assert batch.revision == 1
    assert sorted(store.read) == sorted(await desk.storage.batches.answered(TENANT, batch_id))


async def test_two_who_rescore_at_once_are_one_after_the_other(desk: Desk) -> None:
    """Neither is lost."""
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(10))
        await desk.ended(batch_id)
        await asyncio.gather(*(desk.batches.rescore(TENANT, batch_id, asked) for asked in (TURNED, RUBRIC, TURNED)))

    assert (await desk.get(batch_id)).revision == 3


async def test_what_waits_for_the_cut_is_cut_under_the_new_weights(desk: Desk) -> None:
    """The best are those of the rubric that holds."""
    desk.rules_screener = desk.another_screener("rules")
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(5), two_stage=TwoStage(best_count=1, control_count=0), accepts_items=True)
        await desk.until(batch_id, lambda batch: batch.counts.ordered == 5)
        await desk.batches.rescore(TENANT, batch_id, TURNED)
        await desk.batches.add_items(TENANT, batch_id, items=(), source_uris=(), accepts_items=False)
        await desk.ended(batch_id)

    assert desk.screener.asked == [b"0 points"]


async def test_the_cost_of_a_cut_compares_both_orders_under_the_same_weights(desk: Desk) -> None:
    """Rules and model say the same here, whatever the weights."""
    desk.rules_screener = desk.another_screener("rules")
    desk.screener.may_answer.clear()
    async with running(desk.runner()):
        batch_id = await desk.create(drafts(8), two_stage=TwoStage(best_count=2, control_count=5))
        await desk.screener.asking.wait()
        await desk.batches.rescore(TENANT, batch_id, TURNED)
        desk.screener.may_answer.set()
        batch = await desk.ended(batch_id)

    assert batch.cut_cost is not None
    assert batch.cut_cost.agreement == 1.0


async def test_a_rescored_batch_equals_one_that_was_made_with_these_weights(desk: Desk) -> None:
    """With the real rules, in real processes."""
    workers = WorkerProcesses(processes=2, limit_seconds=60, limit_cpu_seconds=60, limit_mebibytes=1024)
    posting = (EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8")
    asked = RulesEngine().draft_rubric(JobPosting(text=posting))
    turned = [replace(one, requirement=Requirement.NICE, weight=None) for one in asked.criteria[:2]]
    other = validate_rubric(replace(asked, criteria=(*turned, *asked.criteria[2:])))
    answering = EmbeddedAnswering(reader=reader(Settings()), workers=workers)
    real = Screener(answering=answering, workers=workers, codec=StoredForms(), answers=desk.storage.answers)
    real_desk = replace(desk, screener=real, workers=workers)  # type: ignore[arg-type]  # a port, for once the real one
    items = [
        ItemDraft(item_id=path.stem, documents=(Document(content=path.read_bytes(), file_name=path.name),))
        for path in sorted((EXAMPLES / "resumes").glob("*.txt"))[:3]
    ]
    try:
        async with running(real_desk.runner()):
            rescored, made = [await real_desk.create(items, asked=which) for which in (asked, other)]
            for batch_id in (rescored, made):
                await real_desk.ended(batch_id)
            before = await scores(real_desk, rescored)
            await real_desk.batches.rescore(TENANT, rescored, other)
    finally:
        workers.close()

    after = {item_id: item.standing for item_id, item in (await real_desk.items(rescored)).items()}
    assert after == {item_id: item.standing for item_id, item in (await real_desk.items(made)).items()}
    assert before != await scores(real_desk, rescored)
