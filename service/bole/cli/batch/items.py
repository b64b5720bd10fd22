"""A batch and its items as reports take them, and as lines of JSON."""

from __future__ import annotations

import datetime

from bole.api import messages
from bole.api.stored_profiles import profile
from bole.api.stored_rubrics import rubric
from bole.api.stored_screenings import screening
from bole.cli.results import failure_of
from bole.domain.batches import CutCost
from bole.domain.resume import Contact
from bole.domain.screening import CutGroup, ScreenedCandidate
from bole.reports.blinding import blinded_one
from bole.reports.exports import ExportTerms
from bole.reports.ranking import RankedCandidate
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2


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
    answered = item.HasField("screening")
    return ScreenedCandidate(
        item_id=item.item_id,
        source=item.source,
        screening=screening(item.screening, "screening") if answered else None,
        failure=None if answered else failure_of(item.status),
        contact=Contact(name=item.contact.name, email=item.contact.email, phone=item.contact.phone),
        profile=profile(item.profile) if item.HasField("profile") else None,
        duplicate_of=item.duplicate_of_item_id,
        same_candidate=tuple(item.same_candidate_item_ids),
        cut_group=CutGroup(pb.BatchItem.CutGroup.Name(item.cut_group)) if item.cut_group else None,
    )


def screened_item(item: pb.BatchItem) -> screening_pb2.ScreenedItem:
    """Returns an item as a line of the results of `bole screen`."""
    return screening_pb2.ScreenedItem(
        item_id=item.item_id,
        source=item.source,
        status=item.status,
        screening=item.screening if item.HasField("screening") else None,
    )


def blinded_item(item: pb.BatchItem) -> pb.BatchItem:
    """Returns an item without contact, profile and file name, and with the candidate's name masked in texts."""
    masked = blinded_one(ranked(item)).candidate
    blind = pb.BatchItem()
    blind.CopyFrom(item)
    blind.ClearField("contact")
    blind.ClearField("profile")
    blind.source = masked.source
    if masked.screening is not None:
        blind.screening.CopyFrom(messages.screening(masked.screening))
        blind.candidate_id = masked.screening.provenance.candidate_id
    else:
        blind.ClearField("candidate_id")  # the caller's own, which nothing here can tell from a name
    return blind


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
