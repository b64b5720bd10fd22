"""Puts the service together and runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bole.api.server import Server, ServerLimits
from bole.api.stored_forms import StoredForms
from bole.bootstrap.model import language_model, ready_model, waited_for_model
from bole.domain.ports import LanguageModel
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.answering import Answering
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.screener import Screener
from bole.pipeline.screening import Reader
from bole.pipeline.use_cases import UseCases
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings

_MODEL_STREAM_WIDTH = 192
"""Items of a stream in progress while a model answers: enough to keep a large server full, few enough to hold."""


def reader(settings: Settings) -> Reader:
    """Returns what documents are read and answered with."""
    return Reader(
        engine=RulesEngine(),
        limits=_parsing_limits(settings),
        candidate_key=settings.candidate_id_key.get_secret_value().encode(),
    )


def _parsing_limits(settings: Settings) -> ParsingLimits:
    return ParsingLimits(
        max_bytes=settings.document_limit_bytes,
        max_pages=settings.document_limit_pages,
        max_unpacked_bytes=settings.document_limit_unpacked_bytes,
        max_page_objects=settings.document_limit_page_objects,
        max_nesting=settings.document_limit_nesting,
        max_parts=settings.document_limit_parts,
        max_pixels=settings.document_limit_pixels,
        max_ocr_pages=settings.document_limit_ocr_pages,
    )


@asynccontextmanager
async def running_server(settings: Settings, address: str) -> AsyncIterator[tuple[Server, int]]:
    """Runs a server on `address` while the context lasts, and yields it with its port.

    With a model engine it reports NOT_SERVING until the model server has been checked, and goes on looking for one that
    is away.

    Raises:
        AddressInUseError: The address is taken or cannot be used.
        BoleError: MODEL_CONTRACT_MISMATCH when the model server is there and is not the one that is expected.
    """
    workers = WorkerProcesses(
        processes=settings.processes,
        limit_seconds=settings.document_limit_seconds,
        limit_cpu_seconds=settings.document_limit_cpu_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
    )
    model = language_model(settings)
    server = Server(_use_cases(settings, workers, model), _limits(settings, model))
    waiting: asyncio.Task[None] | None = None
    try:
        await workers.ready()
        ready = model is None or await ready_model(model)

        async def open_up() -> None:
            if model is not None:
                await _warm(workers, model, settings.processes)
            await server.serving()

        port = await server.start(address)
        if ready:
            await open_up()
        elif model is not None:
            waiting = asyncio.create_task(waited_for_model(model, open_up))
        yield server, port
    finally:
        if waiting is not None:
            waiting.cancel()
            await asyncio.wait([waiting])
        await server.stop(settings.grace_seconds)
        workers.close()
        if model is not None:
            await model.close()


async def _warm(workers: WorkerProcesses, model: LanguageModel, processes: int) -> None:
    """Lets worker processes load the tokenizer, which takes longer than the work of a call."""
    await asyncio.gather(*(workers.run(model.encoder().count, "") for _ in range(processes)))


def _use_cases(settings: Settings, workers: WorkerProcesses, model: LanguageModel | None) -> UseCases:
    ours = reader(settings)
    answering: Answering = (
        EmbeddedAnswering(reader=ours, workers=workers)
        if model is None
        else ModelAnswering(name=settings.engine, model=model, reader=ours, workers=workers)
    )
    screener = Screener(answering=answering, workers=workers, codec=StoredForms())
    return UseCases(answering=answering, screener=screener, workers=workers, limits=ours.limits)


def _limits(settings: Settings, model: LanguageModel | None) -> ServerLimits:
    return ServerLimits(
        document_bytes=settings.document_limit_bytes,
        message_bytes=settings.message_limit_bytes,
        calls=settings.call_limit,
        call_seconds=settings.call_limit_seconds,
        stream_width=2 * settings.processes if model is None else _MODEL_STREAM_WIDTH,
    )
