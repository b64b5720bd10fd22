"""What a ledger says of people, as far as it is still there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import select

from bole.domain.decisions import NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content, Vault
from bole.storage.ledger.chain import Entry, LedgerKey
from bole.storage.ledger.rows import entry_of
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_PERSON
from bole.storage.statements import AnyRow

WITH_WORDS = select(LEDGER_ENTRY, LEDGER_PERSON.c.payload).outerjoin(
    LEDGER_PERSON,
    (LEDGER_PERSON.c.tenant == LEDGER_ENTRY.c.tenant) & (LEDGER_PERSON.c.sequence == LEDGER_ENTRY.c.sequence),
)
"""Entries with the sealed words that belong to them, NULL where they are gone."""

_LABEL = "decision"


@dataclass(frozen=True, slots=True)
class Damaged:
    """Words that are there and do not open, or are those of another entry."""


Words: TypeAlias = dict[str, str] | Damaged | None
"""What an entry says of people; None where that is gone."""


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """Seals what decisions say of people, and opens it again."""

    vault: Vault
    key: LedgerKey

    def digest(self, tenant: str, candidate_id: str) -> str:
        """Returns what stands in entries in place of a candidate."""
        return self.vault.digest(tenant, candidate_id)

    async def note(self, tenant: str, place: int, link: str) -> None:
        """Keeps beside the keys, in another database than the ledger's, where it ends."""
        await self.vault.note(self.vault.digest(tenant, _LABEL), place, link)

    async def noted(self, tenant: str) -> tuple[int, str] | None:
        """Returns where the ledger ended, None where that was never noted."""
        return await self.vault.noted(self.vault.digest(tenant, _LABEL))

    async def sealed(self, tenant: str, new: NewDecision) -> bytes:
        """Returns the words of a decision, which go with its candidate's keys.

        The entry of an erasure outlives those: it names nobody, and makes no new key for them.
        """
        candidate_id = "" if new.outcome is Outcome.ERASED else new.candidate_id
        said = {"candidate_id": candidate_id, "reviewer": new.reviewer, "reason": new.reason}
        content = Content(payload=json.dumps(said).encode(), tenant=tenant, label=_LABEL, candidate_id=candidate_id)
        [payload] = await self.vault.seal([content])
        return payload

    async def readable(self, rows: Sequence[AnyRow]) -> list[dict[str, str]]:
        """Returns the words of each row of `WITH_WORDS`, none where they are gone or not its own."""
        return [{} if one is None or isinstance(one, Damaged) else one for one in await self.found(rows)]

    async def found(self, rows: Sequence[AnyRow]) -> list[Words]:
        """Returns the words of each row of `WITH_WORDS`, None where they, or the key to them, are gone."""
        present = [row for row in rows if row.payload is not None]
        contents = [Content(payload=row.payload, tenant=row.tenant, label=_LABEL) for row in present]
        opened = zip(present, await self._opened(contents), strict=True)
        words = {row.sequence: self._of_entry(entry_of(row), said) for row, said in opened}
        return [words.get(row.sequence) for row in rows]

    def _of_entry(self, entry: Entry, said: Words) -> Words:
        """Returns words that an entry was made with as they are: a vault tells tenants apart, and not their entries."""
        if said is None or isinstance(said, Damaged):
            return said
        is_its_candidate = self.digest(entry.tenant, said["candidate_id"]) == entry.candidate_id
        is_its_own = self.key.says(entry, reviewer=said["reviewer"], reason=said["reason"])
        return said if is_its_own and (is_its_candidate or entry.outcome == Outcome.ERASED) else Damaged()

    async def _opened(self, contents: Sequence[Content]) -> list[Words]:
        if not contents:
            return []
        try:
            return [None if one is None else json.loads(one) for one in await self.vault.open(contents)]
        except (BoleError, ValueError) as error:
            if isinstance(error, BoleError) and error.reason is not ErrorReason.STORAGE_MISMATCH:
                raise
        if len(contents) == 1:
            return [Damaged()]
        return [one for content in contents for one in await self._opened([content])]
