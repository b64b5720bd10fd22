"""Batches in a running service: their storage, what works on them, and what is forgotten in time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from bole.api.batch_servicer import BatchServicer
from bole.api.review_servicer import ReviewServicer
from bole.api.source_documents import SourceDocuments
from bole.api.stored_forms import StoredForms
from bole.batch.answers import GroupedAnswers
from bole.batch.batches import Batches
from bole.batch.changes import Changes
from bole.batch.item_quota import ItemQuota
from bole.batch.kept_documents import KeptDocuments
from bole.batch.options import BatchOptions
from bole.batch.runner import BatchRunner
from bole.batch.working import ItemWork
from bole.bootstrap.cleaning import cleaner_of, retention_of
from bole.bootstrap.late_answers import LateAnswers
from bole.bootstrap.latest import Latest
from bole.bootstrap.reviews import reviews_on
from bole.bootstrap.storage import opened_storage
from bole.bootstrap.storage_watch import watched_storage
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.ports import Workers
from bole.domain.quotas import TenantQuotas
from bole.domain.service_state import BatchesState, QueueState
from bole.domain.storage_ports import AnswerStore
from bole.pipeline.answering import Answering
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.question import surroundings_digest
from bole.pipeline.screener import Screener
from bole.pipeline.screening import Reader
from bole.pipeline.turns import WorkersInTurn
from bole.pipeline.use_cases import UseCases
from bole.privacy.retention import Cleaner
from bole.settings import Settings
from bole.sources.tenants import TenantReferences
from bole.storage.opening import Storage

_LOG = logging.getLogger("bole.bootstrap")

_ITEMS_A_PROCESS = 32
"""Items in work for each worker process: enough that none waits while other items are read or written."""
_MODEL_WIDTH = 192
"""Items in work while a model answers: enough to keep a large server full."""
_CLEANING_SECONDS = 3600.0


class BatchHost:
    """Keeps batches and works on them, from the moment that their storage is there; for one event loop."""

    def __init__(
        self,
        settings: Settings,
        use_cases: UseCases,
        answers: LateAnswers,
        servicer: BatchServicer,
        documents: SourceDocuments,
        *,
        in_turn: WorkersInTurn,
        reader: Reader,
        answering: Callable[[Workers], Answering],
        quotas: TenantQuotas,
        works: bool,
    ) -> None:
        """Prepares the work.

        Args:
            settings: What an operator has set.
            use_cases: What the service answers with.
            answers: Is opened with the storage.
            servicer: Is opened with the storage.
            documents: Is opened with the storage.
            in_turn: Where the CPU work of items runs.
            reader: What documents are read with.
            answering: Returns what answers, with all CPU work at the workers that it is given.
            quotas: What each tenant may have.
            works: False keeps batches and leaves the work on them to others.
        """
        self._settings, self._use_cases, self._reader, self._answering = settings, use_cases, reader, answering
        self._in_turn = in_turn
        self._answers, self._servicer, self._documents = answers, servicer, documents
        self.reviews = ReviewServicer()
        """Is opened with the storage, too."""
        self._quotas, self._works = quotas, works
        self._retention = retention_of(settings)
        self._stack = AsyncExitStack()
        self._storage: Storage | None = None
        self._runner: BatchRunner | None = None
        self._grouped: GroupedAnswers | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.cleaned_at: float | None = None
        """When all that was kept long enough was ended last, in seconds since 1970; None before it is looked for."""
        self._latest: Latest[BatchesState] | None = None

    async def look(self) -> bool:
        """Opens the storage; False while it is away.

        Raises:
            BoleError: ARGUMENT_INVALID, PART_NOT_INSTALLED, KEY_MISSING, or STORAGE_MISMATCH for a database of a newer
                version.
        """
        try:
            async with AsyncExitStack() as opening:
                self._storage = await opening.enter_async_context(opened_storage(self._settings))
                self._stack.push_async_exit(opening.pop_all())
        except BoleError as error:
            if error.reason is not ErrorReason.STORAGE_UNAVAILABLE:
                raise
            _LOG.warning(Line(Event.STORAGE_AWAY, sentence=error))
            return False
        _LOG.info(Line(Event.STORAGE_READY))
        return True

    async def begin(self, tell: Callable[[bool], Awaitable[None]]) -> None:
        """Serves batches and, where it shall, works on them, now that the storage is there.

        Args:
            tell: Is told when the storage goes away, and when it is back.
        """
        if self._storage is None:
            raise RuntimeError("the storage was not looked for")
        batches, answers = self._storage.batches, self._storage.answers
        codec, changes, workers = StoredForms(), Changes(), self._use_cases.workers
        references = TenantReferences(
            self._settings.batch_folders,
            self._settings.document_limit_bytes,
            apart=self._settings.asks_who_calls,
        )
        self._latest = Latest(self._storage.batches_state)
        await self._answers.open(answers, self._storage.candidates)
        opened = Batches(
            store=batches,
            codec=codec,
            engine=self._settings.engine,
            workers=workers,
            references=references,
            changes=changes,
            quota=ItemQuota(quotas=self._quotas, unfinished=self._storage.unfinished_items),
        )
        self._servicer.open(opened)
        self._documents.open(KeptDocuments(store=batches, codec=codec, references=references))
        self.reviews.open(reviews_on(self._storage, self._answers.opt_outs, self._settings))
        self._tasks = [asyncio.create_task(watched_storage(self._storage.check, tell))]
        if self._works:
            self._begin_work(self._storage, references, changes)
        for task in self._tasks:
            task.add_done_callback(_tell_if_failed)

    def _begin_work(self, storage: Storage, references: TenantReferences, changes: Changes) -> None:
        self._grouped = GroupedAnswers(storage.answers)
        self._runner = BatchRunner(
            store=storage.batches,
            workers=self._in_turn,
            item_work=self._item_work(self._grouped, references),
            changes=changes,
            options=_options(self._settings),
        )
        self._tasks += [
            asyncio.create_task(self._runner.run()),
            asyncio.create_task(self._clean(cleaner_of(storage, self._retention, self._settings))),
        ]

    async def stop_working(self) -> None:
        """Gives the batches back, for other replicas to go on with; callers are still answered."""
        if self._runner is not None:
            await self._runner.stop()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._grouped is not None:
            await self._grouped.end()  # before the storage is closed that it writes to

    def queue(self) -> QueueState:
        """Returns which work of batches waits for its turn."""
        return self._in_turn.queue()

    def state(self) -> BatchesState | None:
        """Returns how the batches are, None as long as that is not known."""
        return None if self._latest is None else self._latest.look()

    async def _clean(self, cleaner: Cleaner) -> None:
        """Ends what was kept long enough, every hour."""
        self.cleaned_at = time.time()
        while True:
            try:
                count = sum((await cleaner.clean()).values())
            except BoleError as error:
                _LOG.warning(Line(Event.RETENTION_FAILED, reason=error.reason))
            else:
                self.cleaned_at = time.time()
                if count:
                    _LOG.info(Line(Event.RETENTION_ENDED, count=count))
            await asyncio.sleep(_CLEANING_SECONDS)

    async def close(self) -> None:
        """Closes the storage."""
        if self._latest is not None:
            await self._latest.close()
        await self._stack.aclose()

    def _item_work(self, answers: AnswerStore, references: TenantReferences) -> ItemWork:
        rules = None if self._settings.engine == "rules" else self._screener(self._embedded(), answers)
        return ItemWork(
            screener=self._screener(self._answering(self._in_turn), answers),
            rules_screener=rules,
            references=references,
            codec=StoredForms(),
        )

    def _embedded(self) -> EmbeddedAnswering:
        return EmbeddedAnswering(reader=self._reader, workers=self._in_turn)

    def _screener(self, answering: Answering, answers: AnswerStore) -> Screener:
        return Screener(
            answering=answering,
            workers=self._in_turn,
            codec=StoredForms(),
            answers=answers,
            surroundings=surroundings_digest(self._reader),
            opt_outs=self._answers.opt_outs,
        )


def _options(settings: Settings) -> BatchOptions:
    width = _MODEL_WIDTH if settings.asks_a_server else _ITEMS_A_PROCESS * settings.processes
    return BatchOptions(width=settings.batch_width or width, lease_seconds=settings.lease_seconds)


def _tell_if_failed(task: asyncio.Task[None]) -> None:
    """Says at once that work has ended which should go on as long as the service does."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _LOG.critical(Line(Event.BATCHES_ENDED, error=error))
