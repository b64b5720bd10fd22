"""The description of the gateway as a page for people, and as the file for programs."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bole.web.gateway import openapi
from bole.web.pages import page

_PREFIX = "#/components/schemas/"

Piece = tuple[str, bool]
"""A piece of a text, and whether it is code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a value is: `form` is `one`, `list` or `map`; `schema` names where it is described, if it is anywhere."""

    form: str
    name: str
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method as the page shows it."""

    address: str
    anchor: str
    said: Sequence[Sequence[Piece]]
    takes: Sequence[tuple[str, Kind]]
    gives: Kind
    gives_many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A message with its fields, or an enum with its values."""

    name: str
    said: Sequence[Sequence[Piece]]
    fields: Sequence[tuple[str, Kind, Sequence[Piece]]]
    values: Sequence[tuple[str, Sequence[Piece]]]


async def reference(request: Request) -> Response:
    """Shows all methods and messages."""
    services, described = _contents()
    address = str(request.base_url).rstrip("/")
    return page(request, "gateway/reference.html.jinja", services=services, described=described, address=address)


async def description(request: Request) -> Response:  # noqa: ARG001  # it is the same for everybody
    """Returns the description for programs."""
    return Response(openapi.written(), media_type="application/json")


@functools.lru_cache(maxsize=1)
def _contents() -> tuple[Mapping[str, Sequence[Operation]], Sequence[Described]]:
    document: Any = openapi.document()
    operations = [_operation(path, item["post"]) for path, item in document["paths"].items()]
    services = {
        tag["name"]: [one for one in operations if f"/{tag['name']}/" in one.address] for tag in document["tags"]
    }
    return services, [_described(name, schema) for name, schema in document["components"]["schemas"].items()]


def _operation(path: str, operation: Mapping[str, Any]) -> Operation:
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    kind, content = next(iter(operation["responses"]["200"]["content"].items()))
    parts = body.get("properties", {"": body})
    return Operation(
        address=path,
        anchor=operation["operationId"],
        said=_prose(operation["description"]),
        takes=[(name, _kind(schema)) for name, schema in parts.items()],
        gives=_kind(content.get("x-message", content["schema"])),
        gives_many=kind == "text/event-stream",
    )


def _described(name: str, schema: Mapping[str, Any]) -> Described:
    lines = schema.get("description", "").split("\n")
    values = schema.get("enum", [])
    said = lines[: len(lines) - len(values)]
    meanings = [line.partition(": ")[2] for line in lines[len(said) :]]
    return Described(
        name=name,
        said=_prose("\n".join(said)),
        fields=[(field, _kind(of), _pieces(of["description"])) for field, of in schema.get("properties", {}).items()],
        values=[(value, _pieces(meaning)) for value, meaning in zip(values, meanings, strict=True)],
    )


def _kind(schema: Mapping[str, Any]) -> Kind:
    for form, key in (("list", "items"), ("map", "additionalProperties")):
        if key in schema:
            inner = _kind(schema[key])
            return Kind(form=form, name=inner.name, schema=inner.schema)
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PREFIX)
        return Kind(form="one", name=name, schema=name)
    shown = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    return Kind(form="one", name=schema.get("contentEncoding") or schema.get("format") or shown, schema="")


def _prose(text: str) -> list[list[Piece]]:
    return [_pieces(line) for line in text.split("\n") if line]


def _pieces(text: str) -> list[Piece]:
    """Parts a text at its backticks."""
    return [(part, place % 2 == 1) for place, part in enumerate(text.split("`")) if part]
