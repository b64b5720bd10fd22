"""Batches on a real SQLite database with a scripted screener, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bole.api.stored_forms import StoredForms
from bole.batch.batches import Batches
from bole.batch.changes import Changes
from bole.batch.intake import ItemDraft
from bole.batch.options import BatchOptions
from bole.batch.runner import BatchRunner
from bole.batch.working import ItemWork
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchPriority,
    BatchTerms,
    ItemState,
    ResultFilter,
    TwoStage,
)
from bole.domain.documents import Document
from bole.domain.ports import Workers
from bole.domain.rubric import Requirement, Rubric
from bole.domain.storage_ports import BatchStore
from bole.rubric.validation import validate_rubric
from bole.sources.tenants import TenantReferences
from bole.storage.opening import Storage, opened
from tests.factories import AS_OF, criterion, rubric
from tests.fakes import SameProcess, ScriptedScreener
from tests.integration.storage.making import LabellingVault

TENANT = "tenant"
RUBRIC = validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Go", requirement=Requirement.NICE)]))
TURNED = validate_rubric(
    rubric([criterion("c1", "Python", requirement=Requirement.NICE), criterion("c2", "Go")]),
)
"""Asks the same as `RUBRIC`, and weighs it the other way round."""
LEASE_SECONDS = 0.3


def draft(number: int, content: bytes | None = None) -> ItemDraft:
    """Returns an item of which the scripted screener thinks `number` of 100."""
    text = b"%d points" % number if content is None else content
    return ItemDraft(item_id=f"i{number}", documents=(Document(content=text, file_name=f"{number}.txt"),))


def drafts(count: int) -> list[ItemDraft]:
    """Returns items of 0, 1, 2, ... points."""
    return [draft(number) for number in range(count)]


@dataclass(kw_only=True)
class Desk:
    """What a test works with: callers' side, and runners as it needs them."""

    storage: Storage
    root: Path
    screener: ScriptedScreener
    rules_screener: ScriptedScreener | None = None
    workers: Workers = field(default_factory=SameProcess)
    changes: Changes = field(default_factory=Changes)

    @property
    def references(self) -> TenantReferences:
        """Files below the root of the test."""
        return TenantReferences([self.root], 10_000, apart=False)

    @property
    def batches(self) -> Batches:
        """The use cases, in the process of the runners that share `changes`."""
        return Batches(
            store=self.storage.batches,
            codec=StoredForms(),
            engine="rules",
            workers=self.workers,
            references=self.references,
            changes=self.changes,
        )

    def runner(
        self,
        *,
        store: BatchStore | None = None,
        width: int = 8,
        changes: Changes | None = None,
        lease_seconds: float = LEASE_SECONDS,
        retry_seconds: float = 0.02,
    ) -> BatchRunner:
        """Returns a runner; one with other `changes` is as one of another process."""
        work = ItemWork(
            screener=self.screener,
            rules_screener=self.rules_screener,
            references=self.references,
            codec=StoredForms(),
        )
        return BatchRunner(
            store=store or self.storage.batches,
            workers=self.workers,
            item_work=work,
            changes=changes or self.changes,
            options=BatchOptions(width=width, lease_seconds=lease_seconds, retry_seconds=retry_seconds),
        )

    def another_screener(self, name: str) -> ScriptedScreener:
        """Returns a screener of the same database with a script, and answers, of its own."""
        return ScriptedScreener(answers=self.storage.answers, codec=StoredForms(), name=name)

    async def create(
        self,
        items: Sequence[ItemDraft],
        *,
        priority: BatchPriority = BatchPriority.NORMAL,
        source_uris: Sequence[str] = (),
        accepts_items: bool = False,
        two_stage: TwoStage | None = None,
        asked: Rubric = RUBRIC,
    ) -> str:
        """Makes a batch and returns its identifier."""
        batch = await self.batches.create(
            TENANT,
            request_id="",
            request_digest="",
            terms=BatchTerms(rubric=asked, as_of=AS_OF, two_stage=two_stage),
            priority=priority,
            items=items,
            source_uris=source_uris,
            accepts_items=accepts_items,
        )
        return batch.batch_id

    async def get(self, batch_id: str) -> Batch:
        """Returns where a batch stands."""
        return await self.batches.get(TENANT, batch_id)

    async def until(self, batch_id: str, reached: Callable[[Batch], bool]) -> Batch:
        """Returns a batch once it stands where the test wants it."""
        with self.changes.listening(batch_id) as changed:
            while not reached(batch := await self.get(batch_id)):
                await _soon(changed)
            return batch

    async def until_taken_from(self, owner: str, batch_id: str) -> None:
        """Waits until another replica has a batch."""
        with self.changes.listening(batch_id) as changed:
            while owner in {view.owner for view in await self.storage.batches.leases() if view.batch_id == batch_id}:
                await _soon(changed)

    async def until_looked_at(self, batch_id: str) -> None:
        """Waits until a replica that has a batch has given two more signs of life: it did what there was to do."""

        async def heartbeat() -> int:
            return {view.batch_id: view.heartbeat for view in await self.storage.batches.leases()}[batch_id]

        begun = await heartbeat()
        with self.changes.listening(batch_id) as changed:
            while await heartbeat() < begun + 2:
                await _soon(changed)

    async def ended(self, batch_id: str) -> Batch:
        """Returns a batch once it has ended."""
        return await self.until(batch_id, lambda batch: batch.state.final)

    async def items(self, batch_id: str) -> dict[str, BatchItem]:
        """Returns all items that have ended, by item_id, each once."""
        page = await self.batches.results(
            TENANT, batch_id, wanted=ResultFilter(include_duplicates=True), start=None, limit=500
        )
        found = {item.item_id: item for item in page.items}
        assert len(found) == len(page.items)
        return found

    async def states(self, batch_id: str) -> dict[str, ItemState]:
        """Returns the states of items that have ended."""
        return {item_id: item.state for item_id, item in (await self.items(batch_id)).items()}


async def _soon(changed: asyncio.Event) -> None:
    """Waits for a change, or for a moment: another process tells of none."""
    with suppress(TimeoutError):
        await asyncio.wait_for(changed.wait(), 0.05)
    changed.clear()


@asynccontextmanager
async def desk_at(folder: Path) -> AsyncIterator[Desk]:
    """Opens a database in `folder`; files of the test may be read there."""
    async with opened(f"sqlite:///{folder}/batches.db", LabellingVault()) as storage:
        screener = ScriptedScreener(answers=storage.answers, codec=StoredForms())
        yield Desk(storage=storage, root=folder, screener=screener)


@asynccontextmanager
async def running(runner: BatchRunner) -> AsyncIterator[asyncio.Task[None]]:
    """Lets a runner work, and stops it."""
    task = asyncio.create_task(runner.run())
    try:
        yield task
    finally:
        await runner.stop()
        await asyncio.wait([task])
