"""JSON to messages: what does not fit is refused with the field at fault, and nothing of a value is repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn, TypeAlias, TypeVar

from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from bole.domain.errors import BoleError, ErrorReason
from bole.web.gateway.methods import Method

M = TypeVar("M", bound=Message)

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]*+(?:=\s*){0,2}")  # possessive: blanks without end are read once
_NAME = re.compile(r"\w{1,64}", re.ASCII)
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, json_format.ParseError)
"""What `json_format` raises for values that do not fit, itself or by the way."""

Fault: TypeAlias = tuple[str, str]
"""Where something does not fit, and what is asked of it."""


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
    """Fills a message; `at` is where the one field of a message of a stream stands in the body."""
    kind: Descriptor = message.DESCRIPTOR  # type: ignore[assignment]  # the same, by its other name
    fault = next(_no_base64(value, kind), None)
    if fault is None and not _fits(value, message):
        fault = _fault_in(value, kind)
    if fault is not None:
        place, what = fault
        _refuse(_joined(at, place.partition(".")[2]) if at else place, what)
    return message


def _fits(value: object, message: Message) -> bool:
    try:
        json_format.ParseDict(value, message)  # type: ignore[arg-type]  # what is no object is refused as well
    except _FAULTS:
        return False
    return True


def _no_base64(value: object, kind: Descriptor) -> Iterator[Fault]:
    """Yields where text stands for bytes that is no base64: the library passes over letters that are none."""
    for name, given in value.items() if isinstance(value, dict) else ():
        field = _field(kind, name)
        for place, one in _each(name, given):
            if field is not None and field.type == FieldDescriptor.TYPE_BYTES:
                if isinstance(one, str) and not _BASE64.fullmatch(one):
                    yield place, "has to be base64"
            elif field is not None and field.message_type is not None:
                yield from ((_joined(place, below), what) for below, what in _no_base64(one, field.message_type))


def _fault_in(value: object, kind: Descriptor) -> Fault:
    """Returns where a value that does not fit is at fault: the library is asked about each of its parts."""
    if not isinstance(value, dict):
        return "", "has to be a JSON object"
    for name, given in value.items():
        field = _field(kind, name)
        if field is None:
            return "", f"has no field `{name}`" if _NAME.fullmatch(name) else "has a field that is not known"
        if not _fits({name: given}, _new(kind)):
            return _fault_of(field, name, given)
    return "", "has two fields of which only one may be set"


def _fault_of(field: FieldDescriptor, name: str, given: object) -> Fault:
    below = field.message_type
    if below is None or below.GetOptions().map_entry or below.full_name.startswith("google.protobuf."):
        return name, "does not have the type that its field asks for"
    if field.is_repeated and not isinstance(given, list):
        return name, "has to be a list"
    for place, one in _each(name, given):
        if one is None or not _fits(one, _new(below)):
            deeper, what = _fault_in(one, below)
            return _joined(place, deeper), what
    return name, "does not have the type that its field asks for"


def _each(name: str, given: object) -> Iterator[tuple[str, object]]:
    """Yields the values of a field with their places."""
    if isinstance(given, list):
        yield from ((f"{name}[{place}]", one) for place, one in enumerate(given))
    else:
        yield name, given


def _field(kind: Descriptor, name: str) -> FieldDescriptor | None:
    return kind.fields_by_name.get(name) or kind.fields_by_camelcase_name.get(name)


def _new(kind: Descriptor) -> Message:
    made: Message = message_factory.GetMessageClass(kind)()
    return made


def _joined(first: str, second: str) -> str:
    return f"{first}.{second}" if first and second else first or second


def _refuse(field: str, what: str) -> NoReturn:
    subject = f"`{field}`" if field else "The body"
    raise BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"{subject} {what}. /api/openapi.json has all fields.",
        field=field or None,
    )
