"""What tenants may have, as operators write it down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.bootstrap.tenant_limits import tenant_quotas
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.quotas import TenantQuota
from bole.settings import Settings


def settings(folder: Path, text: str) -> Settings:
    file = folder / "tenants.yaml"
    file.write_text(text, encoding="utf-8")
    return Settings(processes=1, tenant_calls=4, tenant_batch_items=100, tenant_limits=file)


def test_a_tenant_has_its_own_limits_and_else_those_of_all(tmp_path: Path) -> None:
    """Null is no limit."""
    quotas = tenant_quotas(settings(tmp_path, "tenants: {acme: {calls: 20, calls_per_minute: 600, batch_items: null}}"))

    assert quotas.of("acme") == TenantQuota(calls=20, calls_per_minute=600, batch_items=None)
    assert quotas.of("other") == TenantQuota(calls=4, calls_per_minute=None, batch_items=100)


def test_without_a_file_all_have_the_same() -> None:
    quotas = tenant_quotas(Settings(processes=1, tenant_calls_per_minute=60))

    assert quotas.of("acme") == TenantQuota(calls_per_minute=60)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tenants: [", "no YAML"),
        ("", "the whole"),
        ("acme: {calls: 1}", "tenants: Field required"),
        ("tenants: {acme: {calls: 0}}", "tenants.acme.calls"),
        ("tenants: {acme: {calls: '3'}}", "tenants.acme.calls"),
        ("tenants: {acme: {calls: 1.5}}", "tenants.acme.calls"),
        ("tenants: {acme: {call: 1}}", "tenants.acme.call: Extra"),
        ("tenants: {acme: 3}", "tenants.acme"),
        ("tenants: {Acme: {calls: 1}}", "tenants.Acme"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BoleError, match=fault) as caught:
        tenant_quotas(settings(tmp_path, text))

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


def test_a_file_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match="cannot be read"):
        tenant_quotas(Settings(processes=1, tenant_limits=tmp_path / "none.yaml"))
