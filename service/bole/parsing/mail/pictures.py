"""Tells pictures that decorate a mail from those that were sent to be read."""

from __future__ import annotations

from collections.abc import Iterable

_DECORATION_BYTES = 65_536
"""Logos and icons of signatures are smaller, photos and scans of a page are larger."""


def is_decoration(identifier: str, content: bytes, pages: Iterable[bytes]) -> bool:
    """Tells whether a picture is a small one that the text shows in itself, as signatures do.

    Args:
        identifier: Its content identifier; empty where it has none.
        content: The picture.
        pages: The text of the mail in each of its forms, as bytes.
    """
    if not identifier or len(content) >= _DECORATION_BYTES:
        return False
    mark = b"cid:" + identifier.encode("utf-8", "replace")
    return any(mark in page for page in pages)
