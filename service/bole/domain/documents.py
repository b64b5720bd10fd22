"""Documents as they arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    never leaves in an error or a log. `password` opens a protected file; empty where none is known.
    """

    content: bytes
    media_type: str = ""
    file_name: str = ""
    role: DocumentRole = DocumentRole.RESUME
    password: str = field(default="", repr=False)
