"""How many unfinished items a tenant may have, in all of its batches together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.quotas import TenantQuotas

_RETRY_MILLISECONDS = 60_000
"""Items take a while to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemQuota:
    """The quotas, and `unfinished`, which counts the unfinished items of a tenant.

    Requests that arrive together may exceed a quota by what one of them brings: it bounds storage and waiting, not
    money.
    """

    quotas: TenantQuotas
    unfinished: Callable[[str], Awaitable[int]]

    async def refuse_if_over(self, tenant: str, new: int) -> None:
        """Does nothing where a tenant may have so many new items.

        Raises:
            BoleError: QUOTA_EXCEEDED, STORAGE_UNAVAILABLE.
        """
        limit = self.quotas.of(tenant).batch_items
        if limit is None or not new:
            return
        unfinished = await self.unfinished(tenant)
        if unfinished + new > limit:
            raise BoleError(
                ErrorReason.QUOTA_EXCEEDED,
                f"{unfinished} items of this tenant's batches have not ended and {new} are new; it may have {limit}. "
                "Wait for some to end, or send less at once.",
                metadata={
                    "quota": "batch_items",
                    "limit": str(limit),
                    "unfinished": str(unfinished),
                    "retry_ms": str(_RETRY_MILLISECONDS),
                },
            )
