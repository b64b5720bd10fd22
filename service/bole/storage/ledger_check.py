"""Reads a ledger from its beginning and says what is not as it was written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.decisions import LedgerCheck, NewDecision, Outcome
from bole.storage.ledger_chain import Entry, Head, LedgerKey, decision_id_of
from bole.storage.ledger_rows import entry_of, head_of, head_row, is_signed
from bole.storage.ledger_tables import LEDGER_ENTRY
from bole.storage.ledger_words import WITH_WORDS, Damaged, LedgerWords
from bole.storage.statements import AnyRow

_PAGE = 500
_Words = dict[str, str] | Damaged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What is wrong, and from which place on."""

    sequence: int
    sentence: str


class _Walk:
    """Goes along the entries of a ledger, in order, and keeps the first fault."""

    def __init__(self, key: LedgerKey, words: LedgerWords, head: Head, known_head: str) -> None:
        self._key, self._words, self._head, self._known_head = key, words, head, known_head
        self._link, self._sequence = head.kept_after_link, head.kept_after
        self._saw_known = known_head in {"", head.kept_after_link}
        self._silent: dict[str, int] = {}
        """Candidates whose words are missing, with the first place; an erasure that comes later explains it."""
        self._fault: _Fault | None = None
        self.count = 0

    def step(self, row: AnyRow, words: _Words) -> bool:
        """Takes the next entry; False once something is wrong with the chain."""
        entry, expected = entry_of(row), self._sequence + 1
        self.count += 1
        self._fault = self._fault_of(entry, row.link, words, expected)
        if self._fault is not None:
            return False
        if entry.outcome == Outcome.ERASED:
            self._silent.pop(entry.candidate_id, None)
        elif words is None and entry.sequence > self._head.named_after:
            self._silent.setdefault(entry.candidate_id, entry.sequence)
        self._sequence, self._link = expected, row.link
        self._saw_known = self._saw_known or row.link == self._known_head
        return True

    def _fault_of(self, entry: Entry, link: str, words: _Words, expected: int) -> _Fault | None:
        name = decision_id_of(entry.sequence)
        if entry.sequence != expected:
            return _Fault(sequence=expected, sentence=f"An entry was removed: {name} comes next.")
        if self._key.link(self._link, entry) != link:
            return _Fault(sequence=expected, sentence="The entry is not as it was written, or was not written here.")
        if isinstance(words, Damaged) or (words is not None and not self._says_the_same(entry, words)):
            return _Fault(sequence=expected, sentence="Candidate, reviewer or reason of the entry were changed.")
        return None

    def _says_the_same(self, entry: Entry, words: dict[str, str]) -> bool:
        """Tells whether words are those that an entry was made with."""
        candidate_id = words.get("candidate_id", "")
        new = NewDecision(
            request_id="",
            candidate_id=candidate_id,
            outcome=Outcome(entry.outcome),
            reason=words.get("reason", ""),
            reviewer=words.get("reviewer", ""),
        )
        digest = self._words.digest(entry.tenant, candidate_id)
        again = self._key.entry(entry.tenant, entry.sequence, new, candidate_id=digest, created_at=entry.created_at)
        same_candidate = digest == entry.candidate_id or entry.outcome == Outcome.ERASED
        return same_candidate and (again.reviewer_key, again.reason_key) == (entry.reviewer_key, entry.reason_key)

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
        if not self._saw_known:
            return _Fault(
                sequence=0,
                sentence="The chain does not contain the head that was written down: the ledger was exchanged for "
                "another copy, or that entry has reached its age and is gone.",
            )
        return None


async def checked(
    connection: AsyncConnection, tenant: str, key: LedgerKey, words: LedgerWords, known_head: str
) -> LedgerCheck:
    """Checks the ledger of a tenant, as the transaction of the connection sees it."""
    row = await head_row(connection, tenant)
    if row is None:
        entries = select(exists().where(LEDGER_ENTRY.c.tenant == tenant))
        if (await connection.execute(entries)).scalar_one() or known_head:
            return _without_head("The ledger has lost what says where it ends.")
        return LedgerCheck(entry_count=0, head_digest="")
    if not is_signed(row, key):
        return _without_head("What says where the ledger ends was changed, or was written with another key.")
    walk = _Walk(key, words, head_of(row), known_head)
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
