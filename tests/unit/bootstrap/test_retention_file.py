"""How long what is kept, as operators write it down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.bootstrap.cleaning import retention_of
from bole.domain.errors import BoleError, ErrorReason
from bole.privacy.retention import Times
from bole.settings import Settings

USUAL = Times(document_days=90, result_days=365, ledger_days=1461)


def test_a_file_names_tenants_for_whom_other_times_hold(tmp_path: Path) -> None:
    file = tmp_path / "retention.yaml"
    file.write_text("tenants: {acme: {document_days: 30}}")

    retention = retention_of(Settings(retention=file))

    assert retention.of("acme") == Times(document_days=30, result_days=365, ledger_days=1461)
    assert retention.of("other") == USUAL
    assert retention_of(Settings()).of("acme") == USUAL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "tenants: 3",
        "tenants: {acme: {documents: 30}}",
        "tenants: {acme: {document_days: 0}}",
        "tenants: {acme: {document_days: '30'}}",
        "acme: {document_days: 30}",
        "\x00",
        "tenants: {Acme: {document_days: 30}}",
    ],
)
def test_a_file_that_says_something_else_ends_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "retention.yaml"
    file.write_text(text)

    with pytest.raises(BoleError, match="BOLE_RETENTION") as caught:
        retention_of(Settings(retention=file))
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    file.write_text(caught.value.message.split("`")[1])
    assert retention_of(Settings(retention=file)).of("acme").result_days == 180, "the form that it shows can be used"
