"""What holds for candidates: who is held, who has opted out, and who was erased."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.storage.statements import chunks
from bole.storage.tables import CANDIDATE

_ADVISORY_LOCK = 0x626F6C67
"""Another number than those of migrations and keys."""


def is_held(table: Table) -> ColumnElement[bool]:
    """Returns the condition that the candidate of a row must not be deleted."""
    return exists().where(
        CANDIDATE.c.candidate_id == table.c.candidate_id, CANDIDATE.c.tenant == table.c.tenant, CANDIDATE.c.held
    )


async def keep_erasures_away(connection: AsyncConnection) -> None:
    """Lets no erasure begin before the transaction has ended, so that it finds what is written here.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": _ADVISORY_LOCK})


async def keep_writers_away(connection: AsyncConnection) -> None:
    """Waits for those who are in `keep_erasures_away`, and lets no other ones begin."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})


async def erasures(connection: AsyncConnection, tenant: str, candidates: Iterable[str]) -> dict[str, int]:
    """Returns when those of the candidates, by digest, were erased last who ever were."""
    found: dict[str, int] = {}
    for part in chunks(sorted(set(candidates) - {""})):
        rows = await connection.execute(
            select(CANDIDATE.c.candidate_id, CANDIDATE.c.erased_at).where(
                CANDIDATE.c.tenant == tenant, CANDIDATE.c.candidate_id.in_(part), CANDIDATE.c.erased_at.is_not(None)
            )
        )
        found.update((row.candidate_id, row.erased_at) for row in rows)
    return found


async def erased_since(
    connection: AsyncConnection, tenant: str, candidates: Iterable[str], moment: int
) -> frozenset[str]:
    """Returns those of the candidates, by digest, who were erased at that moment or later."""
    found = await erasures(connection, tenant, candidates)
    return frozenset(candidate for candidate, erased_at in found.items() if erased_at >= moment)
