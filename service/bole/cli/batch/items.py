"""Items of a batch as lines of JSON, whole or blind."""

from __future__ import annotations

from bole.api import messages
from bole.api.stored_items import ranked
from bole.reports.blinding import blinded_one
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2


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
