"""Reads one file: regular files up to the limit, each failure with its reason."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bole.domain.errors import BoleError, ErrorReason


def shown(path: Path) -> str:
    """Returns a path as text that a message may hold: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_file(path: Path, limit_bytes: int) -> bytes:
    """Reads a regular file.

    Args:
        path: The file; a pipe or a device is refused, since reading it may never end.
        limit_bytes: Larger files are not read.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE or DOCUMENT_TOO_LARGE.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise unreadable("The path is no regular file. Name a file.")
        if status.st_size > limit_bytes:
            raise too_large(status.st_size, limit_bytes)
        with path.open("rb") as file:
            return read_within(file, limit_bytes)
    except FileNotFoundError as error:
        raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The path does not exist. Check how it is spelled.") from error
    except (OSError, ValueError) as error:
        raise unreadable("The file cannot be opened. Check that you may read it.") from error


def read_within(file: BinaryIO, limit_bytes: int) -> bytes:
    """Reads an open file to its end, however large it says that it is: the size of one that grows is no promise.

    Raises:
        BoleError: DOCUMENT_TOO_LARGE.
        OSError: It cannot be read.
    """
    content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise too_large(len(content), limit_bytes)
    return content


def too_large(size: int, limit_bytes: int) -> BoleError:
    """Builds the error for a document of `size` bytes or more."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The document is larger than {limit_bytes} bytes. Send a smaller version of it.",
        metadata={"size_bytes": str(size), "limit_bytes": str(limit_bytes)},
    )


def unreadable(message: str) -> BoleError:
    """Builds the error for a path that is there but cannot be read."""
    return BoleError(ErrorReason.SOURCE_UNREADABLE, message)
