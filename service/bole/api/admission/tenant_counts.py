"""What each tenant has of the service now, against what it may have."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bole.api.admission.refusals import over_quota
from bole.domain.quotas import TenantQuotas

_MINUTE: Final = 60.0
_AT_ONCE_RETRY_SECONDS = 1.0
"""When to come back where other calls of the tenant have to end first."""
_KEPT = 4096
"""Tenants above which those are forgotten whose minute is over."""


class TenantCounts:
    """Counts the calls of tenants, at the same time and by the minute."""

    def __init__(self, quotas: TenantQuotas, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts with nothing counted; `clock` counts seconds and never goes back."""
        self._quotas = quotas
        self._clock = clock
        self._at_once: Counter[tuple[str, str]] = Counter()
        self._used_until: dict[str, float] = {}
        """Until when the calls that a tenant has made are paid for, at its rate: at most a minute ahead."""

    @contextmanager
    def call(self, tenant: str, kind: str) -> Iterator[None]:
        """Counts a call as long as the block lasts.

        Args:
            tenant: Whose it is.
            kind: What it is counted with: `calls` or `watches`.

        Raises:
            BoleError: QUOTA_EXCEEDED.
        """
        self._refuse_if_too_many(tenant, kind)
        self._pay(tenant)
        self._at_once[tenant, kind] += 1
        try:
            yield
        finally:
            self._at_once[tenant, kind] -= 1
            if not self._at_once[tenant, kind]:
                del self._at_once[tenant, kind]

    def give_back(self, tenant: str) -> None:
        """Gives back the last call: one that was not served for want of room does not count for the minute."""
        rate = self._quotas.of(tenant).calls_per_minute
        if rate is not None and tenant in self._used_until:
            self._used_until[tenant] -= _MINUTE / rate

    def _refuse_if_too_many(self, tenant: str, kind: str) -> None:
        limit = self._quotas.of(tenant).calls
        if limit is not None and self._at_once[tenant, kind] >= limit:
            raise over_quota(
                kind,
                limit,
                _AT_ONCE_RETRY_SECONDS,
                f"{limit} {kind} at the same time are all that this tenant may have. Wait for some of them to end.",
            )

    def _pay(self, tenant: str) -> None:
        rate = self._quotas.of(tenant).calls_per_minute
        if rate is None:
            return
        now, price = self._clock(), _MINUTE / rate
        until = max(self._used_until.get(tenant, now), now) + price
        if until > now + _MINUTE + price / 2:  # halves, for what sums of fractions lose
            raise over_quota(
                "calls_per_minute",
                rate,
                until - now - _MINUTE,
                f"{rate} calls a minute are all that this tenant may make. Call again after the delay in RetryInfo.",
            )
        self._forget_the_quiet(now)
        self._used_until[tenant] = until

    def _forget_the_quiet(self, now: float) -> None:
        if len(self._used_until) >= _KEPT:
            self._used_until = {tenant: until for tenant, until in self._used_until.items() if until > now}
