"""What `bole doctor` says of files, folders and addresses that settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bole.cli.doctor import named
from bole.cli.doctor.findings import Check, State, found_by
from bole.settings import Settings

KEY = "a key of tests"
"""Of digests in a record."""


def found(check: Check, **settings: Any) -> list[tuple[State, str]]:  # noqa: ANN401  # any setting
    return [(finding.state, finding.text) for finding in found_by("it", check, Settings(**settings))]


@pytest.mark.parametrize("check", [named.tenants, named.record, named.roots, named.spans])
def test_what_is_not_set_is_not_looked_at(check: Check) -> None:
    assert found(check, otlp_endpoint=None) == []


@pytest.mark.parametrize(
    ("setting", "content", "said"),
    [
        ("tenant_limits", "tenants: [", "BOLE_TENANT_LIMITS"),
        ("tenant_limits", "tenants: {acme: {calls: 0}}", "tenants.acme.calls"),
        ("retention", "tenants: [", "BOLE_RETENTION"),
        ("retention", "tenants: {acme: {document_days: 0}}", "tenants.acme.document_days"),
    ],
)
def test_a_file_on_tenants_that_cannot_be_used_is_named(setting: str, content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text(content)
    ((state, text),) = found(named.tenants, **{setting: tmp_path / "file.yaml"})
    assert (state, said in text) == (State.BAD, True)


@pytest.mark.parametrize("setting", ["tenant_limits", "retention"])
def test_a_file_on_tenants_that_is_not_there_is_named(setting: str, tmp_path: Path) -> None:
    ((state, text),) = found(named.tenants, **{setting: tmp_path / "none.yaml"})
    assert state is State.BAD
    assert f"BOLE_{setting.upper()} cannot be used: it cannot be read (No such file or directory)" in text


def test_files_on_tenants_are_read(tmp_path: Path) -> None:
    (tmp_path / "limits.yaml").write_text("tenants: {acme: {calls: 4}, other: {calls: 2}}")
    (tmp_path / "times.yaml").write_text("tenants: {acme: {document_days: 30}}")
    assert found(named.tenants, tenant_limits=tmp_path / "limits.yaml", retention=tmp_path / "times.yaml") == [
        (State.GOOD, "2 have limits of their own"),
        (State.GOOD, "for 1 other times of keeping hold"),
    ]


def test_a_record_that_cannot_be_written_is_bad(tmp_path: Path) -> None:
    ((state, text),) = found(named.record, audit_log=tmp_path / "none" / "audit.jsonl", candidate_id_key=KEY)
    assert (state, "no call is answered" in text) == (State.BAD, True)


def test_a_record_is_not_made(tmp_path: Path) -> None:
    assert found(named.record, audit_log=tmp_path / "audit.jsonl", candidate_id_key=KEY) == [
        (State.GOOD, "accesses can be written down")
    ]
    assert list(tmp_path.iterdir()) == []


def test_each_root_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    states = [state for state, _ in found(named.roots, batch_roots=f"{tmp_path}:{tmp_path}/none,{tmp_path}/file")]
    assert states == [State.GOOD, State.BAD, State.BAD]


def test_an_address_of_a_collector_that_is_none_is_bad() -> None:
    ((state, _),) = found(named.spans, otlp_endpoint="collector:4317")
    assert state is State.BAD
    ((state, _),) = found(named.spans, otlp_endpoint="http://127.0.0.1:9")
    assert state is State.GOOD
