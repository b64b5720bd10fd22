"""The description of the gateway (OpenAPI 3.1), made of descriptors and of the comments of the protos."""

from __future__ import annotations

import functools
import json
from importlib.metadata import version

from google.protobuf.descriptor import Descriptor, ServiceDescriptor
from google.rpc import status_pb2

from bole.api.method_roles import METHOD_ROLES
from bole.web.gateway.methods import METHODS, PREFIX, Method
from bole.web.gateway.schemas import Schema, comments, reference_to, schemas_of

_ABOUT = (
    "Screens resumes against a job posting: every method of the gRPC API as POST with JSON. Fields are named as in the "
    "protos, `bytes` are base64, and unset fields may be left out; a field that is not known is refused. Methods with "
    "many answers send server-sent events: `message` for each answer, then `end`, or `error` with a "
    "`google.rpc.Status`. Every error is a `google.rpc.Status` whose `ErrorInfo` has the reason; only 503 is worth a "
    "retry, after the seconds of `retry-after`."
)
_STATUS: Descriptor = status_pb2.DESCRIPTOR.message_types_by_name["Status"]
_EVENTS = "Server-sent events. The data of each event `message` is one "


@functools.lru_cache(maxsize=1)
def document() -> Schema:
    """Returns the description."""
    kinds: list[Descriptor] = [_STATUS]
    kinds += [
        kind for method in METHODS.values() for kind in (method.descriptor.input_type, method.descriptor.output_type)
    ]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bole", "version": version("bole-screening"), "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"key": []}, {}],
        "tags": [
            {"name": service.name, "description": comments().get(service.full_name, "")} for service in _services()
        ],
        "paths": {f"{PREFIX}{method.name}": {"post": _operation(method)} for method in METHODS.values()},
        "components": {
            "schemas": schemas_of(kinds),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An API key or a token."},
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "An API key."},
            },
        },
    }


@functools.lru_cache(maxsize=1)
def written() -> str:
    """Returns the description as it is sent."""
    return json.dumps(document(), ensure_ascii=False)


def _services() -> list[ServiceDescriptor]:
    return list(dict.fromkeys(method.descriptor.containing_service for method in METHODS.values()))


def _operation(method: Method) -> Schema:
    said = comments().get(method.descriptor.full_name, "")
    role = METHOD_ROLES[f"/{method.descriptor.containing_service.full_name}/{method.descriptor.name}"]
    return {
        "operationId": method.name.replace("/", "_"),
        "tags": [method.descriptor.containing_service.name],
        "summary": said.partition(". ")[0].rstrip("."),
        "description": f"{said}\nAsks for the role `{role}` where callers show who they are.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": _request(method)}}},
        "responses": {
            "200": _answer(method),
            "default": {
                "description": "Why it failed.",
                "content": {"application/json": {"schema": reference_to(_STATUS)}},
            },
        },
    }


def _request(method: Method) -> Schema:
    kind = method.descriptor.input_type
    if not method.takes_many:
        return reference_to(kind)
    parts = {field.name: reference_to(field.message_type) for field in kind.fields if field.message_type is not None}
    return {
        "type": "object",
        "properties": {"config": parts["config"], "items": {"type": "array", "items": parts["item"]}},
        "required": ["config", "items"],
    }


def _answer(method: Method) -> Schema:
    kind = method.descriptor.output_type
    if not method.gives_many:
        return {"description": "The answer.", "content": {"application/json": {"schema": reference_to(kind)}}}
    return {
        "description": f"{_EVENTS}`{kind.name}`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "x-message": reference_to(kind)}},
    }
