"""Documents as they arrive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentRole(StrEnum):
    """What a document is to the candidate."""

    RESUME = "RESUME"
    COVER_LETTER = "COVER_LETTER"
    PORTFOLIO = "PORTFOLIO"
    CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes with what the sender says of them.

    `media_type` and `file_name` are hints: the content decides. Both may be empty. `file_name` is personal data and
    never leaves in an error or a log.
    """

    content: bytes
    media_type: str = ""
    file_name: str = ""
    role: DocumentRole = DocumentRole.RESUME
