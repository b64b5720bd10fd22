"""The description of the gateway: valid, whole, and of what is there."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema import Draft202012Validator

from bole.v1 import batch_service_pb2, review_service_pb2, screening_service_pb2
from bole.web.gateway import openapi
from bole.web.gateway.methods import METHODS

DOCUMENT: Any = openapi.document()
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_every_method_of_the_contract_is_called() -> None:
    protos = (screening_service_pb2, batch_service_pb2, review_service_pb2)
    services = [service for proto in protos for service in proto.DESCRIPTOR.services_by_name.values()]
    expected = [f"/api/v1/{service.name}/{method.name}" for service in services for method in service.methods]
    assert list(DOCUMENT["paths"]) == expected
    assert [method.name for method in METHODS.values() if method.takes_many] == ["ScreeningService/ScreenResumes"]


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', openapi.written()))
    assert named - set(SCHEMAS) == set()


def test_everything_of_ours_says_what_it_is() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in SCHEMAS.items()
        for field, part in {"": schema, **schema.get("properties", {})}.items()
        if not part["description"] and not name.startswith("google.")
    ]
    assert silent == []
    assert all(item["post"]["summary"] for item in DOCUMENT["paths"].values())


def test_values_have_the_form_of_json() -> None:
    batch, document = SCHEMAS["Batch"]["properties"], SCHEMAS["Document"]["properties"]
    assert document["content"]["contentEncoding"] == "base64"
    assert batch["labels"]["additionalProperties"] == {"type": "string"}
    assert batch["create_time"]["format"] == "date-time"
    assert batch["state"]["$ref"] == "#/components/schemas/Batch.State"
    assert "FINISHED" in SCHEMAS["Batch.State"]["enum"]
    assert "At most one of `job_posting`, `rubric`." in SCHEMAS["ScreenResumeRequest"]["description"]


def test_it_is_json() -> None:
    assert json.loads(openapi.written())["openapi"] == "3.1.0"
