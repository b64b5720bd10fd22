"""All batches at a glance, for operators and for quotas: numbers alone."""

from __future__ import annotations

from sqlalchemy import case, func, select

from bole.domain.batches import BatchState
from bole.domain.service_state import BatchesState
from bole.storage.clock import now
from bole.storage.database import Database
from bole.storage.tables import BATCH

_UNFINISHED = BATCH.c.total - BATCH.c.succeeded - BATCH.c.failed - BATCH.c.cancelled
_QUERY = select(
    BATCH.c.state,
    func.count().label("batches"),
    func.sum(_UNFINISHED).label("unfinished"),
    func.min(case((_UNFINISHED > 0, BATCH.c.created_at))).label("since"),
).group_by(BATCH.c.state)

_MICROSECONDS = 1_000_000


async def batches_state(database: Database) -> BatchesState:
    """Returns how the batches are now.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    async with database.reading() as connection:
        rows = list(await connection.execute(_QUERY))
    since = min((row.since for row in rows if row.since is not None), default=None)
    return BatchesState(
        states=dict.fromkeys(BatchState, 0) | {BatchState(row.state): row.batches for row in rows},
        unfinished=sum(int(row.unfinished) for row in rows),
        oldest_seconds=0.0 if since is None else max(0.0, (now() - since) / _MICROSECONDS),
    )


async def unfinished_items(database: Database, tenant: str) -> int:
    """Returns how many items of all batches of a tenant have not ended.

    Raises:
        BoleError: STORAGE_UNAVAILABLE.
    """
    async with database.reading() as connection:
        count = await connection.scalar(select(func.sum(_UNFINISHED)).where(BATCH.c.tenant == tenant))
    return int(count or 0)
