"""Where a batch stands, in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from google.protobuf import timestamp_pb2

from bole.api.stored_items import cut, language
from bole.reports.cut_section import cut_sentences
from bole.reports.wording import report_words
from bole.v1 import batch_service_pb2 as pb

_WAITING = {
    "MODEL_UNAVAILABLE": "waits for the model server",
    "MODEL_OVERLOADED": "waits because the model server has more work than it can take",
    "MODEL_CONTRACT_MISMATCH": "waits because the model server is not the one that is expected",
    "STORAGE_UNAVAILABLE": "waits for the database",
    "SERVER_OVERLOADED": "waits because the service has more work than it can take",
}
_STATES = {
    pb.Batch.QUEUED: "queued",
    pb.Batch.RUNNING: "running",
    pb.Batch.FINISHED: "finished",
    pb.Batch.CANCELLED: "cancelled",
}
_SHOWN_REASONS = 6


def state(batch: pb.Batch) -> str:
    """Returns where a batch stands in one word."""
    return _STATES.get(batch.state, "in a state that this version does not know")


def waiting(batch: pb.Batch, *, rests: bool = False) -> str:
    """Returns why nothing moves, empty where all is well; `rests` where no server works on what is queued."""
    if batch.waiting_for:
        return _WAITING.get(batch.waiting_for, f"waits ({batch.waiting_for})")
    if batch.state == pb.Batch.QUEUED:
        return "rests until `bole batch watch`" if rests else "waits for a replica of the service"
    if batch.state == pb.Batch.RUNNING and batch.accepts_items and not _left(batch):
        return "waits for more items"
    return ""


def outcomes(counts: pb.BatchCounts) -> str:
    """Returns how items ended: those that were screened, and the others where there are any."""
    parts = [f"{counts.succeeded_count:,} screened"]
    if counts.ordered_count:
        parts.append(f"{counts.ordered_count:,} ordered by the rules")
    if counts.failed_count:
        parts.append(f"{counts.failed_count:,} failed")
    if counts.cancelled_count:
        parts.append(f"{counts.cancelled_count:,} cancelled")
    if counts.duplicate_count:
        parts.append(f"{counts.duplicate_count:,} the same as another one")
    return ", ".join(parts)


def failures(counts: Mapping[str, int]) -> str:
    """Returns the reasons of failed items with their numbers, the most frequent first; the rarest are put together."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    parts = [f"{reason} {count:,}" for reason, count in ordered[:_SHOWN_REASONS]]
    rest = sum(count for _, count in ordered[_SHOWN_REASONS:])
    return ", ".join([*parts, f"others {rest:,}"] if rest else parts)


def summary(batch: pb.Batch) -> str:
    """Returns how a batch ended, in one or two sentences."""
    counts = batch.counts
    said = f"Batch {batch.batch_id} is {state(batch)}: of {counts.total_count:,} items {outcomes(counts)}."
    return f"{said} Failed: {failures(counts.failure_counts)}." if counts.failure_counts else said


def cut_cost(batch: pb.Batch) -> str:
    """Returns what the cut of a two-stage batch cost, in the language of its answers; empty where that is not known."""
    cost = cut(batch)
    return "" if cost is None else "\n".join(cut_sentences(cost, report_words(language(batch))))


def duration(seconds: float) -> str:
    """Returns whole seconds as `1:02:03`, with days in front of them where there are any."""
    return str(datetime.timedelta(seconds=round(seconds)))


def minute(time: timestamp_pb2.Timestamp) -> str:
    """Returns a time in UTC to the minute."""
    return f"{time.ToDatetime():%Y-%m-%d %H:%M} UTC"


def done(batch: pb.Batch) -> int:
    """Returns how many items need nothing more for now: those that the rules have ranked wait for the cut."""
    counts = batch.counts
    return counts.succeeded_count + counts.failed_count + counts.cancelled_count + counts.ordered_count


def _left(batch: pb.Batch) -> int:
    return batch.counts.total_count - done(batch)
