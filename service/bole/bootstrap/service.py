"""Puts the service together and runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bole.api.admission.limit import Behind
from bole.api.batch_servicer import BatchServicer
from bole.api.server import BATCHES, OPEN, REVIEWS, SCREENING, Server, ServerAccess, ServerLimits
from bole.api.source_documents import SourceDocuments
from bole.api.stored_forms import StoredForms
from bole.api.transport import TransportLimits
from bole.bootstrap.access import server_access
from bole.bootstrap.admission import BehindTheDoor, admission_limits
from bole.bootstrap.encoder import finder, ready_workers, worker_processes
from bole.bootstrap.late_answers import LateAnswers
from bole.bootstrap.metrics import Parts, measured
from bole.bootstrap.model import language_model, ready_model
from bole.bootstrap.tracing import also_recorded, traced
from bole.bootstrap.waiting import waited_for
from bole.domain.events import Part
from bole.domain.measuring import Measures, listening
from bole.domain.ports import LanguageModel, Workers
from bole.domain.tracing import Tracer, traced_by
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.answering import Answering
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.playground import Playground
from bole.pipeline.question import surroundings_digest
from bole.pipeline.screener import Screener
from bole.pipeline.screening import Reader
from bole.pipeline.turns import WorkersInTurn
from bole.pipeline.use_cases import UseCases
from bole.pipeline.workers import WorkerProcesses
from bole.roles.folder import library_with
from bole.settings import Settings

if TYPE_CHECKING:
    from bole.bootstrap.batches import BatchHost

_AT_PROCESSES = 2
"""Pieces of work of streams and batches at each worker process: one that runs, one that waits. What a caller waits for
is next."""
_MODEL_STREAM_WIDTH = 192
"""Items of a stream in progress while a model answers: enough to keep a large server full, few enough to hold."""


def reader(settings: Settings) -> Reader:
    """Returns what documents are read and answered with."""
    return Reader(
        engine=RulesEngine(),
        limits=_parsing_limits(settings),
        candidate_key=settings.candidate_id_key.get_secret_value().encode(),
        roles=library_with(settings.roles),
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
async def running_server(
    settings: Settings, address: str, *, storage: bool = False, works: bool = True, private: bool = False
) -> AsyncIterator[tuple[Server, int]]:
    """Runs a server on `address` while the context lasts, and yields it with its port.

    What it needs is looked for before it listens: the model server of a model engine, and its database. It reports
    NOT_SERVING, and goes on looking, as long as one of them is away.

    Args:
        settings: What an operator has set.
        address: `HOST:PORT` or `unix:PATH`.
        storage: True keeps answers and batches; else there is no `BatchService`.
        works: With storage: works on the batches that are kept, which else is left to others.
        private: Nobody but the process that runs it reaches the address: no TLS, and nobody is asked who calls.

    Raises:
        AddressInUseError: The address is taken or cannot be used.
        BoleError: MODEL_CONTRACT_MISMATCH when the model server is there and is not the one that is expected;
            STORAGE_MISMATCH, ARGUMENT_INVALID or PART_NOT_INSTALLED for a database that cannot be used;
            ARGUMENT_INVALID for an address that lets strangers in, and for keys and certificates that are no use;
            what `bootstrap.encoder` says of an embedding model that cannot be used.
    """
    async with AsyncExitStack() as stack:
        access = OPEN if private else await stack.enter_async_context(server_access(settings, address))
        parts = Parts()
        tracer = None if private else await stack.enter_async_context(traced(settings))
        measures = None if private else await stack.enter_async_context(measured(settings, parts))
        measures = also_recorded(measures, tracer)
        model = language_model(settings)
        if model is not None:
            stack.push_async_callback(model.close)
        workers = worker_processes(settings)
        stack.callback(workers.close)
        await ready_workers(workers, settings)
        answers = LateAnswers() if storage else None
        use_cases = _use_cases(settings, workers, model, answers)
        behind = BehindTheDoor(processes=settings.processes, workers=workers, model=model)
        server, host = _server(
            settings,
            use_cases,
            answers,
            model,
            access,
            behind=behind,
            measures=measures,
            tracer=tracer,
            works=works,
            private=private,
        )
        parts.server, parts.workers, parts.model, parts.host = server, workers, model, host
        needed = [_screening_needs(server, workers, model, settings.processes)]
        if host is not None:
            stack.push_async_callback(host.close)
            needed.append(_batches_need(server, host, measures, tracer))
        ready = [await one.look() for one in needed]
        port = await server.start(address)
        stack.push_async_callback(_stop, server, host, settings.grace_seconds)
        for one, is_ready in zip(needed, ready, strict=True):
            if is_ready:
                await one.begin()
            else:
                stack.push_async_callback(_end, asyncio.create_task(waited_for(one.part, one.look, one.begin)))
        yield server, port


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needed:
    """Something from outside: whether it is there, and what begins when it is."""

    part: Part
    look: Callable[[], Awaitable[bool]]
    begin: Callable[[], Awaitable[None]]


def _screening_needs(server: Server, workers: WorkerProcesses, model: LanguageModel | None, processes: int) -> _Needed:
    async def look() -> bool:
        return model is None or await ready_model(model)

    async def begin() -> None:
        if model is not None:
            await _warm(workers, model, processes)
        await server.serving(SCREENING)

    return _Needed(part=Part.MODEL, look=look, begin=begin)


def _batches_need(server: Server, host: BatchHost, measures: Measures | None, tracer: Tracer | None) -> _Needed:
    async def tell(is_there: bool) -> None:  # as it was found
        for service in (BATCHES, REVIEWS):
            await (server.serving(service) if is_there else server.not_serving(service))

    async def begin() -> None:
        with listening(measures), traced_by(tracer):  # in all tasks that work on batches
            await host.begin(tell)
        await tell(True)

    return _Needed(part=Part.STORAGE, look=host.look, begin=begin)


async def _stop(server: Server, host: BatchHost | None, grace_seconds: float) -> None:
    """Lets calls in progress finish, and meanwhile gives batches back."""
    async with asyncio.TaskGroup() as group:
        group.create_task(server.stop(grace_seconds))
        if host is not None:
            group.create_task(host.stop_working())


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _server(
    settings: Settings,
    use_cases: UseCases,
    answers: LateAnswers | None,
    model: LanguageModel | None,
    access: ServerAccess,
    *,
    behind: Behind,
    measures: Measures | None,
    tracer: Tracer | None,
    works: bool,
    private: bool,
) -> tuple[Server, BatchHost | None]:
    limits = _limits(settings, has_model=model is not None, private=private)
    documents = SourceDocuments(limits.document_bytes, keeps_batches=answers is not None)
    in_turn = WorkersInTurn(use_cases.workers, _AT_PROCESSES * settings.processes)
    served = partial(
        Server,
        use_cases,
        limits,
        documents,
        streamed=_use_cases(settings, in_turn, model, answers, drafted_by=use_cases),
        behind=behind,
        access=access,
        measures=measures,
        tracer=tracer,
    )
    if answers is None:
        return served(), None
    from bole.bootstrap.batches import BatchHost  # noqa: PLC0415  # what it needs takes most of a second to load

    servicer = BatchServicer(use_cases, call_seconds=limits.call_seconds, has_model=settings.engine != "rules")
    ours = reader(settings)
    answering = partial(_answering, settings, model, ours)
    host = BatchHost(
        settings,
        use_cases,
        answers,
        servicer,
        documents,
        in_turn=in_turn,
        reader=ours,
        answering=answering,
        quotas=limits.admission.tenants,
        works=works,
    )
    return served(servicer, host.reviews), host


async def _warm(workers: WorkerProcesses, model: LanguageModel, processes: int) -> None:
    """Lets worker processes load the tokenizer, which takes longer than the work of a call."""
    await asyncio.gather(*(workers.run(model.encoder().count, "") for _ in range(processes)))


def _use_cases(
    settings: Settings,
    workers: Workers,
    model: LanguageModel | None,
    answers: LateAnswers | None,
    *,
    drafted_by: UseCases | None = None,
) -> UseCases:
    """Returns what answers, with all CPU work at `workers`; rubrics that `drafted_by` has at hand are used."""
    ours = reader(settings)
    answering = _answering(settings, model, ours, workers)
    screener = Screener(
        answering=answering,
        workers=workers,
        codec=StoredForms(),
        answers=answers if settings.answer_days else None,
        surroundings=surroundings_digest(ours),
        opt_outs=None if answers is None else answers.opt_outs,
    )
    whole = UseCases(
        answering=answering,
        screener=screener,
        playground=Playground(engine=settings.engine, model=model, reader=ours, workers=workers),
        workers=workers,
        limits=ours.limits,
        roles=ours.roles,
    )
    return whole if drafted_by is None else replace(whole, drafted=drafted_by.drafted, validated=drafted_by.validated)


def _answering(settings: Settings, model: LanguageModel | None, reader: Reader, workers: Workers) -> Answering:
    if model is None:
        return EmbeddedAnswering(reader=reader, workers=workers, finder=finder(settings))
    return ModelAnswering(name=settings.engine, model=model, reader=reader, workers=workers)


def _limits(settings: Settings, *, has_model: bool, private: bool) -> ServerLimits:
    return ServerLimits(
        document_bytes=settings.document_limit_bytes,
        transport=TransportLimits(
            message_bytes=settings.message_limit_bytes,
            connection_seconds=None if private else settings.connection_age_seconds,
        ),
        request_bytes=settings.request_limit_bytes,
        admission=admission_limits(settings),
        call_seconds=settings.call_limit_seconds,
        taking_seconds=settings.slow_client_seconds,
        resting_seconds=settings.stream_idle_seconds,
        stream_width=_MODEL_STREAM_WIDTH if has_model else 2 * settings.processes,
    )
