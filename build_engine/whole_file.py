"""Files that are whole or absent."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes a file in UTF-8; a reader sees the old one or the new one.

    Raises:
        OSError: The folder cannot be written to, or the disk is full.
    """
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
