"""Answers by whom they are about."""

from __future__ import annotations

from sqlalchemy import select

from bole.domain.answers import StoredAnswer
from bole.domain.vault import Vault
from bole.storage.answers.answer_rows import ANSWER_COLUMNS, answer_of
from bole.storage.database import Database
from bole.storage.forms import answer_content
from bole.storage.tables import ANSWER
from bole.storage.unbroken import unbroken


@unbroken
class SqlCandidateAnswers:
    """Finds answers in a database whose payloads are sealed by a vault."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Reads on `database`."""
        self._database = database
        self._calls = database.calls
        self._vault = vault

    async def newest(self, tenant: str, candidate_id: str) -> StoredAnswer | None:
        """Returns the answer on a candidate that was kept last, None without one."""
        of_them = (ANSWER.c.candidate_id == self._vault.digest(tenant, candidate_id), ANSWER.c.tenant == tenant)
        newest_first = (ANSWER.c.created_at.desc(), ANSWER.c.digest)
        async with self._database.reading() as connection:
            found = await connection.execute(select(*ANSWER_COLUMNS).where(*of_them).order_by(*newest_first).limit(1))
            row = found.one_or_none()
        if row is None:
            return None
        [content] = await self._vault.open([answer_content(row.answer_payload, tenant, row.answer_digest)])
        return None if content is None else answer_of(row, content)
