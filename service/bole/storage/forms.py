"""What is sealed of items and answers: the names that stand in columns as digests alone, with what they name."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func

from bole.domain.errors import ErrorReason
from bole.domain.screening import ItemFailure
from bole.domain.vault import Content

ERASED = ItemFailure(
    reason=ErrorReason.CANDIDATE_ERASED.value,
    message="What was kept of the item is deleted. Send its documents in another batch to have them screened anew.",
)
"""What an item says whose candidate was erased, or whose time is over."""

HEAD_BYTES = 20
"""So much of a sealed content names its key."""
_COUNT_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemName:
    """What the caller calls an item: its identifier, the candidate's or nothing, file name or path."""

    item_id: str
    candidate_id: str
    source: str


def erased_id(number: int) -> str:
    """Returns what an item is called of which nothing is left but its number."""
    return f"erased-{number}"


def packed_name(name: ItemName) -> bytes:
    """Writes a name; paths that are no Unicode are kept as they are."""
    return json.dumps(astuple(name)).encode()


def unpacked_name(payload: bytes) -> ItemName:
    """Reads a name."""
    item_id, candidate_id, source = json.loads(payload)
    return ItemName(item_id=item_id, candidate_id=candidate_id, source=source)


def packed_answer(candidate_id: str, payload: bytes) -> bytes:
    """Writes an answer with the name of its candidate."""
    name = candidate_id.encode("utf-8", "surrogateescape")
    return len(name).to_bytes(_COUNT_BYTES, "big") + name + payload


def unpacked_answer(content: bytes) -> tuple[str, bytes]:
    """Reads the name of the candidate, and the answer."""
    end = _COUNT_BYTES + int.from_bytes(content[:_COUNT_BYTES], "big")
    return content[_COUNT_BYTES:end].decode("utf-8", "surrogateescape"), content[end:]


def name_content(payload: bytes, tenant: str, item: str, documents: str, candidate_id: str = "") -> Content:
    """Returns the name of an item as the vault takes it; `item` and `documents` are the digests in its row."""
    return Content(payload=payload, tenant=tenant, label=f"item/{item}/{documents}", candidate_id=candidate_id)


def documents_content(payload: bytes, tenant: str, item: str, documents: str, candidate_id: str = "") -> Content:
    """Returns the documents of an item as the vault takes them."""
    return Content(payload=payload, tenant=tenant, label=f"documents/{item}/{documents}", candidate_id=candidate_id)


def answer_content(payload: bytes, tenant: str, digest: str, candidate_id: str = "") -> Content:
    """Returns an answer as the vault takes it."""
    return Content(payload=payload, tenant=tenant, label=f"answer/{digest}", candidate_id=candidate_id)


def terms_content(payload: bytes, tenant: str, request_digest: str) -> Content:
    """Returns the terms of a batch as the vault takes them."""
    return Content(payload=payload, tenant=tenant, label=f"terms/{request_digest}")


def head_of(payload: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns what names the key of a sealed column, without the rest of it."""
    return func.substr(payload, 1, HEAD_BYTES, type_=LargeBinary).label("head")
