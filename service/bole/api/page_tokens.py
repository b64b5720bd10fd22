"""Opaque tokens that say where a list or a stream goes on; bound to what was asked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import TypeGuard

from bole.api.validation import invalid
from bole.domain.batches import PageStart

_MOST_CHARACTERS = 1024
_MOST_NUMBER = 2**31 - 1
"""What the columns count to whose values stand in tokens."""


def for_results(start: PageStart, asked: bytes) -> str:
    """Returns the token of the next page of results; it is good for what is `asked` alone."""
    return _token([start.revision, start.up_to_sequence, *start.after], b"results", asked)


def results_start(token: str, asked: bytes) -> PageStart | None:
    """Reads a token of `for_results`; None for an empty one.

    Raises:
        BoleError: ARGUMENT_INVALID for one that is damaged, or of other results.
    """
    if not token:
        return None
    values = _values(token, b"results", asked)
    if values is None or not _are_numbers(values) or len(values) < 2:
        raise _refused_page("ListBatchResults with the same batch and the same filter")
    return PageStart(revision=values[0], up_to_sequence=values[1], after=tuple(values[2:]))


def for_batches(last_batch_id: str, tenant: str) -> str:
    """Returns the token of the next page of batches."""
    return _token([last_batch_id], b"batches", tenant.encode())


def last_batch(token: str, tenant: str) -> str:
    """Reads a token of `for_batches`; empty for an empty one.

    Raises:
        BoleError: ARGUMENT_INVALID for one that is damaged, or of another caller.
    """
    return _last_id(token, b"batches", tenant.encode(), "ListBatches")


def for_decisions(last_decision_id: str, asked: bytes) -> str:
    """Returns the token of the next page of decisions; it is good for what is `asked` alone."""
    return _token([last_decision_id], b"decisions", asked)


def last_decision(token: str, asked: bytes) -> str:
    """Reads a token of `for_decisions`; empty for an empty one.

    Raises:
        BoleError: ARGUMENT_INVALID for one that is damaged, or of other decisions.
    """
    return _last_id(token, b"decisions", asked, "ListDecisions with the same candidate and the same batch")


def cursor(sequence: int, batch_id: str) -> str:
    """Returns where a watch of this batch goes on: after the item that finished in this place."""
    return _token([sequence], b"watch", batch_id.encode())


def sequence_of(token: str, batch_id: str) -> int:
    """Reads a `cursor`; 0, the beginning, for an empty one.

    Raises:
        BoleError: ARGUMENT_INVALID for one that is damaged, or of another batch.
    """
    if not token:
        return 0
    values = _values(token, b"watch", batch_id.encode())
    if values is None or not _are_numbers(values) or len(values) != 1:
        raise invalid(
            "cursor", "The cursor is none of this batch. Send the last one that its WatchBatch told, or none at all."
        )
    return values[0]


def _last_id(token: str, kind: bytes, asked: bytes, method: str) -> str:
    """Returns the identifier that a page ended with, empty for an empty token."""
    if not token:
        return ""
    values = _values(token, kind, asked)
    if values is None or len(values) != 1 or not isinstance(values[0], str) or not values[0].isprintable():
        raise _refused_page(method)
    return values[0]


def _token(values: Sequence[int | str], kind: bytes, asked: bytes) -> str:
    content = json.dumps([_check(values, kind, asked), *values], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _values(token: str, kind: bytes, asked: bytes) -> list[int | str] | None:
    """Returns what a token holds, None where it is none of this kind for what is asked."""
    if len(token) > _MOST_CHARACTERS:
        return None
    try:
        content = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(content, list) or not content:
        return None
    check, *values = content
    if not all(isinstance(value, str) or _is_number(value) for value in values):
        return None
    return values if check == _check(values, kind, asked) else None


def _check(values: Sequence[int | str], kind: bytes, asked: bytes) -> str:
    """Tells what was damaged or belongs elsewhere; it keeps no secret, and needs none: a token opens nothing."""
    whole = b"\0".join((kind, hashlib.sha256(asked).digest(), json.dumps(values).encode()))
    return hashlib.sha256(whole).hexdigest()[:16]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_NUMBER


def _are_numbers(values: list[int | str]) -> TypeGuard[list[int]]:
    return all(_is_number(value) for value in values)


def _refused_page(method: str) -> Exception:
    return invalid(
        "page_token", f"The page token is none of this list. Send `next_page_token` of {method}, or none at all."
    )
