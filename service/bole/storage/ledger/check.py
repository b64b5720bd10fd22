"""Reads a ledger from its beginning and says what is not as it was written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.decisions import LedgerCheck, Outcome
from bole.storage.ledger.chain import Entry, Head, LedgerKey, decision_id_of
from bole.storage.ledger.rows import entry_of, head_row, is_signed, ledger_head
from bole.storage.ledger.tables import LEDGER_ENTRY
from bole.storage.ledger.words import WITH_WORDS, Damaged, LedgerWords, Words
from bole.storage.statements import AnyRow

_PAGE = 500
_ERASURE_MICROSECONDS = 600 * 1_000_000
"""No call lasts longer that was begun while a candidate was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What is wrong, and from which place on."""

    sequence: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What is known of a ledger from elsewhere.

    Attributes:
        known_head: A head that a person has written down; empty for none.
        noted: Place and link of the last entry that was noted beside the keys; None for none.
    """

    known_head: str
    noted: tuple[int, str] | None


class _Walk:
    """Goes along the entries of a ledger, in order, and keeps the first fault."""

    def __init__(self, key: LedgerKey, head: Head, witnesses: Witnesses) -> None:
        self._key, self._head, self._witnesses = key, head, witnesses
        self._link, self._sequence = head.kept_after_link, head.kept_after
        self._saw_known = not witnesses.known_head
        self._saw_noted = witnesses.noted is None or witnesses.noted[0] < head.kept_after
        self._pass(head.kept_after, head.kept_after_link)
        self._silent: dict[str, int] = {}
        """Candidates whose words are missing, with the first place; an erasure that comes later explains it."""
        self._erased_at: dict[str, int] = {}
        """When candidates were erased."""
        self._fault: _Fault | None = None
        self.count = 0

    def step(self, row: AnyRow, words: Words) -> bool:
        """Takes the next entry; False once something is wrong with the chain."""
        entry, expected = entry_of(row), self._sequence + 1
        self.count += 1
        self._fault = self._fault_of(entry, row.link, words, expected)
        if self._fault is not None:
            return False
        if entry.outcome == Outcome.ERASED:
            self._silent.pop(entry.candidate_id, None)
            self._erased_at[entry.candidate_id] = entry.created_at
        elif words is None and entry.sequence > self._head.named_after and not self._was_just_erased(entry):
            self._silent.setdefault(entry.candidate_id, entry.sequence)
        self._sequence, self._link = expected, row.link
        self._pass(expected, row.link)
        return True

    def _pass(self, sequence: int, link: str) -> None:
        """Remembers which of the witnesses stand for this place."""
        self._saw_known = self._saw_known or link == self._witnesses.known_head
        self._saw_noted = self._saw_noted or (sequence, link) == self._witnesses.noted

    def _was_just_erased(self, entry: Entry) -> bool:
        """Tells whether a decision was made while its candidate was erased, which destroys its words unread."""
        erased_at = self._erased_at.get(entry.candidate_id)
        return erased_at is not None and entry.created_at - erased_at < _ERASURE_MICROSECONDS

    def _fault_of(self, entry: Entry, link: str, words: Words, expected: int) -> _Fault | None:
        name = decision_id_of(entry.sequence)
        if entry.sequence != expected:
            return _Fault(sequence=expected, sentence=f"An entry was removed: {name} comes next.")
        if self._key.link(self._link, entry) != link:
            return _Fault(sequence=expected, sentence="The entry is not as it was written, or was not written here.")
        if isinstance(words, Damaged):
            return _Fault(sequence=expected, sentence="Candidate, reviewer or reason of the entry were changed.")
        if words is None and entry.outcome == Outcome.ERASED:  # which no erasure takes, nor their age
            return _Fault(sequence=expected, sentence="Who erased the candidate, and why, was removed.")
        return None

    def end(self) -> LedgerCheck:
        """Says what was found on the whole way."""
        fault = self._fault or self._fault_at_the_end()
        broken = "" if fault is None or not fault.sequence else decision_id_of(fault.sequence)
        sentence = "" if fault is None else fault.sentence
        return LedgerCheck(entry_count=self.count, head_digest=self._link, first_broken=broken, fault=sentence)

    def _fault_at_the_end(self) -> _Fault | None:
        head = self._head
        if self._sequence < head.last_sequence:
            missing = head.last_sequence - self._sequence
            return _Fault(sequence=self._sequence + 1, sentence=f"Entries were cut off at the end: {missing} missing.")
        if (self._sequence, self._link) != (head.last_sequence, head.last_link):
            return _Fault(sequence=self._sequence, sentence="The ledger goes on behind the end that the service left.")
        if self._silent:
            first = min(self._silent.values())
            return _Fault(sequence=first, sentence="Names and reason of the entry are gone, and nobody erased them.")
        if not self._saw_noted:
            return _Fault(
                sequence=0,
                sentence="The ledger does not contain the entry that was noted last beside the keys: it was exchanged "
                "for an older copy, or the two databases were restored from backups of different times.",
            )
        if not self._saw_known:
            return _Fault(
                sequence=0,
                sentence="The chain does not contain the head that was written down: the ledger was exchanged for "
                "another copy, or that entry has reached its age and is gone.",
            )
        return None


async def checked(
    connection: AsyncConnection, tenant: str, key: LedgerKey, words: LedgerWords, witnesses: Witnesses
) -> LedgerCheck:
    """Checks the ledger of a tenant, as the transaction of the connection sees it."""
    row = await head_row(connection, tenant)
    if row is None:
        entries = select(exists().where(LEDGER_ENTRY.c.tenant == tenant))
        if (await connection.execute(entries)).scalar_one() or witnesses.known_head or witnesses.noted:
            return _without_head("The ledger has lost what says where it ends.")
        return LedgerCheck(entry_count=0, head_digest="")
    if not is_signed(row, key):
        return _without_head("What says where the ledger ends was changed, or was written with another key.")
    walk = _Walk(key, ledger_head(row), witnesses)
    async for page in _pages(connection, tenant):
        found = await words.found(page)
        if not all(walk.step(one, said) for one, said in zip(page, found, strict=True)):
            break
    return walk.end()


def _without_head(fault: str) -> LedgerCheck:
    return LedgerCheck(entry_count=0, head_digest="", fault=fault)


async def _pages(connection: AsyncConnection, tenant: str) -> AsyncIterator[list[AnyRow]]:
    query = WITH_WORDS.where(LEDGER_ENTRY.c.tenant == tenant).order_by(LEDGER_ENTRY.c.sequence).limit(_PAGE)
    rows: list[AnyRow] = list(await connection.execute(query))
    while rows:
        yield rows
        rows = list(await connection.execute(query.where(LEDGER_ENTRY.c.sequence > rows[-1].sequence)))
