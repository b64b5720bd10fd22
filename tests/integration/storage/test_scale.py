"""Batches of the size that people have."""

from __future__ import annotations

from pathlib import Path

from bole.domain.batches import ItemOutcome
from bole.storage.opening import opened
from tests.integration.storage.making import (
    LabellingVault,
    failed,
    finish,
    made,
    new_item,
    outcome,
    page,
    standing,
    taken,
)

COUNT = 50_000


async def test_fifty_thousand_items_are_kept_finished_and_paged(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/bole.db", LabellingVault()) as storage:
        batch = await made(storage, [new_item(number) for number in range(1, COUNT + 1)])
        lease = await taken(storage, batch)
        claimed = await storage.batches.claim(lease, COUNT, suspects=False)
        assert len(claimed) == COUNT
        shared = await outcome(storage, 0)
        await finish(
            storage,
            lease,
            [
                failed(number)
                if number % 10 == 0
                else ItemOutcome(
                    number=number,
                    answer_digest=shared.answer_digest,
                    standing=standing(number % 101),
                    candidate_id=f"c{number}",
                )
                for number in range(1, COUNT + 1)
            ],
        )
        assert await storage.batches.complete(lease, None)

        seen: list[tuple[int, int]] = []
        start = None
        while not seen or start is not None:
            part = await page(storage, batch.batch_id, start=start, limit=5000)
            assert part.total == COUNT
            seen += [(item.rank or COUNT, item.number) for item in part.items]
            start = part.next_start

        assert len({number for _, number in seen}) == COUNT
        assert seen == sorted(seen)
