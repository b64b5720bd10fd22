"""What is the case in the service now, read when Prometheus asks and at no other time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bole.domain.service_state import (
    CertificateState,
    DiskState,
    ModelServerState,
    QueueState,
    ServiceState,
    WorkerState,
)
from bole.telemetry.families import GAUGES, PREFIX, State

_Sample = tuple[tuple[str, ...], float]


class StateCollector(Collector):
    """Shows a `ServiceState` as gauges."""

    def __init__(self, state: Callable[[], ServiceState]) -> None:
        """Keeps where it is read."""
        self._state = state

    def describe(self) -> Iterator[Metric]:
        """Returns the gauges without values, for the registry to know their names."""
        for which in GAUGES:
            yield _gauge(which, ())

    def collect(self) -> Iterator[Metric]:
        """Returns the gauges as they are now."""
        state = self._state()
        calls = [((priority.name.lower(),), float(number)) for priority, number in state.calls_in_progress.items()]
        batches = () if state.batches is None else state.batches.items()
        yield _gauge(State.CALLS_IN_PROGRESS, calls)
        yield from _queues(state.queues)
        yield from _model_servers(state.model_servers)
        yield _gauge(State.BATCHES, [((name.value.lower(),), float(number)) for name, number in batches])
        if state.workers is not None:
            yield from _workers(state.workers)
        yield from _disks(state.disks)
        yield _certificates(state.certificates)
        yield _gauge(State.CLEANED, () if state.cleaned_at is None else [((), state.cleaned_at)])


def _queues(queues: tuple[QueueState, ...]) -> Iterator[Metric]:
    named = [((one.queue.value, one.priority.name.lower()), one) for one in queues]
    yield _gauge(State.QUEUE_LENGTH, [(labels, float(one.length)) for labels, one in named])
    yield _gauge(State.QUEUE_OLDEST_SECONDS, [(labels, one.oldest_seconds) for labels, one in named])


def _model_servers(servers: tuple[ModelServerState, ...]) -> Iterator[Metric]:
    yield _gauge(State.MODEL_SERVER_UP, [((one.server,), float(one.up)) for one in servers])
    yield _gauge(State.MODEL_SERVER_IN_FLIGHT, [((one.server,), float(one.in_flight)) for one in servers])
    yield _gauge(State.MODEL_SERVER_LIMIT, [((one.server,), float(one.limit)) for one in servers])


def _workers(workers: WorkerState) -> Iterator[Metric]:
    yield _gauge(State.WORKER_PROCESSES, [(("busy",), float(workers.busy)), (("idle",), float(workers.idle))])
    yield _gauge(State.WORKER_MEMORY_BYTES, [((), float(workers.resident_bytes))])


def _disks(disks: tuple[DiskState, ...]) -> Iterator[Metric]:
    yield _gauge(State.DISK_FREE_BYTES, [((one.folder,), float(one.free_bytes)) for one in disks])
    yield _gauge(State.DISK_SIZE_BYTES, [((one.folder,), float(one.size_bytes)) for one in disks])


def _certificates(certificates: tuple[CertificateState, ...]) -> Metric:
    return _gauge(State.CERTIFICATE_EXPIRES, [((one.certificate,), one.expires_at) for one in certificates])


def _gauge(which: State, samples: Sequence[_Sample]) -> GaugeMetricFamily:
    family = GAUGES[which]
    gauge = GaugeMetricFamily(PREFIX + which.value, family.says, labels=family.labels)
    for labels, value in samples:
        gauge.add_metric(labels, value)
    return gauge
