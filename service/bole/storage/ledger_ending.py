"""The end of what a ledger has kept long enough, from its beginning on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.storage.ledger_chain import Head
from bole.storage.ledger_tables import LEDGER_ENTRY, LEDGER_PERSON

_AT_ONCE = 5000
"""Entries that one transaction looks at; the others are for the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How many names with their reasons, and how many entries, are gone."""

    names: int
    entries: int


async def ended_names(connection: AsyncConnection, head: Head, before: int, held: Sequence[str]) -> tuple[Head, int]:
    """Removes names and reasons that are older than `before`, but of those who are held."""
    last = await _last_before(connection, head, head.named_after, LEDGER_ENTRY.c.created_at >= before)
    if last <= head.named_after:
        return head, 0
    gone = await connection.execute(
        delete(LEDGER_PERSON).where(
            LEDGER_PERSON.c.tenant == head.tenant,
            LEDGER_PERSON.c.sequence <= last,
            LEDGER_PERSON.c.candidate_key.not_in(["", *held]),  # that of an erasure names nobody
        )
    )
    return replace(head, named_after=last), gone.rowcount


async def ended_entries(
    connection: AsyncConnection, head: Head, before: int, held_keys: Sequence[str]
) -> tuple[Head, int]:
    """Removes entries that are older than `before`, up to the first one on somebody who is held."""
    stops = (LEDGER_ENTRY.c.created_at >= before) | LEDGER_ENTRY.c.candidate_key.in_(held_keys)
    last = await _last_before(connection, head, head.kept_after, stops)
    if last <= head.kept_after:
        return head, 0
    here = (LEDGER_ENTRY.c.tenant == head.tenant, LEDGER_ENTRY.c.sequence == last)
    link = (await connection.execute(select(LEDGER_ENTRY.c.link).where(*here))).scalar_one()
    for table in (LEDGER_PERSON, LEDGER_ENTRY):
        await connection.execute(delete(table).where(table.c.tenant == head.tenant, table.c.sequence <= last))
    named_after = max(last, head.named_after)
    return replace(head, kept_after=last, kept_after_link=link, named_after=named_after), last - head.kept_after


async def _last_before(connection: AsyncConnection, head: Head, after: int, stops: ColumnElement[bool]) -> int:
    """Returns the place before the first entry behind `after` that stops what is going on."""
    limit = min(after + _AT_ONCE, head.last_sequence)
    first = await connection.execute(
        select(func.min(LEDGER_ENTRY.c.sequence)).where(
            LEDGER_ENTRY.c.tenant == head.tenant,
            LEDGER_ENTRY.c.sequence > after,
            LEDGER_ENTRY.c.sequence <= limit,
            stops,
        )
    )
    found = first.scalar_one()
    return limit if found is None else int(found) - 1
