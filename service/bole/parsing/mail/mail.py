"""What an e-mail holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from bole.domain.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail: what it says and what is attached, as documents that are yet to be read."""

    bodies: tuple[tuple[Document, ...], ...] = ()
    """Pieces of its text in order; each in the forms that the sender offers, the one that people see first."""
    attachments: tuple[Document | Mail, ...] = ()
