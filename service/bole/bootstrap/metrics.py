"""Metrics of a running service: who measures, and where its parts tell of themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bole.api.server import Server
from bole.bootstrap.latest import FromTheLoop
from bole.bootstrap.surroundings import with_surroundings
from bole.domain.generation import Priority
from bole.domain.measuring import Measures
from bole.domain.ports import LanguageModel
from bole.domain.service_state import ModelState, QueueName, QueueState, ServiceState
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings
from bole.telemetry.exposition import metrics_served
from bole.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from bole.bootstrap.batches import BatchHost


@asynccontextmanager
async def measured(settings: Settings, parts: Parts) -> AsyncIterator[Measures | None]:
    """Serves metrics while the context lasts, and yields what takes measurements; None where metrics are not wanted.

    Raises:
        BoleError: ARGUMENT_INVALID where the address of the settings cannot be had.
    """
    if settings.metrics_listen is None:
        yield None
        return
    state = FromTheLoop(parts.state, ServiceState())
    metrics = Metrics(engine=settings.engine, state=lambda: with_surroundings(state(), settings))
    async with metrics_served(metrics.registry, settings.metrics_listen):
        yield metrics


@dataclass(slots=True, kw_only=True)
class Parts:
    """The parts of a service, set as they come into being."""

    server: Server | None = None
    workers: WorkerProcesses | None = None
    model: LanguageModel | None = None
    host: BatchHost | None = None

    def state(self) -> ServiceState:
        """Returns what is the case now."""
        queues: list[QueueState] = []
        model = ModelState() if self.model is None else self.model.state()
        batches = None if self.host is None else self.host.state()
        if self.server is not None:
            queues.append(self.server.queue)
        if self.workers is not None:
            queues += self.workers.pieces.queues()
        if self.host is not None:
            queues.append(self.host.queue())
        if batches is not None:
            queues.append(
                QueueState(
                    queue=QueueName.BATCH,
                    priority=Priority.BATCH,
                    length=batches.unfinished,
                    oldest_seconds=batches.oldest_seconds,
                )
            )
        return ServiceState(
            queues=_joined((*queues, *model.queues)),
            calls_in_progress={} if self.server is None else self.server.calls_in_progress,
            model_servers=model.servers,
            workers=None if self.workers is None else self.workers.pieces.workers(),
            batches=None if batches is None else batches.states,
            cleaned_at=None if self.host is None else self.host.cleaned_at,
        )


def _joined(queues: Iterable[QueueState]) -> tuple[QueueState, ...]:
    """Joins queues of the same name and priority: work of batches waits in two places for the same processes."""
    joined: dict[tuple[QueueName, Priority], QueueState] = {}
    for one in queues:
        key = (one.queue, one.priority)
        before = joined.get(key)
        joined[key] = one if before is None else _both(before, one)
    return tuple(joined.values())


def _both(one: QueueState, other: QueueState) -> QueueState:
    return QueueState(
        queue=one.queue,
        priority=one.priority,
        length=one.length + other.length,
        oldest_seconds=max(one.oldest_seconds, other.oldest_seconds),
    )
