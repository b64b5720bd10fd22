"""What a caller wants screened, made into items that can be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from bole.domain.batches import DocumentReference, NewItem
from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.storage_ports import Codec
from bole.pipeline.question import document_key
from bole.sources.references import FoundReference, References


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """A candidate as a caller gives it: one document or more, in content or as references."""

    item_id: str
    candidate_id: str = ""
    documents: tuple[Document, ...] = ()
    references: tuple[DocumentReference, ...] = ()


def new_items(
    drafts: Sequence[ItemDraft], source_uris: Sequence[str], references: References, codec: Codec
) -> tuple[NewItem, ...]:
    """Returns the drafts as items, and then every file that the URIs stand for; reads folders and digests documents.

    Raises:
        BoleError: SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND or ARGUMENT_INVALID, with the field of the request at fault.
    """
    return (
        *(_item(draft, f"items[{index}]", references, codec) for index, draft in enumerate(drafts)),
        *_found_items(source_uris, references, codec),
    )


def _item(draft: ItemDraft, field: str, references: References, codec: Codec) -> NewItem:
    for index, reference in enumerate(draft.references):
        try:
            references.check(reference)
        except BoleError as error:
            raise _at(error, f"{field}.references[{index}].uri") from error
    return NewItem(
        item_id=draft.item_id,
        candidate_id=draft.candidate_id,
        document_key="" if draft.references else document_key(draft.documents, draft.candidate_id),
        source=_source(draft),
        documents=codec.encode_documents((*draft.documents, *draft.references)),
    )


def _source(draft: ItemDraft) -> str:
    if draft.documents:
        return draft.documents[0].file_name
    first = draft.references[0]
    return PurePosixPath(first.member or unquote(first.uri, errors="replace")).name


def _found_items(source_uris: Sequence[str], references: References, codec: Codec) -> Iterator[NewItem]:
    known: set[DocumentReference] = set()
    for index, uri in enumerate(source_uris):
        try:
            found = references.expand(uri, beside=len(known))
        except BoleError as error:
            raise _at(error, f"source_uris[{index}]") from error
        for one in found:
            if one.reference not in known:
                known.add(one.reference)
                yield _found_item(one, codec)


def _found_item(found: FoundReference, codec: Codec) -> NewItem:
    # The same file has the same identifier, so that a call may be repeated.
    place = f"{found.reference.uri}\0{found.reference.member}"
    return NewItem(
        item_id=f"file-{hashlib.sha256(place.encode('utf-8')).hexdigest()[:32]}",
        candidate_id="",
        document_key="",
        source=found.source,
        documents=codec.encode_documents((found.reference,)),
    )


def _at(error: BoleError, field: str) -> BoleError:
    return BoleError(error.reason, error.message, field=field, metadata=error.metadata)
