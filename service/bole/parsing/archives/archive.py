"""What any archive can do: list its files and unpack one of them within a limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bole.domain.errors import BoleError, ErrorReason

ArchiveFile = Path | BinaryIO
"""An archive on disk, or one in memory that is read from its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive: `name` is relative, with `/`; `index` is its place in the archive's own list."""

    name: str
    index: int


class Archive(Protocol):
    """An open archive."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Its files, without folders and links, in its own order; two may share a name."""
        ...

    def read(self, member: Member, limit_bytes: int) -> bytes:
        """Unpacks a member, never more than `limit_bytes` and a little.

        Raises:
            BoleError: DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED, or DOCUMENT_TOO_LARGE beyond the limit.
        """
        ...


def damaged() -> BoleError:
    """Returns the error for an archive, or a file in one, that cannot be unpacked."""
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        "The archive is damaged or of an unusual kind. Unpack it and send the files in it by themselves.",
    )


def too_large(limit_bytes: int) -> BoleError:
    """Returns the error for files that unpack beyond `limit_bytes`."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The files inside unpack to more than {limit_bytes} bytes. Send only the resume.",
        metadata={"limit_bytes": str(limit_bytes)},
    )
