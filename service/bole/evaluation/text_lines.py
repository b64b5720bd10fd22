"""Reads text files that a user names, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason


def text_lines(path: Path) -> Iterator[str]:
    """Yields all lines of a file in UTF-8, blank ones too, so that they can be counted as editors do.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from file
    except FileNotFoundError as error:
        raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The path does not exist. Check how it is spelled.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BoleError(
            ErrorReason.SOURCE_UNREADABLE,
            "The file cannot be read. Check that it is a text in UTF-8 that you may read.",
        ) from error
