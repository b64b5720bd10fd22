"""The description of the gateway as pages for people, and as the file for programs."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bole.web.gateway import openapi
from bole.web.pages import options_of, page

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


async def methods(request: Request) -> Response:
    """Shows all methods."""
    scheme = "https" if options_of(request).https else "http"
    address = f"{scheme}://{request.url.netloc}"
    return page(request, "gateway/methods.html.jinja", services=_services(), address=address)


async def message(request: Request) -> Response:
    """Shows a message with all that it holds."""
    described, name = _messages(), request.path_params["name"]
    if name not in described:
        raise HTTPException(404)
    found, waiting = {}, [name]
    while waiting:
        one = described[waiting.pop(0)]
        if one.name not in found:
            found[one.name] = one
            waiting += [kind.schema for _, kind, _ in one.fields if kind.schema]
    return page(request, "gateway/message.html.jinja", name=name, described=list(found.values()))


async def description(request: Request) -> Response:  # noqa: ARG001  # it is the same for everybody
    """Returns the description for programs."""
    return Response(openapi.written(), media_type="application/json")


@functools.lru_cache(maxsize=1)
def _services() -> Mapping[str, Sequence[Operation]]:
    document: Any = openapi.document()
    operations = [_operation(path, item["post"]) for path, item in document["paths"].items()]
    names = [tag["name"] for tag in document["tags"]]
    return {name: [one for one in operations if f"/{name}/" in one.address] for name in names}


@functools.lru_cache(maxsize=1)
def _messages() -> Mapping[str, Described]:
    document: Any = openapi.document()
    return {name: _described(name, schema) for name, schema in document["components"]["schemas"].items()}


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
