"""Requests of `BatchService` to domain values; every limit is checked, and errors name the field at fault."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from google.protobuf import field_mask_pb2

from bole.api import converters
from bole.api.validation import invalid, text_within, values_within
from bole.batch.intake import ItemDraft
from bole.domain.batches import (
    BatchPriority,
    BatchTerms,
    DocumentReference,
    TwoStage,
)
from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import Rubric
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2

MOST_ITEMS = 10_000
"""Of one call: it is kept in one transaction, in which nobody else writes."""
MOST_SOURCES = 100
MOST_BEST = 100_000
MOST_CONTROLS = 1000
MOST_PATH_CHARACTERS = 4096

_NOT_CONTENT = frozenset({"request_id", "items"})
"""Fields of a request that its digest does not take as they are."""


def batch_id(value: str, field: str = "batch_id") -> str:
    """Checks the identifier of a batch; whether there is one is the store's to say."""
    if not value:
        raise invalid(field, f"`{field}` is empty. Send the one that CreateBatch returned.")
    return converters.identifier(value, field)


def item_id(value: str, field: str = "item_id") -> str:
    """Checks the identifier of an item; whether the batch has it is the store's to say."""
    if not value:
        raise invalid(field, f"`{field}` is empty. Send the one of an item of the batch.")
    return converters.identifier(value, field)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAsked:
    """What `CreateBatch` asks for, all but its rubric."""

    request_id: str
    request_digest: str
    priority: BatchPriority
    items: tuple[ItemDraft, ...]
    source_uris: tuple[str, ...]
    accepts_items: bool
    as_of: datetime.date
    language_code: str
    allow_degraded: bool
    two_stage: TwoStage | None
    labels: Mapping[str, str]

    def terms(self, rubric: Rubric) -> BatchTerms:
        """Returns what holds for all items."""
        return BatchTerms(
            rubric=rubric,
            as_of=self.as_of,
            language_code=self.language_code,
            allow_degraded=self.allow_degraded,
            two_stage=self.two_stage,
            labels=self.labels,
        )


def new_batch(message: pb.CreateBatchRequest, *, has_model: bool) -> BatchAsked:
    """Converts a request with its items; up to 64 MiB are digested, so that it runs off the event loop.

    Args:
        message: The request.
        has_model: Something else than the rules answers.
    """
    if not (message.items or message.source_uris or message.accepts_items):
        raise invalid("items", "There is nothing to screen. Send items or source_uris, or set accepts_items.")
    return BatchAsked(
        request_id=converters.identifier(message.request_id),
        request_digest=request_digest(message),
        priority=priority(message.priority),
        items=items(message.items),
        source_uris=sources(message.source_uris),
        accepts_items=message.accepts_items,
        as_of=converters.as_of(message.as_of, given=message.HasField("as_of")),
        language_code=converters.language_code(message.output_language_code),
        allow_degraded=message.allow_degraded,
        two_stage=two_stage(message, has_model=has_model),
        labels=converters.labels(message.labels),
    )


def request_digest(message: pb.CreateBatchRequest) -> str:
    """Returns the digest of all that a request asks for: a retry has the same one, even on another day."""
    rest = pb.CreateBatchRequest()
    names = [field.name for field in message.DESCRIPTOR.fields if field.name not in _NOT_CONTENT]
    field_mask_pb2.FieldMask(paths=names).MergeMessage(message, rest)
    whole = hashlib.sha256(rest.SerializeToString(deterministic=True))
    for item in message.items:
        whole.update(hashlib.sha256(item.SerializeToString(deterministic=True)).digest())
    return whole.hexdigest()


def two_stage(message: pb.CreateBatchRequest, *, has_model: bool) -> TwoStage | None:
    """Converts the numbers of a screening in two stages; refused where the rules are all that answers."""
    if not message.HasField("two_stage"):
        return None
    if not has_model:
        raise invalid(
            "two_stage", "This service has no engine but the rules, which read every resume. Leave out `two_stage`."
        )
    asked = message.two_stage
    values_within(asked.best_count, "two_stage.best_count", 1, MOST_BEST)
    values_within(asked.control_count, "two_stage.control_count", 0, MOST_CONTROLS)
    return TwoStage(best_count=asked.best_count, control_count=asked.control_count)


def priority(value: pb.Batch.Priority.ValueType) -> BatchPriority:
    """Converts which batches go first; NORMAL when unset."""
    if value == pb.Batch.PRIORITY_UNSPECIFIED:
        return BatchPriority.NORMAL
    try:
        return BatchPriority(value)
    except ValueError as error:
        raise invalid("priority", f"`priority` has the value {value}, which this version does not know.") from error


def sources(uris: Sequence[str]) -> tuple[str, ...]:
    """Checks URIs whose files become items: at most 100."""
    if len(uris) > MOST_SOURCES:
        raise invalid("source_uris", f"Send at most {MOST_SOURCES} URIs, got {len(uris)}.", limit=MOST_SOURCES)
    return tuple(_uri(uri, f"source_uris[{index}]") for index, uri in enumerate(uris))


def items(messages: Sequence[pb.NewBatchItem]) -> tuple[ItemDraft, ...]:
    """Converts items, each of them once, at most 10,000.

    A document that is empty or too large passes: its item fails alone when it is read, and no other one with it.
    """
    if len(messages) > MOST_ITEMS:
        raise invalid(
            "items",
            f"Send at most {MOST_ITEMS} items at a time, got {len(messages)}; the others by AddBatchItems.",
            limit=MOST_ITEMS,
        )
    converted = tuple(_item(message, f"items[{index}]") for index, message in enumerate(messages))
    seen: set[str] = set()
    for index, one in enumerate(converted):
        if one.item_id in seen:
            raise invalid(
                f"items[{index}].item_id", "Two items of the request have the same item_id. Send each item once."
            )
        seen.add(one.item_id)
    return converted


def _item(message: pb.NewBatchItem, field: str) -> ItemDraft:
    if not message.item_id:
        raise invalid(f"{field}.item_id", "An item has no item_id. Send one, so that its answer can be told apart.")
    count, most = len(message.documents) + len(message.references), converters.MOST_DOCUMENTS
    if not 1 <= count <= most:
        raise invalid(
            f"{field}.documents", f"Send 1 to {most} documents and references of an item, got {count}.", limit=most
        )
    draft = ItemDraft(
        item_id=converters.identifier(message.item_id, f"{field}.item_id"),
        candidate_id=converters.identifier(message.candidate_id, f"{field}.candidate_id"),
        documents=tuple(_document(one, f"{field}.documents[{index}]") for index, one in enumerate(message.documents)),
        references=tuple(
            _reference(one, f"{field}.references[{index}]") for index, one in enumerate(message.references)
        ),
    )
    roles = {one.role for one in draft.documents} | {one.role for one in draft.references}
    if DocumentRole.RESUME not in roles:
        raise invalid(f"{field}.documents", "None of the documents is a resume. Send at least one with that role.")
    return draft


def _document(message: screening_service_pb2.Document, field: str) -> Document:
    if message.password:
        raise invalid(
            f"{field}.password",
            "A batch stores what it is sent, and passwords are not stored. Send the document without protection, or "
            "screen it with ScreenResume.",
        )
    _refuse_null(message.file_name, f"{field}.file_name")
    return converters.document_as_sent(message, field)


def _refuse_null(value: str, field: str) -> None:
    """Refuses what no database keeps as a text."""
    if "\0" in value:
        raise invalid(field, f"`{field}` holds a null character. Send it without.")


def _reference(message: pb.DocumentReference, field: str) -> DocumentReference:
    _refuse_null(message.member, f"{field}.member")
    return DocumentReference(
        uri=_uri(message.uri, f"{field}.uri"),
        member=text_within(message.member, f"{field}.member", MOST_PATH_CHARACTERS),
        role=converters.document_role(message.role, f"{field}.role"),
    )


def _uri(value: str, field: str) -> str:
    if not value:
        raise invalid(field, f"`{field}` is empty. Send a file: URI.")
    return text_within(value, field, MOST_PATH_CHARACTERS)
