"""What each tenant may have, from the settings and the file of `BOLE_TENANT_LIMITS`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bole.domain.errors import BoleError, ErrorReason
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

    tenants: dict[str, _Tenant]


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
    tenants = {} if settings.tenant_limits is None else _read(settings.tenant_limits).tenants
    return TenantQuotas(others=others, own={name: _quota(tenant, others) for name, tenant in tenants.items()})


def _quota(tenant: _Tenant, others: TenantQuota) -> TenantQuota:
    given = tenant.model_fields_set
    return TenantQuota(
        calls=tenant.calls if "calls" in given else others.calls,
        calls_per_minute=tenant.calls_per_minute if "calls_per_minute" in given else others.calls_per_minute,
        batch_items=tenant.batch_items if "batch_items" in given else others.batch_items,
    )


def _read(path: Path) -> _File:
    try:
        found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _File.model_validate(found)
    except OSError as error:
        raise _refused(f"it cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _refused("it is no YAML") from None
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'the whole'}: {fault['msg']}" for fault in error.errors())
        raise _refused("; ".join(faults)) from None


def _refused(fault: str) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"The file of BOLE_TENANT_LIMITS cannot be used: {fault}. Mend it; docs/limits.md.",
    )
