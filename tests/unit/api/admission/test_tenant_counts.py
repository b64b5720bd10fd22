"""What a tenant may have."""

from __future__ import annotations

import pytest

from bole.api.admission.tenant_counts import TenantCounts
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.quotas import TenantQuota, TenantQuotas
from tests.unit.api.admission.behind import Behind


def counts(behind: Behind, others: TenantQuota, **own: TenantQuota) -> TenantCounts:
    return TenantCounts(TenantQuotas(others=others, own=own), clock=behind.clock)


def call(counted: TenantCounts, tenant: str) -> None:
    with counted.call(tenant, "calls"):
        pass


def test_a_tenant_has_no_more_calls_at_once_than_it_may() -> None:
    """Others do not feel it, watches count apart, and a call that ends makes room."""
    counted = counts(Behind(), TenantQuota(calls=1))

    with counted.call("a", "calls"):
        call(counted, "b")
        with counted.call("a", "watches"):
            pass
        with pytest.raises(BoleError, match="1 calls at the same time") as caught:
            call(counted, "a")
    call(counted, "a")

    assert caught.value.reason is ErrorReason.QUOTA_EXCEEDED
    assert caught.value.metadata == {"quota": "calls", "limit": "1", "retry_ms": "1000"}


def test_a_tenant_makes_no_more_calls_a_minute_than_it_may() -> None:
    """All of them may come at once; then there is one more every minute divided by them."""
    behind = Behind()
    counted = counts(behind, TenantQuota(calls_per_minute=6))

    for _ in range(6):
        call(counted, "a")
    with pytest.raises(BoleError) as caught:
        call(counted, "a")
    behind.now += 10
    call(counted, "a")
    with pytest.raises(BoleError, match="6 calls a minute"):
        call(counted, "a")

    assert caught.value.metadata == {"quota": "calls_per_minute", "limit": "6", "retry_ms": "10000"}


def test_calls_that_were_not_served_do_not_count_for_the_minute() -> None:
    behind = Behind()
    counted = counts(behind, TenantQuota(calls_per_minute=1))

    call(counted, "a")
    counted.give_back("a")

    call(counted, "a")


def test_a_tenant_may_have_limits_of_its_own() -> None:
    counted = counts(Behind(), TenantQuota(calls_per_minute=1), large=TenantQuota(calls_per_minute=100))

    for _ in range(50):
        call(counted, "large")
    call(counted, "a")
    with pytest.raises(BoleError):
        call(counted, "a")


def test_tenants_without_limits_are_not_counted() -> None:
    counted = counts(Behind(), TenantQuota())

    for _ in range(10_000):
        call(counted, "a")


def test_tenants_whose_minute_is_over_are_forgotten() -> None:
    behind = Behind()
    counted = counts(behind, TenantQuota(calls_per_minute=1))

    for number in range(5000):
        call(counted, str(number))
    behind.now += 61
    call(counted, "last")

    assert list(counted._used_until) == ["last"]
