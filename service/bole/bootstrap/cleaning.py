"""What ends what was kept long enough, as an operator has set it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bole.bootstrap.tenant_file import TenantName, read_tenant_file
from bole.privacy.retention import Cleaner, Retention, Times
from bole.settings import Settings
from bole.storage.opening import Storage

_Days = Annotated[int, Field(ge=1, le=36500, strict=True)] | None


class _Tenant(BaseModel):
    """The times of one tenant; what is left out holds as for all others."""

    model_config = ConfigDict(extra="forbid")

    document_days: _Days = None
    result_days: _Days = None
    ledger_days: _Days = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tenants: dict[TenantName, _Tenant]


def retention_of(settings: Settings) -> Retention:
    """Returns how long what is kept.

    Raises:
        BoleError: ARGUMENT_INVALID for a file of tenants that cannot be used.
    """
    usual = Times(
        document_days=settings.document_days, result_days=settings.result_days, ledger_days=settings.ledger_days
    )
    if settings.retention is None:
        return Retention(usual=usual)
    said = read_tenant_file(
        settings.retention,
        _File,
        variable="BOLE_RETENTION",
        form="tenants: {acme: {document_days: 30, result_days: 180, ledger_days: 1461}}",
    )
    tenants = {name: replace(usual, **one.model_dump(exclude_none=True)) for name, one in said.tenants.items()}
    return Retention(usual=usual, of_tenants=tenants)


def cleaner_of(storage: Storage, retention: Retention, settings: Settings) -> Cleaner:
    """Returns the cleaner of a storage."""
    return Cleaner(
        answers=storage.answers,
        batches=storage.retention,
        ledger=storage.ledger,
        candidates=storage.candidates,
        retention=retention,
        answer_days=settings.answer_days,
    )
