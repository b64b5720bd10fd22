"""A batch that this replica works on: its terms, its items in work, and how what comes of them is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bole.batch.backoff import Backoff
from bole.batch.changes import Changes
from bole.batch.grouping import Grouping
from bole.batch.patience import Patience
from bole.domain.answers import Standing, StoredAnswer
from bole.domain.batches import Batch, BatchPriority, BatchTerms, ClaimedItem, ItemOutcome, Lease, LeaseView
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Count, count
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.domain.screening import ItemFailure
from bole.domain.storage_ports import BatchStore, Codec, LeaseLostError
from bole.pipeline.stored_answers import standings_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An item with its answer, kept under `digest` and ordered under the rubric of `revision`.

    `ordered` is True where the model may still read it.
    """

    number: int
    digest: str
    answer: StoredAnswer
    revision: int
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An item that can have no answer."""

    number: int
    failure: ItemFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """An item that something else than itself keeps from being answered now: `waiting_for` names the reason."""

    number: int
    waiting_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What all batches of a runner share."""

    store: BatchStore
    codec: Codec
    workers: Workers
    changes: Changes
    patience: Patience


class HeldBatch:
    """The state of the work on one batch; for use from one event loop.

    Attributes:
        lease: The right to write.
        priority: Whether it goes first.
        terms: What holds for its items now.
        revision: Of the rubric in `terms`.
        backoff: Counts failures that are not the fault of items.
        work: Items in work by number.
        bytes_in_work: Size of their documents, as far as these are kept with them.
        suspects: True as long as there may be items that were in work when a replica died.
        drained: True where nothing was left to take up when it was last looked.
        settled: True where it was looked since then what else there is to do.
        resting: True where there is nothing to do before items are added, or no more can be.
        lost: True once the lease is lost; nothing can be written any more.
        paused_until: A time of the loop's clock before which nothing is taken up.
    """

    def __init__(self, batch: Batch, lease: Lease, tools: Tools, retry_seconds: float) -> None:
        """Takes the batch as it was read under the lease.

        Raises:
            BoleError: STORAGE_MISMATCH where a newer version made the batch.
        """
        self._tools = tools
        self.lease = lease
        self.priority: BatchPriority = batch.priority
        self.terms: BatchTerms = tools.codec.decode_terms(batch.terms)
        self.revision = batch.revision
        self.backoff = Backoff(retry_seconds)
        self.work: dict[int, asyncio.Task[None]] = {}
        self.bytes_in_work = 0
        self.suspects = False
        self.drained = False
        self.settled = False
        self.resting = False
        self.lost = False
        self.paused_until = 0.0
        self._size: tuple[int, bool] | None = None
        self._ending = Grouping(self._end)
        self._returning = Grouping(self._return)
        self._identifying = Grouping(self._identify)

    def begin(self, item: ClaimedItem, task: asyncio.Task[None]) -> None:
        """Notes that an item is in work."""
        self.work[item.number] = task
        self.bytes_in_work += len(item.documents)

    def leave(self, item: ClaimedItem, task: asyncio.Task[None] | None) -> None:
        """Notes that a task has ended; its item may be in work again by then, in another one."""
        if self.work.get(item.number) is task:
            del self.work[item.number]
        self.bytes_in_work -= len(item.documents)

    def drain(self) -> None:
        """Notes that nothing is left to take up: the batch may have come to its end."""
        self.drained, self.settled, self.resting = True, False, False

    def look_again(self) -> None:
        """Notes that there may be something to take up."""
        self.drained = self.resting = False

    def compare(self, view: LeaseView) -> None:
        """Looks again, unless the batch rests and is what it was when it was last compared."""
        size = (view.item_count, view.accepts_items)
        if size != self._size or not self.resting:
            self.look_again()
        self._size = size

    def pause(self) -> None:
        """Takes nothing up for a while, the longer the more often it failed before."""
        now = asyncio.get_running_loop().time()
        # Items that were in work together fail together: that is one failure.
        if now >= self.paused_until:
            self.paused_until = now + self.backoff.next_seconds()

    async def write(self, result: Answered | Failed | PutBack) -> None:
        """Writes what came of an item, as soon as the store takes it.

        Raises:
            LeaseLostError: Nothing was written.
        """
        if isinstance(result, PutBack):
            self.pause()
            await self._returning.add(result)
            self.look_again()
        else:
            await self._ending.add(result)
            self.backoff.reset()

    async def is_duplicate(self, number: int, document_key: str) -> bool:
        """Sets the key of an item in work; True where it is a duplicate, which ends with the item that it equals.

        Raises:
            LeaseLostError: Nothing was written.
        """
        return await self._identifying.add((number, document_key))

    async def refresh(self) -> Batch:
        """Reads the batch again and returns it.

        Raises:
            LeaseLostError: It was deleted.
        """
        try:
            batch = await self._tools.store.get(self.lease.tenant, self.lease.batch_id)
        except BoleError as error:
            if error.reason is not ErrorReason.BATCH_NOT_FOUND:
                raise
            raise LeaseLostError from error
        if batch.revision != self.revision:
            self.terms, self.revision = self._tools.codec.decode_terms(batch.terms), batch.revision
        return batch

    async def close(self) -> None:
        """Ends the work on its items, and what is being written for them."""
        tasks = list(self.work.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for grouping in (self._ending, self._returning, self._identifying):
            await grouping.end()

    async def _end(self, group: Sequence[Answered | Failed]) -> Sequence[None]:
        while True:
            revision = self.revision
            outcomes = await self._outcomes(group, revision, self.terms.rubric)
            try:
                await self._written(outcomes, revision)
            except BoleError as error:
                if error.reason is not ErrorReason.BATCH_CHANGED:
                    raise
                await self._tools.patience.until_done(self.refresh)
            else:
                self._tools.changes.tell(self.lease.batch_id)
                _count_ended(group)
                return [None] * len(group)

    async def _written(self, outcomes: Sequence[ItemOutcome], revision: int) -> None:
        finish = self._tools.store.finish
        await self._tools.patience.until_done(lambda: finish(self.lease, outcomes, revision=revision))

    async def _outcomes(self, group: Sequence[Answered | Failed], revision: int, rubric: Rubric) -> list[ItemOutcome]:
        """Returns outcomes under the rubric of a revision, whatever rubric the answers were ordered under."""
        outdated = [one for one in group if isinstance(one, Answered) and one.revision != revision]
        standings = {}
        if outdated:
            payloads = [one.answer.payload for one in outdated]
            computed = await self._tools.workers.run(standings_under, payloads, rubric, self._tools.codec)
            standings = dict(zip((one.number for one in outdated), computed, strict=True))
        return [_outcome(one, standings.get(one.number)) for one in group]

    async def _return(self, group: Sequence[PutBack]) -> Sequence[None]:
        by_reason: Mapping[str, list[int]] = {one.waiting_for: [] for one in group}
        for one in group:
            by_reason[one.waiting_for].append(one.number)
        for reason, numbers in by_reason.items():
            await self._requeued(numbers, reason)
        self._tools.changes.tell(self.lease.batch_id)
        return [None] * len(group)

    async def _requeued(self, numbers: Sequence[int], reason: str) -> None:
        requeue = self._tools.store.requeue
        await self._tools.patience.until_done(lambda: requeue(self.lease, numbers, waiting_for=reason))

    async def _identify(self, group: Sequence[tuple[int, str]]) -> Sequence[bool]:
        identify = self._tools.store.identify
        duplicates = await self._tools.patience.until_done(lambda: identify(self.lease, dict(group)))
        self._tools.changes.tell(self.lease.batch_id)
        return [number in duplicates for number, _ in group]


def _count_ended(group: Sequence[Answered | Failed]) -> None:
    for one in group:
        if isinstance(one, Failed):
            count(Count.BATCH_ITEMS, one.failure.reason)
        elif not one.ordered:  # what the rules have ordered ends at the cut, or after the model
            count(Count.BATCH_ITEMS, "OK")


def _outcome(result: Answered | Failed, standing: Standing | None) -> ItemOutcome:
    """Returns an outcome; `standing` replaces that of an answer which was ordered under another rubric."""
    if isinstance(result, Failed):
        return ItemOutcome(number=result.number, failure=result.failure)
    return ItemOutcome(
        number=result.number,
        answer_digest=result.digest,
        standing=standing or result.answer.standing,
        candidate_id=result.answer.candidate_id,
        ordered=result.ordered,
    )
