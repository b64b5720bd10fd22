"""How many parts a message has, before it is decoded: an empty one takes 2 bytes on the wire, and 60 in memory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from google.protobuf.descriptor import Descriptor

MOST_PARTS = 500_000
"""Fields of a message with all that it holds; the largest batch at a time, of ten documents an item, has fewer."""

_VARINT, _SIZED = 0, 2
_FIXED: Mapping[int, int] = {1: 8, 5: 4}
"""Bytes of a value, by its form on the wire."""
_GOES_ON = 0x80
_LEAST_BYTES = 2
_MOST_SHIFT = 63


class _TooManyPartsError(Exception):
    pass


def has_too_many_parts(content: bytes, kind: Descriptor, most: int = MOST_PARTS) -> bool:
    """Tells whether a message has more than `most` fields, or groups, which no message of ours has.

    What is no message at all has not: whoever decodes it finds out.
    """
    if len(content) <= _LEAST_BYTES * most:
        return False
    try:
        _count(content, 0, len(content), kind, most)
    except _TooManyPartsError:
        return True
    except (IndexError, ValueError, RecursionError):
        return False
    return False


def _count(content: bytes, position: int, end: int, kind: Descriptor, left: int) -> int:
    """Counts down for each field up to `end`, and returns how many are left."""
    messages = _messages_in(kind)
    while position < end:
        left -= 1
        tag, position = _varint(content, position)
        form = tag & 7
        if form == _SIZED:
            size, position = _varint(content, position)
            inner = messages.get(tag >> 3)
            if inner is not None and size:
                left = _count(content, position, min(position + size, end), inner, left)
            position += size
        elif form == _VARINT:
            _, position = _varint(content, position)
        elif form in _FIXED:
            position += _FIXED[form]
        else:
            raise _TooManyPartsError
        if left < 0:
            raise _TooManyPartsError
    return left


def _varint(content: bytes, position: int) -> tuple[int, int]:
    """Returns a number and where it ends."""
    if (only := content[position]) < _GOES_ON:
        return only, position + 1
    value = 0
    for shift in range(0, _MOST_SHIFT + 1, 7):
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < _GOES_ON:
            return value, position
    raise ValueError


@cache
def _messages_in(kind: Descriptor) -> Mapping[int, Descriptor]:
    """Returns the fields that hold messages, by number."""
    return {field.number: field.message_type for field in kind.fields if field.message_type is not None}
