"""The end of what a ledger has kept long enough, from its beginning on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.decisions import Outcome
from bole.storage.candidate_rows import is_held
from bole.storage.doomed import doom
from bole.storage.forms import head_of
from bole.storage.ledger.chain import Head
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_PERSON

_AT_ONCE = 5000
"""Entries that one transaction looks at; the others are for the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How many names with their reasons, and how many entries, are gone."""

    names: int
    entries: int


async def ended_names(connection: AsyncConnection, head: Head, before: int) -> tuple[Head, int]:
    """Removes names and reasons that are older than `before`, but of those who are held: theirs go after that."""
    last = await _last_before(connection, head, head.named_after, LEDGER_ENTRY.c.created_at >= before)
    last = max(last, head.named_after)
    ends = exists().where(
        LEDGER_ENTRY.c.tenant == LEDGER_PERSON.c.tenant,
        LEDGER_ENTRY.c.sequence == LEDGER_PERSON.c.sequence,
        LEDGER_ENTRY.c.outcome != Outcome.ERASED.value,  # whose entry names no candidate
        ~is_held(LEDGER_ENTRY),
    )
    these = (LEDGER_PERSON.c.tenant == head.tenant, LEDGER_PERSON.c.sequence <= last)
    return replace(head, named_after=last), await _remove_words(connection, *these, ends)


async def ended_entries(connection: AsyncConnection, head: Head, before: int) -> tuple[Head, int]:
    """Removes entries that are older than `before`, up to the first one on somebody who is held."""
    stops = (LEDGER_ENTRY.c.created_at >= before) | is_held(LEDGER_ENTRY)
    last = await _last_before(connection, head, head.kept_after, stops)
    if last <= head.kept_after:
        return head, 0
    here = (LEDGER_ENTRY.c.tenant == head.tenant, LEDGER_ENTRY.c.sequence == last)
    link = (await connection.execute(select(LEDGER_ENTRY.c.link).where(*here))).scalar_one()
    await _remove_words(connection, LEDGER_PERSON.c.tenant == head.tenant, LEDGER_PERSON.c.sequence <= last)
    these = (LEDGER_ENTRY.c.tenant == head.tenant, LEDGER_ENTRY.c.sequence <= last)
    await connection.execute(delete(LEDGER_ENTRY).where(*these))
    named_after = max(last, head.named_after)
    return replace(head, kept_after=last, kept_after_link=link, named_after=named_after), last - head.kept_after


async def _remove_words(connection: AsyncConnection, *these: ColumnElement[bool]) -> int:
    """Removes words, notes that their keys are to be destroyed, and returns how many there were."""
    await doom(connection, list(await connection.scalars(select(head_of(LEDGER_PERSON.c.payload)).where(*these))))
    return (await connection.execute(delete(LEDGER_PERSON).where(*these))).rowcount


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
