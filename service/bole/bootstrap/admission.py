"""What the settings let in, and what stands behind the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bole.api.admission.door import DoorLimits
from bole.api.interceptors.admission import AdmissionLimits
from bole.domain.generation import Priority
from bole.domain.quotas import TenantQuota, TenantQuotas
from bole.domain.service_state import ModelServerState, QueueState
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindTheDoor:
    """Worker processes and the model, as the door sees them.

    Attributes:
        processes: Worker processes.
        queues: Tells who waits for them and for the model.
        model_servers: Tells the model servers.
    """

    processes: int
    queues: Callable[[], Iterable[QueueState]]
    model_servers: Callable[[], Iterable[ModelServerState]]

    def places(self) -> int:
        """Returns how many pieces of work can run at the same time, in processes and at the model together."""
        return self.processes + sum(server.limit for server in self.model_servers() if server.up)

    def oldest_seconds(self) -> float:
        """Returns how long the first piece of work waits that somebody waits for."""
        waiting = (one.oldest_seconds for one in self.queues() if one.priority is Priority.INTERACTIVE)
        return max(waiting, default=0.0)


def behind_the_door(settings: Settings, workers: WorkerProcesses) -> BehindTheDoor:
    """Returns what calls are let in to."""
    return BehindTheDoor(processes=settings.processes, queues=workers.pieces.queues, model_servers=lambda: ())


def admission_limits(settings: Settings) -> AdmissionLimits:
    """Returns what is let in at once."""
    return AdmissionLimits(
        door=DoorLimits(
            calls=settings.call_limit,
            waiting=settings.call_queue_limit,
            wait_seconds=settings.call_queue_seconds,
            target_seconds=settings.work_queue_seconds,
        ),
        streams=settings.stream_limit,
        watches=settings.watch_limit,
        tenants=_tenant_quotas(settings),
    )


def _tenant_quotas(settings: Settings) -> TenantQuotas:
    return TenantQuotas(
        others=TenantQuota(calls=settings.tenant_calls, calls_per_minute=settings.tenant_calls_per_minute)
    )
