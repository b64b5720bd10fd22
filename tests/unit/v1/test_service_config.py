"""The gRPC service config that callers load names real methods and retries only what is safe."""

import json
from pathlib import Path

import pytest

from bole.v1 import batch_service_pb2, review_service_pb2, screening_service_pb2

CONFIG = json.loads((Path(__file__).parents[3] / "proto/bole/v1/service_config.json").read_text(encoding="utf-8"))
SERVICES = {
    service.full_name: service
    for file in (screening_service_pb2.DESCRIPTOR, batch_service_pb2.DESCRIPTOR, review_service_pb2.DESCRIPTOR)
    for service in file.services_by_name.values()
}
NOT_REPEATED = {"ScreenResumes", "CreateBatch", "WatchBatch", "RecordDecision", "ExportCandidate", "GenerateText"}
"""What a retry would do twice: a batch or a decision without `request_id`, what a stream has answered, a long text."""
MAY_ASK_A_MODEL = {
    "DraftRubric",
    "ScreenResume",
    "GenerateInterviewKit",
    "RegenerateQuestion",
    "PreviewPrompt",
    "GenerateText",
}
"""Unary; a rubric is drafted where a posting is sent in its place."""


def test_methods_named_are_methods_of_the_service() -> None:
    """A misspelt method would silently get the default of its service."""
    names = [name for entry in CONFIG["methodConfig"] for name in entry["name"]]

    assert {name["service"] for name in names} == set(SERVICES)
    assert [name for name in names if "method" in name and name["method"] not in _methods(name["service"])] == []


def _methods(service: str) -> set[str]:
    return set(SERVICES[service].methods_by_name)


def test_what_is_not_idempotent_is_not_retried() -> None:
    once = [name for entry in CONFIG["methodConfig"] if "retryPolicy" not in entry for name in entry["name"]]

    assert {name["method"] for name in once} == NOT_REPEATED


def test_only_unavailable_is_retried() -> None:
    """Every other code would fail again or, as a deadline, has used up its time (AIP-194)."""
    policies = [entry["retryPolicy"] for entry in CONFIG["methodConfig"] if "retryPolicy" in entry]

    assert policies
    assert all(policy["retryableStatusCodes"] == ["UNAVAILABLE"] for policy in policies)


@pytest.mark.parametrize("entry", CONFIG["methodConfig"])
def test_every_method_has_a_deadline(entry: dict[str, object]) -> None:
    """A call without one would wait for ever for a server that is gone."""
    assert str(entry["timeout"]).endswith("s")


def test_what_may_ask_a_model_has_longer_than_the_rest() -> None:
    entries = [(name.get("method"), entry["timeout"]) for entry in CONFIG["methodConfig"] for name in entry["name"]]
    usual = {timeout for method, timeout in entries if method is None}

    patient = {method for method, timeout in entries if method in MAY_ASK_A_MODEL and timeout not in usual}

    assert patient == MAY_ASK_A_MODEL
