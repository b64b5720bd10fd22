"""What candidates are called while nobody has asked who they are."""

from __future__ import annotations

import hashlib
import re

_OURS = re.compile(r"[0-9a-f]{16}")


def new_item_id(name: str, content: bytes) -> str:
    """Returns the identifier of an uploaded file: the same file under the same name is the same item."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass") + b"\0" + content).hexdigest()[:16]


def code_name(item_id: str) -> str:
    """Returns what a page calls an item: short for identifiers of the console, else the caller's own."""
    return f"{item_id[:3]}-{item_id[3:6]}".upper() if _OURS.fullmatch(item_id) else item_id
