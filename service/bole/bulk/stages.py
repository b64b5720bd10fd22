"""The actors of a run: each calls the pipeline for the items of a block, in worker processes of its own."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from functools import partial

import pyarrow as pa

from bole.bulk.contents import Contents
from bole.bulk.items import ITEM_SCHEMA, BulkItem, items_of
from bole.bulk.outcomes import answer_row, failure_row, outcome_schema
from bole.bulk.patience import Patience
from bole.bulk.plan import BulkPlan
from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import Priority
from bole.domain.ports import PromptEncoder
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.model_screening import Prepared, prepared
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.screening import ScreeningRequest
from bole.reports.result_row import Row

_LOG = logging.getLogger("bole.bulk")

_AT_ONCE = 3
"""Items that a parsing actor has in work: one is read from its file, one waits, one is in the worker process."""

_ASKED_AT_ONCE = 256
"""Items that an asking actor has in work: enough for a few large model servers, few enough for their queue here."""


class Stage:
    """What all actors have: a worker process, in which a hostile file dies alone."""

    def __init__(self, plan: BulkPlan) -> None:
        self._plan = plan
        self._workers = plan.workers()
        self._contents = Contents(plan.reader.limits.max_bytes)

    def __del__(self) -> None:
        """Ends the worker process; Ray deletes the stage when it stops an actor."""
        self._workers.close()

    async def _request(self, item: BulkItem) -> ScreeningRequest:
        """Returns the request about an item, with its document."""
        return self._plan.request(item, await asyncio.to_thread(self._contents.document, item))


class EmbeddedStage(Stage):
    """Screens by the embedded engine: items -> outcomes."""

    def __init__(self, plan: BulkPlan) -> None:
        super().__init__(plan)
        self._answering = EmbeddedAnswering(reader=plan.reader, workers=self._workers, finder=plan.finder)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, batch: pa.Table) -> pa.Table:
        """Screens the items of a block."""
        return await _outcomes(_row(item, self._answer(item)) for item in items_of(batch))

    async def _answer(self, item: BulkItem) -> Row:
        async with self._slots:
            request = await self._request(item)
            return await self._answering.screen(request, _rendering(self._plan, item), CallTerms())


class PreparingStage(Stage):
    """Reads documents and puts them into questions for a model: items -> questions."""

    def __init__(self, plan: BulkPlan, encoder: PromptEncoder) -> None:
        super().__init__(plan)
        self._encoder = encoder
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, batch: pa.Table) -> pa.Table:
        """Prepares the items of a block."""
        asked = await asyncio.gather(*(self._asked(item) for item in items_of(batch)))
        columns = [pa.array([one[place] for one in asked], pa.large_binary()) for place in (0, 1)]
        items = batch.select(ITEM_SCHEMA.names)
        return items.append_column("prepared", columns[0]).append_column("failure", columns[1])

    async def _asked(self, item: BulkItem) -> tuple[bytes | None, bytes | None]:
        """Returns the question, or why there is none."""
        async with self._slots:
            try:
                request = await self._request(item)
                question = await self._workers.run(prepared, request, self._plan.reader, self._encoder)
            except Exception as error:  # noqa: BLE001  # whatever went wrong, the others go on
                return None, pickle.dumps(_told(error))
        return pickle.dumps(question, protocol=pickle.HIGHEST_PROTOCOL), None


class AskingStage(Stage):
    """Asks the model and checks what it says: questions -> outcomes. One client serves all replicas of the model."""

    def __init__(self, plan: BulkPlan) -> None:
        super().__init__(plan)
        if plan.model is None:
            raise RuntimeError("the embedded engine asks no model")
        self._model = plan.model()
        self._answering = ModelAnswering(name=plan.engine, model=self._model, reader=plan.reader, workers=self._workers)
        self._slots = asyncio.Semaphore(_ASKED_AT_ONCE)
        self._patience = Patience(plan.patience_seconds)
        self._connecting = asyncio.Lock()
        self._connected = False

    async def __call__(self, batch: pa.Table) -> pa.Table:
        """Screens the items of a block."""
        asked = zip(batch.column("prepared").to_pylist(), batch.column("failure").to_pylist(), strict=True)
        return await _outcomes(
            _row(item, self._answer(item, *one)) for item, one in zip(items_of(batch), asked, strict=True)
        )

    async def _answer(self, item: BulkItem, question: bytes | None, failure: bytes | None) -> Row:
        if question is None:
            raise pickle.loads(failure or b"")  # noqa: S301  # our own bytes
        asked: Prepared = pickle.loads(question)  # noqa: S301  # our own bytes
        async with self._slots:
            return await self._patience.kept(lambda: self._ask(item, asked))

    async def _ask(self, item: BulkItem, asked: Prepared) -> Row:
        await self._connect()
        terms = CallTerms(priority=Priority.BATCH, deadline=self._patience.deadline())
        whole = partial(self._request, item)
        render = _rendering(self._plan, item)
        return await self._answering.answer(self._plan.request(item), asked, whole, render, terms)

    async def _connect(self) -> None:
        async with self._connecting:
            if not self._connected:
                await self._model.connect()
                self._connected = True


async def _outcomes(rows: Iterable[Awaitable[Row]]) -> pa.Table:
    return pa.Table.from_pylist(await asyncio.gather(*rows), outcome_schema())


async def _row(item: BulkItem, answer: Awaitable[Row]) -> Row:
    """Returns the row of an answer, or of its failure: one item never ends a run."""
    try:
        return await answer
    except Exception as error:  # noqa: BLE001  # whatever went wrong, the others go on
        return failure_row(item, _told(error))


def _told(error: Exception) -> BoleError:
    if isinstance(error, BoleError):
        return error
    _LOG.error(Line(Event.BULK_ITEM_FAILED, error=error))
    return BoleError(ErrorReason.INTERNAL, "Something went wrong that nobody foresaw. Run the same command again.")


def _rendering(plan: BulkPlan, item: BulkItem) -> partial[Row]:
    return partial(answer_row, item=replace(item, content=None), codec=plan.codec)
