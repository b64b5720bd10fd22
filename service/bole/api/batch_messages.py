"""Batches and their items as messages; pure functions, one a type."""

from __future__ import annotations

import datetime

from google.protobuf import timestamp_pb2
from google.rpc import status_pb2

from bole.api.error_status import internal_error, status_of
from bole.api.stored_forms import stored_terms
from bole.domain.batches import Batch, BatchItem, Counts, CutCost, ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2 as pb

_SHOWN_STATES = {ItemState.SUSPECT: pb.BatchItem.QUEUED}
"""That an item is looked at alone the second time is nobody's business: it waits."""


def batch(value: Batch, *, with_rubric: bool) -> pb.Batch:
    """Converts a batch.

    Raises:
        BoleError: STORAGE_MISMATCH where its terms were written by another version.
    """
    message = stored_terms(value.terms)
    if not with_rubric:
        message.ClearField("rubric")
    message.batch_id = value.batch_id
    message.title = value.title
    message.state = pb.Batch.State.Value(value.state)
    message.accepts_items = value.accepts_items
    message.priority = pb.Batch.Priority.Value(value.priority.name)
    message.counts.CopyFrom(counts(value.counts))
    message.revision = value.revision
    message.waiting_for = value.waiting_for
    if value.cut_cost is not None:
        message.cut_cost.CopyFrom(cut_cost(value.cut_cost))
    message.create_time.CopyFrom(_timestamp(value.created_at))
    message.update_time.CopyFrom(_timestamp(value.updated_at))
    if value.finished_at is not None:
        message.finish_time.CopyFrom(_timestamp(value.finished_at))
    return message


def counts(value: Counts) -> pb.BatchCounts:
    """Converts how many items are in which state."""
    return pb.BatchCounts(
        total_count=value.total,
        succeeded_count=value.succeeded,
        failed_count=value.failed,
        cancelled_count=value.cancelled,
        ordered_count=value.ordered,
        duplicate_count=value.duplicates,
        failure_counts=value.failures,
    )


def cut_cost(value: CutCost) -> pb.CutCost:
    """Converts what a cut cost."""
    return pb.CutCost(
        best_count=value.best_count,
        control_count=value.control_count,
        rest_count=value.rest_count,
        agreement=value.agreement,
        overlooked_count=value.overlooked_count,
    )


def item(value: BatchItem, batch_id: str) -> pb.BatchItem:
    """Converts an item without its answer; an unexpected failure names the batch as the request."""
    return pb.BatchItem(
        item_id=value.item_id,
        source=value.source,
        state=_SHOWN_STATES.get(value.state) or pb.BatchItem.State.Value(value.state),
        attempt_count=value.attempts,
        candidate_id=value.candidate_id,
        duplicate_of_item_id=value.duplicate_of,
        same_candidate_item_ids=value.same_candidate,
        rank=value.rank,
        tied=value.tied,
        cut_group=pb.BatchItem.CutGroup.Value(value.cut_group or "CUT_GROUP_UNSPECIFIED"),
        status=item_status(value, batch_id),
    )


def item_status(value: BatchItem, batch_id: str) -> status_pb2.Status:
    """Returns why an item failed or was cancelled; code 0 where it did not."""
    if value.state is ItemState.CANCELLED:
        return status_of(
            BoleError(
                ErrorReason.ITEM_CANCELLED,
                "The batch was cancelled before this item was screened. Screen it in another batch.",
            ),
            batch_id,
        )
    if value.failure is None:
        return status_pb2.Status()
    if value.failure.reason not in ErrorReason.__members__:  # written by a later version
        return status_of(internal_error(), batch_id)
    return status_of(BoleError(ErrorReason(value.failure.reason), value.failure.message), batch_id)


def _timestamp(value: datetime.datetime) -> timestamp_pb2.Timestamp:
    message = timestamp_pb2.Timestamp()
    message.FromDatetime(value)
    return message
