"""What each tenant may have, from the settings and the file of `BOLE_TENANT_LIMITS`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bole.bootstrap.tenant_file import TenantName, read_tenant_file
from bole.domain.quotas import TenantQuota, TenantQuotas
from bole.settings import Settings

Limit = Annotated[int, Field(ge=1, strict=True)] | None


class _Tenant(BaseModel):
    """The limits of one tenant; what is left out holds as for all others, null is no limit."""

    model_config = ConfigDict(extra="forbid")

    calls: Limit = None
    calls_per_minute: Limit = None
    batch_items: Limit = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tenants: dict[TenantName, _Tenant]


def tenant_quotas(settings: Settings) -> TenantQuotas:
    """Returns what each tenant may have.

    Raises:
        BoleError: ARGUMENT_INVALID for a file that cannot be used.
    """
    others = TenantQuota(
        calls=settings.tenant_calls,
        calls_per_minute=settings.tenant_calls_per_minute,
        batch_items=settings.tenant_batch_items,
    )
    if settings.tenant_limits is None:
        return TenantQuotas(others=others)
    said = read_tenant_file(
        settings.tenant_limits,
        _File,
        variable="BOLE_TENANT_LIMITS",
        form="tenants: {acme: {calls: 20, calls_per_minute: 600, batch_items: null}}",
    )
    own = {name: replace(others, **one.model_dump(exclude_unset=True)) for name, one in said.tenants.items()}
    return TenantQuotas(others=others, own=own)
