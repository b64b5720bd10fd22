"""What the settings let in, and what stands behind the door."""

from __future__ import annotations

from dataclasses import dataclass

from bole.api.admission.door import DoorLimits
from bole.api.interceptors.admission import AdmissionLimits
from bole.bootstrap.tenant_limits import tenant_quotas
from bole.domain.generation import Priority
from bole.domain.ports import LanguageModel
from bole.domain.service_state import QueueState
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings

_WAITING_AT_A_PROCESS = 4
"""Pieces of work that keep a process busy: more, come at once, would only keep the event loop from answering others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindTheDoor:
    """Worker processes and the model, as the door sees them; `model` is None for the embedded engine."""

    processes: int
    workers: WorkerProcesses
    model: LanguageModel | None

    def places(self) -> int:
        """Returns how many pieces of work can run at the same time, in processes and at the model together."""
        return self.processes + self._model_places()

    def narrowest(self) -> int:
        """Returns how many can run where the fewest can."""
        return min(self.processes, self._model_places() or self.processes)

    def room(self) -> int:
        """Returns how many pieces of work may come at once."""
        waiting = sum(one.length for one in self.workers.pieces.queues() if one.priority is Priority.INTERACTIVE)
        return max(0, _WAITING_AT_A_PROCESS * self.processes - waiting)

    def late(self, seconds: float) -> float:
        """Returns about how many pieces of work have waited longer than this, as if they had come at a steady rate."""
        queues = self.workers.pieces.queues()
        if self.model is not None:
            queues += self.model.state().queues
        return sum(_late(one, seconds) for one in queues if one.priority is Priority.INTERACTIVE)

    def _model_places(self) -> int:
        servers = self.model.state().servers if self.model is not None else ()
        return sum(server.limit for server in servers if server.up)


def _late(queue: QueueState, seconds: float) -> float:
    if queue.oldest_seconds <= seconds:
        return 0.0
    return queue.length * (1 - seconds / queue.oldest_seconds)


def admission_limits(settings: Settings) -> AdmissionLimits:
    """Returns what is let in at once.

    Raises:
        BoleError: ARGUMENT_INVALID for a file of tenants that cannot be used.
    """
    return AdmissionLimits(
        door=DoorLimits(
            calls=settings.call_limit,
            waiting=settings.call_queue_limit,
            wait_seconds=settings.call_queue_seconds,
            target_seconds=settings.work_queue_seconds,
        ),
        streams=settings.stream_limit,
        watches=settings.watch_limit,
        tenants=tenant_quotas(settings),
    )
