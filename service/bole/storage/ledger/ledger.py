"""Decisions of people, in a chain a tenant."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.decisions import Decision, LedgerCheck, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.vault import Vault
from bole.storage.candidate_rows import erased_since, keep_erasures_away
from bole.storage.clock import now
from bole.storage.database import Database
from bole.storage.doomed import destroy_doomed
from bole.storage.ledger.chain import LedgerKey, sequence_of
from bole.storage.ledger.check import Witnesses, checked
from bole.storage.ledger.ending import Ended, ended_entries, ended_names
from bole.storage.ledger.rows import decision_of, entry_of, held_head, refuse_older, row_of, save_head
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_HEAD, LEDGER_PERSON
from bole.storage.ledger.words import WITH_WORDS, LedgerWords
from bole.storage.statements import AnyRow
from bole.storage.unbroken import unbroken

_LOG = logging.getLogger("bole.storage")


@unbroken
class SqlLedger:
    """Keeps decisions in a database, what they say of people sealed by a vault."""

    def __init__(self, database: Database, vault: Vault, key: bytes) -> None:
        """Keeps on `database`.

        Args:
            database: Where to.
            vault: Seals names and reasons, which go with the candidate's key; entries stay.
            key: Of the chain, 32 bytes that do not lie in the database, the same for as long as the ledger lasts.
        """
        self._database = database
        self._calls = database.calls
        self._key = LedgerKey(key)
        self._words = LedgerWords(vault, self._key)

    async def record(self, tenant: str, new: NewDecision) -> Decision:
        """Adds an entry, or returns the one that the same request made.

        Raises:
            BoleError: REQUEST_ID_REUSED where that one says something else; STORAGE_MISMATCH where the ledger does not
                end as this service left it; STORAGE_UNAVAILABLE.
        """
        while True:
            async with self._database.reading() as connection:
                made = await self._made_before(connection, tenant, new)
            made = made or await self._added(tenant, new)
            if made is not None:
                return made

    async def _added(self, tenant: str, new: NewDecision) -> Decision | None:
        """Adds an entry; None where the candidate was erased meanwhile, and with them the key of what was sealed."""
        candidate_id, begun = self._words.digest(tenant, new.candidate_id), now()
        sealed = await self._words.sealed(tenant, new)
        noted = await self._words.noted(tenant)  # before the end is read, which may move on meanwhile
        async with self._database.writing() as connection:
            if new.outcome is not Outcome.ERASED:  # which is recorded while erasures keep others away
                await keep_erasures_away(connection)
                if await erased_since(connection, tenant, [candidate_id], begun):
                    return None
            head = await held_head(connection, tenant, self._key)
            refuse_older(head, noted)
            made = await self._made_before(connection, tenant, new)  # by another replica meanwhile
            if made is not None:
                return made
            sequence = head.last_sequence + 1
            entry = self._key.entry(tenant, sequence, new, candidate_id=candidate_id, created_at=now())
            link = self._key.link(head.last_link, entry)
            await connection.execute(LEDGER_ENTRY.insert(), row_of(entry, link))
            person = {"tenant": tenant, "sequence": sequence, "payload": sealed}
            await connection.execute(LEDGER_PERSON.insert(), person)
            await save_head(connection, replace(head, last_sequence=sequence, last_link=link), self._key)
        # Where logs are kept, the end of the ledger stands in a place that nobody reaches through the database.
        _LOG.info(Line(Event.LEDGER_HEAD, count=sequence, ledger_head=link))
        with suppress(BoleError):  # the entry is there; the next one is noted as well
            await self._words.note(tenant, sequence, link)
        return replace(decision_of(entry, link, {}), decided=replace(new, request_id=""))

    async def decisions(
        self, tenant: str, *, candidate_id: str = "", batch_id: str = "", before: str = "", limit: int
    ) -> Sequence[Decision]:
        """Returns decisions, the newest first; `before` is the decision_id that the page before ended with."""
        query = WITH_WORDS.where(LEDGER_ENTRY.c.tenant == tenant)
        if candidate_id:
            query = query.where(LEDGER_ENTRY.c.candidate_id == self._words.digest(tenant, candidate_id))
        if batch_id:
            query = query.where(LEDGER_ENTRY.c.batch_id == batch_id)
        if before:
            query = query.where(LEDGER_ENTRY.c.sequence < (sequence_of(before) or 0))
        async with self._database.reading() as connection:
            rows = list(await connection.execute(query.order_by(LEDGER_ENTRY.c.sequence.desc()).limit(limit)))
        return await self._decisions_of(rows)

    async def check(self, tenant: str, *, known_head: str = "") -> LedgerCheck:
        """Recomputes the chain from the first entry on; `known_head` is an earlier head that it has to contain."""
        noted = await self._words.noted(tenant)  # before the ledger is read, which may grow meanwhile
        witnesses = Witnesses(known_head=known_head, noted=noted)
        async with self._database.reading() as connection:
            return await checked(connection, tenant, self._key, self._words, witnesses)

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have a ledger."""
        async with self._database.reading() as connection:
            return tuple(await connection.scalars(select(LEDGER_HEAD.c.tenant).order_by(LEDGER_HEAD.c.tenant)))

    async def end(self, tenant: str, *, names_before: int, entries_before: int) -> Ended:
        """Removes what is too old: names and reasons first, later whole entries, always from the beginning on.

        Of candidates who are held nothing goes, nor the entries that come after theirs. What stays can still be
        checked: the head says, signed, where it begins.

        Args:
            tenant: Whose ledger.
            names_before: Names and reasons of decisions before this time go; microseconds since 1970 in UTC.
            entries_before: Entries before this time go.

        Raises:
            BoleError: STORAGE_MISMATCH where the ledger does not end as this service left it; STORAGE_UNAVAILABLE.
        """
        async with self._database.writing() as connection:
            head = await held_head(connection, tenant, self._key)
            head, names = await ended_names(connection, head, names_before)
            head, entries = await ended_entries(connection, head, entries_before)
            await save_head(connection, head, self._key)
        await destroy_doomed(self._database, self._words.vault)
        return Ended(names=names, entries=entries)

    async def _made_before(self, connection: AsyncConnection, tenant: str, new: NewDecision) -> Decision | None:
        key = self._key.request(tenant, new.request_id)
        if not key:
            return None
        these = (LEDGER_ENTRY.c.tenant == tenant, LEDGER_ENTRY.c.request_key == key)
        row = (await connection.execute(WITH_WORDS.where(*these))).one_or_none()
        if row is None:
            return None
        entry = entry_of(row)
        candidate_id = self._words.digest(tenant, new.candidate_id)
        if entry != self._key.entry(
            tenant, entry.sequence, new, candidate_id=candidate_id, created_at=entry.created_at
        ):
            raise BoleError(
                ErrorReason.REQUEST_ID_REUSED,
                "This request_id has recorded another decision. Send a new one for a new decision.",
                field="request_id",
            )
        [decision] = await self._decisions_of([row])
        return decision

    async def _decisions_of(self, rows: Sequence[AnyRow]) -> list[Decision]:
        words = await self._words.readable(rows)
        return [decision_of(entry_of(row), row.link, said) for row, said in zip(rows, words, strict=True)]
