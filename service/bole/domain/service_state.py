"""What is the case in a running service now, as whoever owns a part of it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bole.domain.batches import BatchState
from bole.domain.generation import Priority


class QueueName(StrEnum):
    """Where something waits."""

    CALLS = "calls"
    """Calls that wait to be let in."""
    WORKERS = "workers"
    """Pieces of work that wait for a worker process."""
    MODEL = "model"
    """Requests that wait for a place at the model."""
    BATCH = "batch"
    """Items of batches that have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """Who waits in a queue, now.

    Attributes:
        queue: Of `QueueName`.
        priority: Who they are.
        length: How many.
        oldest_seconds: How long the first of them has waited; 0 where nobody waits.
    """

    queue: QueueName
    priority: Priority
    length: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelServerState:
    """A model server, now: its address, whether it is there, its requests in progress, and the most there may be."""

    server: str
    up: bool
    in_flight: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """A language model, now: who waits for it, and its servers in the order of their addresses."""

    queues: tuple[QueueState, ...] = ()
    servers: tuple[ModelServerState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesState:
    """The batches that are kept, a moment ago.

    Attributes:
        states: How many are in each state.
        unfinished: Items that have not ended.
        oldest_seconds: How long ago the oldest batch was made that has some; 0 without one.
    """

    states: Mapping[BatchState, int]
    unfinished: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """Worker processes, now: those that work, those that wait for work, and bytes of memory of all together."""

    busy: int
    idle: int
    resident_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskState:
    """The disk of a folder that the service writes to: `database`, `audit` or `temporary`."""

    folder: str
    free_bytes: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateState:
    """A file of certificates, and when the first of them ends, in seconds since 1970."""

    certificate: str
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """What is the case now, for gauges; whoever owns a part of it offers that part.

    Attributes:
        queues: Everything that waits.
        calls_in_progress: Calls by priority.
        model_servers: Empty without a model.
        workers: None where there are no processes.
        batches: Batches by state; None where none are kept, or as long as that is not known.
        disks: Where the service writes.
        certificates: Those that the service shows or trusts, as they lie on the disk.
        cleaned_at: When all that was kept long enough was ended last, or begun to be looked for, in seconds since 1970;
            None where nothing is kept.
    """

    queues: tuple[QueueState, ...] = ()
    calls_in_progress: Mapping[Priority, int] = field(default_factory=dict)
    model_servers: tuple[ModelServerState, ...] = ()
    workers: WorkerState | None = None
    batches: Mapping[BatchState, int] | None = None
    disks: tuple[DiskState, ...] = ()
    certificates: tuple[CertificateState, ...] = ()
    cleaned_at: float | None = None
