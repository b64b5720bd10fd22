"""Work that takes too much, to find out whether this machine can stop that."""

from __future__ import annotations


def take(mebibytes: int) -> int:
    """Takes memory, gives it back, and returns how much it was."""
    return len(bytearray(mebibytes * 1024 * 1024))
