"""Whatever happens to a batch, its counts are those of its items."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bole.domain.batches import Batch, ItemState, Lease, NewItem
from bole.domain.screening import CutGroup
from bole.storage.batches.batch_store import SqlBatchStore
from bole.storage.opening import Storage, opened
from bole.storage.tables import BATCH_ITEM
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    claim,
    failed,
    finish,
    new_batch,
    outcome,
    standing,
    taken,
)

KEYS = st.sampled_from(["", "a", "b", "c"])
NUMBERS = st.integers(1, 12)
STEPS = st.one_of(
    st.tuples(st.just("add"), st.lists(KEYS, min_size=1, max_size=4)),
    st.tuples(st.just("claim"), st.booleans()),
    st.tuples(st.just("identify"), st.dictionaries(NUMBERS, KEYS.filter(bool), max_size=3)),
    st.tuples(st.just("finish"), st.lists(NUMBERS, max_size=4)),
    st.tuples(st.just("fail"), st.lists(NUMBERS, max_size=3)),
    st.tuples(st.just("order"), st.lists(NUMBERS, max_size=4)),
    st.tuples(st.just("cut"), st.dictionaries(NUMBERS, st.sampled_from(CutGroup), max_size=4)),
    st.tuples(st.just("requeue"), st.lists(NUMBERS, max_size=4)),
    st.tuples(st.sampled_from(["take", "release", "rescore", "complete"]), st.none()),
    st.tuples(st.just("cancel"), st.none()),
)
"""What callers and replicas do, in any order; items that are named need not be there."""


@given(steps=st.lists(STEPS, min_size=5, max_size=25))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_counts_are_those_of_the_items(steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(f"sqlite:///{folder}/bole.db", steps))


async def _run(address: str, steps: list[tuple[str, Any]]) -> None:
    async with opened(address, LabellingVault()) as storage:
        batch = await storage.batches.create(TENANT, new_batch(), [], accepts_items=True)
        lease = await taken(storage, batch)
        for name, argument in steps:
            batch = await storage.batches.get(TENANT, batch.batch_id)
            if batch.state.final:
                break
            lease = await _step(storage, batch, lease, name, argument)
            await _check(storage, batch.batch_id)


async def _step(storage: Storage, batch: Batch, lease: Lease, name: str, argument: Any) -> Lease:  # noqa: ANN401
    store = storage.batches
    match name:
        case "add":
            first = batch.counts.total + 1
            items = [_item(number, key) for number, key in enumerate(argument, start=first)]
            await store.add_items(TENANT, batch.batch_id, items, accepts_items=True)
        case "take":
            return await taken(storage, batch, "heir")
        case "release":
            await store.release(lease)
            return await taken(storage, batch)
        case "rescore":
            await _rescore(storage, batch)
        case "cancel":
            await store.cancel(TENANT, batch.batch_id)
        case _:
            await _work(storage, batch, lease, name, argument)
    return lease


async def _work(storage: Storage, batch: Batch, lease: Lease, name: str, argument: Any) -> None:  # noqa: ANN401
    store = storage.batches
    match name:
        case "claim":
            await claim(storage, lease, 3, suspects=argument)
        case "identify":
            await store.identify(lease, argument)
        case "finish" | "order":
            ended = [await outcome(storage, number, ordered=name == "order") for number in argument]
            await finish(storage, lease, ended, batch.revision)
        case "fail":
            await finish(storage, lease, [failed(number) for number in argument], batch.revision)
        case "cut":
            await store.cut(lease, argument)
        case "requeue":
            await store.requeue(lease, argument, waiting_for="MODEL_UNAVAILABLE")
        case "complete":
            await store.complete(lease, None)


def _item(number: int, key: str) -> NewItem:
    return NewItem(item_id=f"i{number}", candidate_id="", document_key=key, source="", documents=b"")


async def _rescore(storage: Storage, batch: Batch) -> None:
    answered = await storage.batches.answered(TENANT, batch.batch_id)
    standings = {digest: standing(number) for number, digest in enumerate(answered)}
    await storage.batches.rescore(TENANT, batch.batch_id, revision=batch.revision, terms=b"", standings=standings)


async def _check(storage: Storage, batch_id: str) -> None:
    """Compares what the batch says with its items, and what each duplicate says with its original."""
    batch = await storage.batches.get(TENANT, batch_id)
    assert isinstance(storage.batches, SqlBatchStore)
    async with storage.batches._database.reading() as connection:
        rows = {row.number: row for row in await connection.execute(select(BATCH_ITEM))}
    states = Counter(row.state for row in rows.values())
    counts = batch.counts
    assert (counts.total, counts.duplicates) == (len(rows), sum(row.duplicate_of is not None for row in rows.values()))
    assert counts.succeeded == states[ItemState.SUCCEEDED]
    assert counts.failed == states[ItemState.FAILED] == sum(counts.failures.values())
    assert counts.cancelled == states[ItemState.CANCELLED]
    assert counts.ordered == states[ItemState.ORDERED]
    assert dict(Counter(row.failure_reason for row in rows.values() if row.failure_reason)) == counts.failures
    sequences = sorted(row.sequence for row in rows.values() if ItemState(row.state).final)
    assert sequences == list(range(1, batch.last_sequence + 1))
    assert all((row.sequence > 0) == ItemState(row.state).final for row in rows.values())
    for row in rows.values():
        if row.duplicate_of is not None:
            original = rows[row.duplicate_of]
            settled = ItemState(original.state).final or original.state == ItemState.ORDERED
            assert row.state == (original.state if settled else ItemState.QUEUED)
            assert original.duplicate_of is None
            assert (row.place, row.answer_digest, row.cut_group) == (
                original.place,
                original.answer_digest,
                original.cut_group,
            )
