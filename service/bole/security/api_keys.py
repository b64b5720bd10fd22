"""API keys: 256 random bits, of which the service keeps a digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bole.domain.access import Caller
from bole.domain.errors import BoleError
from bole.security.key_file import KeyFile
from bole.security.refusals import expired, unknown_credentials

_WRITTEN = re.compile(r"bole_(?P<id>[0-9a-f]{16})_[A-Za-z0-9_-]{43,64}", re.ASCII)
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that was just made: `text` is shown once, `sha256` and `key_id` go into the file."""

    text: str
    key_id: str
    sha256: str


def new_key() -> NewKey:
    """Makes a key."""
    key_id = secrets.token_hex(8)
    text = f"bole_{key_id}_{secrets.token_urlsafe(32)}"
    return NewKey(text=text, key_id=key_id, sha256=_digest(text))


def looks_like_key(text: str) -> bool:
    """Tells a key from a token."""
    return text.startswith("bole_")


def caller_of_key(text: str, known: KeyFile, clock: Callable[[], float]) -> Caller:
    """Returns whose key it is.

    Raises:
        BoleError: CREDENTIALS_INVALID.
    """
    written = _WRITTEN.fullmatch(text)
    digest, owner = known.keys.get(written["id"] if written else "", (_NOBODY, None))
    if not hmac.compare_digest(_digest(text), digest) or owner is None:
        raise _unknown()
    if not owner.holds(clock()):
        raise expired("The API key")
    return owner.caller


def _unknown() -> BoleError:
    return unknown_credentials("The API key is not known here, or was revoked.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
