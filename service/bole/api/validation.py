"""Checks of single request fields."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason


def invalid(field: str, message: str, *, limit: float | None = None) -> BoleError:
    """Builds the error for a field that is missing or out of range."""
    metadata = {"field": field} if limit is None else {"field": field, "limit": f"{limit:.10g}"}
    return BoleError(ErrorReason.ARGUMENT_INVALID, message, field=field, metadata=metadata)


def text_within(value: str, field: str, limit: int) -> str:
    """Returns `value`; it may have at most `limit` characters."""
    if len(value) > limit:
        raise invalid(field, f"`{field}` has {len(value)} characters, the limit is {limit}. Shorten it.", limit=limit)
    return value


def values_within(value: float, field: str, least: float, most: float) -> None:
    """Raises unless `value` lies in [least, most]."""
    if not least <= value <= most:
        raise invalid(field, f"`{field}` is {value:.10g}. Send a value from {least:.10g} to {most:.10g}.", limit=most)


def size_within(content: bytes, field: str, limit_bytes: int) -> None:
    """Raises DOCUMENT_EMPTY or DOCUMENT_TOO_LARGE for bytes that are no document to read."""
    if not content:
        raise BoleError(ErrorReason.DOCUMENT_EMPTY, "The document has no bytes. Send the file again.", field=field)
    if len(content) > limit_bytes:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LARGE,
            f"The document has {len(content)} bytes, the limit is {limit_bytes}. Send a smaller version of it.",
            field=field,
            metadata={"size_bytes": str(len(content)), "limit_bytes": str(limit_bytes)},
        )
