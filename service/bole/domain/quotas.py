"""How much one tenant may have of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantQuota:
    """What one tenant may have; None for no limit but those of the whole service.

    Attributes:
        calls: Calls at the same time; watches of batches are counted apart, with the same number.
        calls_per_minute: Calls a minute; after a quiet minute all of them may come at once.
        batch_items: Items of batches that have not ended.
    """

    calls: int | None = None
    calls_per_minute: int | None = None
    batch_items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantQuotas:
    """The quota of every tenant: its own, or that of all others."""

    others: TenantQuota = TenantQuota()
    own: Mapping[str, TenantQuota] = field(default_factory=dict)

    def of(self, tenant: str) -> TenantQuota:
        """Returns the quota of a tenant."""
        return self.own.get(tenant, self.others)
