"""Messages and enums of the contract as JSON schemas, with the comments of the protos."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

Schema: TypeAlias = dict[str, object]

_PACKAGE = "bole.v1."
_SCALARS: Mapping[int, Schema] = MappingProxyType(
    {
        FieldDescriptor.TYPE_STRING: {"type": "string"},
        FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
        FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
        FieldDescriptor.TYPE_DOUBLE: {"type": "number"},
        FieldDescriptor.TYPE_INT32: {"type": "integer", "format": "int32"},
        FieldDescriptor.TYPE_INT64: {"type": ["string", "integer"], "format": "int64"},
    }
)
"""All kinds that the contract uses; a new one fails here."""

_WELL_KNOWN: Mapping[str, Schema] = MappingProxyType(
    {
        "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
        "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?s$"},
        "google.protobuf.Any": {"type": "object", "properties": {"@type": {"type": "string"}}, "required": ["@type"]},
    }
)
"""What protobuf writes in a form of its own."""

_FOREIGN = MappingProxyType(
    {
        "google.rpc.Status": "Why something failed: `code` of gRPC, `message`, and `details`, of which one is an "
        "`ErrorInfo` whose `reason` is one of `ErrorReason`.",
        "google.type.Date": "A day.",
    }
)
"""What is said of messages that are not of this package."""


@functools.lru_cache(maxsize=1)
def comments() -> Mapping[str, str]:
    """Returns what the protos say of each part by its full name, as `tools/generate_protos.py` wrote it."""
    told: dict[str, str] = json.loads(files("bole.v1").joinpath("comments.json").read_text(encoding="utf-8"))
    return MappingProxyType(told | _FOREIGN)


def schemas_of(roots: Iterable[Descriptor]) -> dict[str, Schema]:
    """Returns the schemas of messages and of all that they hold, by name, in order."""
    found: dict[str, Schema] = {}
    waiting: list[Descriptor | EnumDescriptor] = list(roots)
    while waiting:
        kind = waiting.pop()
        if schema_name(kind) in found:
            continue
        found[schema_name(kind)] = _enum(kind) if isinstance(kind, EnumDescriptor) else _message(kind)
        if isinstance(kind, Descriptor):
            waiting.extend(_held(kind))
    return dict(sorted(found.items()))


def schema_name(kind: Descriptor | EnumDescriptor) -> str:
    """Returns what a message or enum is called in `components/schemas`."""
    return str(kind.full_name).removeprefix(_PACKAGE)


def reference_to(kind: Descriptor | EnumDescriptor) -> Schema:
    """Returns a reference to a schema."""
    return {"$ref": f"#/components/schemas/{schema_name(kind)}"}


def _held(kind: Descriptor) -> Iterator[Descriptor | EnumDescriptor]:
    for field in kind.fields:
        held = _value_of(field).enum_type or _value_of(field).message_type
        if held is not None and held.full_name not in _WELL_KNOWN:
            yield held


def _message(kind: Descriptor) -> Schema:
    choices = [
        f"At most one of {', '.join(f'`{field.name}`' for field in oneof.fields)}."
        for oneof in kind.oneofs
        if len(oneof.fields) > 1
    ]
    said = "\n".join([comments().get(kind.full_name, ""), *choices]).strip()
    return {
        "type": "object",
        "description": said,
        "properties": {field.name: _property(field) for field in kind.fields},
    }


def _enum(kind: EnumDescriptor) -> Schema:
    said = [f"- `{one.name}`: {comments().get(f'{kind.full_name}.{one.name}', '')}" for one in kind.values]
    return {
        "type": "string",
        "enum": [value.name for value in kind.values],
        "description": "\n".join([comments().get(kind.full_name, ""), *said]),
    }


def _property(field: FieldDescriptor) -> Schema:
    value = _single(_value_of(field))
    if _is_map(field):
        value = {"type": "object", "additionalProperties": value}
    elif field.is_repeated:
        value = {"type": "array", "items": value}
    return {**value, "description": comments().get(field.full_name, "")}


def _single(field: FieldDescriptor) -> Schema:
    if field.enum_type is not None:
        return reference_to(field.enum_type)
    if field.message_type is not None:
        return _WELL_KNOWN.get(field.message_type.full_name) or reference_to(field.message_type)
    return _SCALARS[field.type]


def _is_map(field: FieldDescriptor) -> bool:
    return _values_of_map(field) is not None


def _value_of(field: FieldDescriptor) -> FieldDescriptor:
    """Returns the field whose kind counts: of a map that of its values."""
    return _values_of_map(field) or field


def _values_of_map(field: FieldDescriptor) -> FieldDescriptor | None:
    entry = field.message_type
    if entry is None or not entry.GetOptions().map_entry:
        return None
    value: FieldDescriptor = entry.fields_by_name["value"]
    return value
