"""Items with their answers as messages: CPU work for worker processes, many items at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.api import batch_messages
from bole.api.answer_messages import answer_under
from bole.api.stored_forms import StoredForms
from bole.domain.batches import BatchItem
from bole.domain.rubric import Rubric
from bole.v1 import batch_service_pb2 as pb


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """How much of each answer comes back."""

    full: bool
    include_contact: bool
    include_profile: bool = False


def serialized_items(items: Sequence[BatchItem], batch_id: str, terms: bytes, view: ItemView) -> list[bytes]:
    """Returns each item as a serialised `bole.v1.BatchItem`, its answer under the rubric of `terms`.

    Raises:
        BoleError: STORAGE_MISMATCH where an answer or the terms were written by another version.
    """
    return [_item(one, batch_id, terms, view).SerializeToString() for one in items]


def _item(value: BatchItem, batch_id: str, terms: bytes, view: ItemView) -> pb.BatchItem:
    message = batch_messages.item(value, batch_id)
    if value.answer is not None:
        answer = answer_under(value.answer, _rubric(terms), full=view.full)
        message.screening.CopyFrom(answer.screening)
        if view.include_contact:
            message.contact.CopyFrom(answer.contact)
        if view.include_profile:
            message.profile.CopyFrom(answer.profile)
    return message


@lru_cache(maxsize=4)
def _rubric(terms: bytes) -> Rubric:
    return StoredForms().decode_terms(terms).rubric
