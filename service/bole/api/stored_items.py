"""Items and batches that this service answered with, back to what reports take."""

from __future__ import annotations

import datetime
from dataclasses import replace

from google.rpc import error_details_pb2, status_pb2

from bole.api.stored_profiles import profile
from bole.api.stored_rubrics import rubric
from bole.api.stored_screenings import screening
from bole.domain.batches import CutCost
from bole.domain.resume import Contact
from bole.domain.screening import CutGroup, ItemFailure, ScreenedCandidate
from bole.reports.exports import ExportTerms
from bole.reports.ranking import RankedCandidate
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2, screening_service_pb2


def ranked(item: pb.BatchItem) -> RankedCandidate:
    """Converts an item of view FULL that has ended, with the rank that it has in its batch.

    Raises:
        BoleError: ARGUMENT_INVALID where a later version of the service wrote what this one does not know.
    """
    return RankedCandidate(rank=item.rank if item.HasField("rank") else None, tied=item.tied, candidate=candidate(item))


def candidate(item: pb.BatchItem) -> ScreenedCandidate:
    """Converts an item of view FULL that has ended.

    Raises:
        BoleError: ARGUMENT_INVALID where a later version of the service wrote what this one does not know.
    """
    return replace(
        screened(item, item.contact),
        profile=profile(item.profile) if item.HasField("profile") else None,
        duplicate_of=item.duplicate_of_item_id,
        same_candidate=tuple(item.same_candidate_item_ids),
        cut_group=CutGroup(pb.BatchItem.CutGroup.Name(item.cut_group)) if item.cut_group else None,
    )


def screened(
    item: pb.BatchItem | screening_pb2.ScreenedItem, contact: screening_service_pb2.Contact
) -> ScreenedCandidate:
    """Converts what items of batches and of streams have in common.

    Raises:
        BoleError: ARGUMENT_INVALID where a later version of the service wrote what this one does not know.
    """
    answered = item.HasField("screening")
    return ScreenedCandidate(
        item_id=item.item_id,
        source=item.source,
        screening=screening(item.screening, "screening") if answered else None,
        failure=None if answered else failure_of(item.status),
        contact=Contact(name=contact.name, email=contact.email, phone=contact.phone),
    )


def failure_of(status: status_pb2.Status) -> ItemFailure:
    """Converts the status of a failed item."""
    info = error_details_pb2.ErrorInfo()
    for detail in status.details:
        if detail.Unpack(info):
            break
    return ItemFailure(reason=info.reason, message=status.message)


def language(batch: pb.Batch) -> str:
    """Returns the BCP-47 language of the texts in the answers; empty where the rubric decides and is not at hand."""
    return batch.output_language_code or batch.rubric.language_code


def export_terms(batch: pb.Batch, *, blind: bool) -> ExportTerms:
    """Returns what holds for a whole report of a batch, which has its rubric."""
    return ExportTerms(
        rubric=rubric(batch.rubric),
        as_of=datetime.date(batch.as_of.year, batch.as_of.month, batch.as_of.day),
        language_code=language(batch),
        title=batch.title,
        blind=blind,
        cut=cut(batch),
    )


def cut(batch: pb.Batch) -> CutCost | None:
    """Returns what the cut of a two-stage batch cost, None before that is known and where nothing was cut."""
    cost = batch.cut_cost
    if not (cost.best_count or cost.control_count or cost.rest_count):
        return None
    return CutCost(
        best_count=cost.best_count,
        control_count=cost.control_count,
        rest_count=cost.rest_count,
        agreement=cost.agreement if cost.HasField("agreement") else None,
        overlooked_count=cost.overlooked_count,
    )
