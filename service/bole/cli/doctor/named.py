"""Files, folders and addresses that settings name, beside those of callers and databases."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

from bole.bootstrap.cleaning import retention_of
from bole.bootstrap.tenant_limits import tenant_quotas
from bole.bootstrap.tracing import traced
from bole.cli.doctor.findings import Finding, bad, good
from bole.roles.folder import library_with
from bole.settings import Settings


def tenants(settings: Settings) -> Iterator[Finding]:
    """Reads what holds for single tenants."""
    if settings.tenant_limits is not None:
        yield good("tenants", f"{len(tenant_quotas(settings).own)} have limits of their own")
    if settings.retention is not None:
        yield good("tenants", f"for {len(retention_of(settings).of_tenants)} other times of keeping hold")


def record(settings: Settings) -> Iterator[Finding]:
    """Looks whether accesses can be written down: where they cannot, no call is answered."""
    file = settings.audit_log
    if file is None:
        return
    place = file if file.exists() else file.absolute().parent
    if place.exists() and os.access(place, os.W_OK):
        yield good("record", "accesses can be written down")
    else:
        yield bad(
            "record",
            f"Nothing can be written to {file}, and then no call is answered: make its folder, for the service's user.",
        )


def roots(settings: Settings) -> Iterator[Finding]:
    """Looks at the folders whose files batches may refer to."""
    for root in settings.batch_folders:
        if root.is_dir() and os.access(root, os.R_OK | os.X_OK):
            yield good("roots", f"{root} can be read")
        else:
            yield bad("roots", f"{root} of BOLE_BATCH_ROOTS is no folder that this user may read.")


def roles(settings: Settings) -> Iterator[Finding]:
    """Reads the operator's roles: with one that is wrong, no service starts."""
    if settings.roles is not None:
        yield good("roles", f"{len(library_with(settings.roles).custom)} of your own")


def spans(settings: Settings) -> Iterator[Finding]:
    """Looks whether spans could be sent; the collector is not called."""
    if settings.otlp_endpoint is not None:
        asyncio.run(_send_none(settings))
        yield good("spans", "can be sent; whether the collector takes them is seen there")


async def _send_none(settings: Settings) -> None:
    async with traced(settings):
        pass
