"""How far a batch is, as pages and scripts show it."""

from __future__ import annotations

from dataclasses import dataclass

from bole.v1 import batch_service_pb2 as pb

_FINAL = frozenset({pb.Batch.FINISHED, pb.Batch.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a batch stands.

    Attributes:
        state: Name of the phrase that says it, without its prefix: `open` while files may be added and none waits,
            `running`, `finished` or `cancelled`.
        total: Files that were added.
        done: Files that have ended, whether screened, failed or cancelled.
        screened: Files with an answer.
        failed: Files that failed.
        duplicates: Files that are the same as another one.
        waiting_for: Why nothing moves, a reason of `ErrorReason`; empty where all is well.
        final: Nothing more happens.
    """

    state: str
    total: int
    done: int
    screened: int
    failed: int
    duplicates: int
    waiting_for: str
    final: bool


def progress_of(batch: pb.Batch) -> Progress:
    """Returns the progress of a batch."""
    counts = batch.counts
    done = counts.succeeded_count + counts.failed_count + counts.cancelled_count
    return Progress(
        state=_state(batch, done),
        total=counts.total_count,
        done=done,
        screened=counts.succeeded_count,
        failed=counts.failed_count,
        duplicates=counts.duplicate_count,
        waiting_for=batch.waiting_for,
        final=batch.state in _FINAL,
    )


def _state(batch: pb.Batch, done: int) -> str:
    if batch.state in _FINAL:
        return pb.Batch.State.Name(batch.state).lower()
    return "open" if batch.accepts_items and done == batch.counts.total_count else "running"
