"""The composition root: settings -> engine -> use cases -> server. Nothing is built at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bole.api.server import Server, ServerLimits
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.screening import Reader
from bole.pipeline.use_cases import UseCases
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings


def reader(settings: Settings) -> Reader:
    """Returns what documents are read and answered with."""
    return Reader(
        engine=RulesEngine(),
        limits=ParsingLimits(max_bytes=settings.document_limit_bytes, max_pages=settings.document_limit_pages),
        candidate_key=settings.candidate_id_key.get_secret_value().encode(),
    )


@asynccontextmanager
async def running_server(settings: Settings, address: str) -> AsyncIterator[tuple[Server, int]]:
    """Runs a server on `address` while the context lasts, and yields it with its port.

    Raises:
        AddressInUseError: The address is taken or cannot be used.
    """
    workers = WorkerProcesses(
        processes=settings.processes,
        limit_seconds=settings.document_limit_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
    )
    server = Server(
        UseCases(reader=reader(settings), workers=workers),
        ServerLimits(
            document_bytes=settings.document_limit_bytes,
            message_bytes=settings.message_limit_bytes,
            calls=settings.call_limit,
            call_seconds=settings.call_limit_seconds,
            stream_width=2 * settings.processes,
        ),
    )
    try:
        await workers.ready()
        port = await server.start(address)
        yield server, port
    finally:
        await server.stop(settings.grace_seconds)
        workers.close()
