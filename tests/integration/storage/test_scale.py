"""Batches of the size that people have."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bole.domain.batches import ItemOutcome
from bole.storage.database import engine_for
from bole.storage.opening import opened
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    claim,
    finish,
    ids,
    made,
    new_item,
    new_items,
    outcome,
    page,
    standing,
    taken,
)
from tests.postgresql import PostgreSqlServer

COUNT = 50_000
ANSWERED = 5_000


async def test_fifty_thousand_items_are_kept_ended_and_paged(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/bole.db", LabellingVault()) as storage:
        batch = await made(storage, [new_item(number) for number in range(1, COUNT + 1)])
        lease = await taken(storage, batch)
        assert len(await claim(storage, lease, ANSWERED)) == ANSWERED
        shared = await outcome(storage, 0)
        outcomes = [
            ItemOutcome(
                number=number,
                answer_digest=shared.answer_digest,
                standing=standing(number % 101),
                candidate_id=f"c{number}",
            )
            for number in range(1, ANSWERED + 1)
        ]
        await finish(storage, lease, outcomes)
        counts = (await storage.batches.cancel(TENANT, batch.batch_id)).counts
        assert (counts.succeeded, counts.cancelled) == (ANSWERED, COUNT - ANSWERED)

        seen: list[str] = []
        ranks: list[int] = []
        start = None
        while not seen or start is not None:
            part = await page(storage, batch.batch_id, start=start, limit=5000)
            assert part.total == COUNT
            seen += ids(part.items)
            ranks += [item.rank for item in part.items if item.rank is not None]
            start = part.next_start

        best_first = sorted(range(1, ANSWERED + 1), key=lambda number: (-(number % 101), number))
        assert seen == [f"i{number}" for number in (*best_first, *range(ANSWERED + 1, COUNT + 1))]
        assert len(ranks) == ANSWERED
        assert ranks == sorted(ranks)


async def test_a_table_that_is_being_vacuumed_lets_no_call_wait(postgresql: PostgreSqlServer) -> None:
    """Nor fail once its items are kept."""
    address = postgresql.new_schema()
    async with opened(address, LabellingVault(), busy_seconds=0.3) as storage:
        engine = engine_for(address, busy_seconds=1.0)
        try:
            async with engine.begin() as connection:
                await connection.execute(text("LOCK TABLE batch_item IN SHARE UPDATE EXCLUSIVE MODE"))
                batch = await made(storage, new_items(300))
        finally:
            await engine.dispose()

    assert batch.counts.total == 300
