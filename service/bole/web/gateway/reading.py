"""JSON to messages: what does not fit is refused with the field at fault, and nothing of a value is repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn, TypeVar

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from bole.domain.errors import BoleError, ErrorReason
from bole.web.gateway.methods import Method

M = TypeVar("M", bound=Message)

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]*=?\s*=?\s*")
_UNKNOWN_FIELD = re.compile(r'has no field named "(\w{1,64})"')
_BEGUN = re.compile(r"(?:Failed to parse \w+ field: )*")
_FIELD = re.compile(r"parse (\w+) field")
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, json_format.ParseError)
"""What `json_format` raises for values that do not fit, itself or by the way."""


def message_of(method: Method, body: bytes) -> Message:
    """Reads the request of a method; an empty body is an empty request.

    Raises:
        BoleError: ARGUMENT_INVALID with the field.
    """
    return _filled(method.new_request(), _object_of(body), "")


def messages_of(method: Method, body: bytes) -> list[Message]:
    """Reads what a stream sends from a body `{"config": ..., "items": [...]}`.

    Raises:
        BoleError: ARGUMENT_INVALID with the field.
    """
    given = _object_of(body)
    items = given.get("items", [])
    for name in given:
        if name not in {"config", "items"}:
            _refuse(name if name.isidentifier() else "", "is not known: a body holds `config` and `items`")
    if not isinstance(items, list):
        _refuse("items", "has to be a list")
    config = _filled(method.new_request(), {"config": given.get("config", {})}, "config")
    return [config, *(_filled(method.new_request(), {"item": one}, f"items[{n}]") for n, one in enumerate(items))]


def _object_of(body: bytes) -> dict[str, object]:
    try:
        given = json.loads(body or b"{}", object_pairs_hook=_once)
    except BoleError:
        raise
    except (ValueError, RecursionError) as error:
        place = f" It fails at line {error.lineno}." if isinstance(error, json.JSONDecodeError) else ""
        raise BoleError(ErrorReason.ARGUMENT_INVALID, f"The body is no JSON in UTF-8.{place}") from error
    if not isinstance(given, dict):
        _refuse("", "has to be a JSON object")
    return given


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("", "names a field of an object twice")
    return found


def _filled(message: M, value: Mapping[str, object], at: str) -> M:
    for path, text in _bytes_in(value, message.DESCRIPTOR, ""):
        if not _BASE64.fullmatch(text):
            _refuse(_joined(at, path), "has to be base64")
    try:
        json_format.ParseDict(value, message)
    except _FAULTS as error:
        _refuse_fault(str(error), message.DESCRIPTOR.name, at)
    return message


def _bytes_in(value: object, kind: Descriptor, path: str) -> Iterator[tuple[str, str]]:
    """Yields what should be base64 with its place: the library takes anything for it, and passes over what is not."""
    if not isinstance(value, dict):
        return
    for name, given in value.items():
        field = kind.fields_by_name.get(name) or kind.fields_by_camelcase_name.get(name)
        if field is None:
            continue
        many = isinstance(given, list)
        for place, one in enumerate(given if many else [given]):
            here = f"{_joined(path, name)}[{place}]" if many else _joined(path, name)
            if field.type == FieldDescriptor.TYPE_BYTES and isinstance(one, str):
                yield here, one
            elif field.message_type is not None:
                yield from _bytes_in(one, field.message_type, here)


def _refuse_fault(said: str, name: str, at: str) -> NoReturn:
    """Refuses by what the library says, which quotes values: only the names of fields are taken from it."""
    places = re.findall(rf' at "?{name}((?:\.\w+|\[\d+\])*)', said)
    begun = _BEGUN.match(said)
    path = places[-1].lstrip(".") if places else ".".join(_FIELD.findall(begun[0] if begun else ""))
    place = _joined(at, path.partition(".")[2]) if at else path
    unknown = _UNKNOWN_FIELD.search(said)
    if unknown is not None:
        _refuse(place, f"has no field `{unknown[1]}`")
    if " oneof fields " in said:
        _refuse(place, "has two fields of which only one may be set")
    _refuse(place, "does not have the type that its field asks for")


def _joined(first: str, second: str) -> str:
    return f"{first}.{second}" if first and second else first or second


def _refuse(field: str, what: str) -> NoReturn:
    subject = f"`{field}`" if field else "The body"
    raise BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"{subject} {what}. /api/openapi.json has all fields.",
        field=field or None,
    )
