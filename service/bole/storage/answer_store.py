"""Answers by the digest of their question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.domain.storage_ports import Vault
from bole.storage.answer_rows import ANSWER_COLUMNS, answer_of, referred_to, remove_unused
from bole.storage.clock import days, now
from bole.storage.database import Database
from bole.storage.places import place_of
from bole.storage.statements import AnyRow, insert_new
from bole.storage.tables import ANSWER
from bole.storage.together import Together
from bole.storage.unbroken import unbroken
from bole.storage.vault import Content, open_all, seal_all

_AT_ONCE = 200
"""Answers of one transaction."""

_Key = tuple[str, str]
"""Tenant and digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """An answer that is to be kept."""

    key: _Key
    answer: StoredAnswer


@unbroken
class SqlAnswerStore:
    """Keeps answers in a database, with payloads sealed by a vault."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Stores on `database`, with payloads sealed by `vault`."""
        self._database = database
        self._calls = database.calls
        self._vault = vault
        self._find = Together(self._find_all, most=_AT_ONCE)
        self._keep = Together(self._keep_all, most=_AT_ONCE)

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        return await self._find((tenant, digest))

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        return await self._keep(_Wish(key=(tenant, digest), answer=answer))

    async def forget_unused(self, older_than_days: int) -> int:
        """Deletes answers of this age that no batch refers to, and returns how many."""
        born_before = now() - days(older_than_days)
        async with self._database.reading() as connection:
            tenants = list(await connection.scalars(select(ANSWER.c.tenant).distinct()))
        return sum([await self._forget(tenant, born_before) for tenant in tenants])

    async def _forget(self, tenant: str, born_before: int) -> int:
        """Deletes the unused answers of a tenant in small transactions, between which others write."""
        count, after = 0, ""
        while True:
            async with self._database.writing() as connection:
                digests = await _old_ones(connection, tenant, born_before, after)
                count += await remove_unused(connection, tenant, digests)
            if len(digests) < _AT_ONCE:
                return count
            after = digests[-1]

    async def _find_all(self, keys: Sequence[_Key]) -> list[StoredAnswer | None]:
        async with self._database.reading() as connection:
            rows = await _rows(connection, keys)
        answers = await self._opened(rows)
        return [answers.get(key) for key in keys]

    async def _keep_all(self, wishes: Sequence[_Wish]) -> list[StoredAnswer]:
        """Writes what is not there yet, and returns for each wish the answer that is there."""
        contents = [
            Content(payload=wish.answer.payload, tenant=wish.key[0], candidate_id=wish.answer.candidate_id)
            for wish in wishes
        ]
        sealed = await seal_all(self._vault, contents)
        new = [_row_of(wish, payload) for wish, payload in zip(wishes, sealed, strict=True)]
        new.sort(key=itemgetter("digest", "tenant"))  # two replicas that keep the same answers cannot lock each other
        async with self._database.writing() as connection:
            await connection.execute(insert_new(connection, ANSWER), new)
            rows = await _rows(connection, (wish.key for wish in wishes))
        answers = await self._opened(rows)
        # One that is not there was kept before, and was deleted with its batch right now.
        return [answers.get(wish.key, wish.answer) for wish in wishes]

    async def _opened(self, rows: Sequence[AnyRow]) -> dict[_Key, StoredAnswer]:
        contents = [
            Content(payload=row.answer_payload, tenant=row.answer_tenant, candidate_id=row.answer_candidate_id)
            for row in rows
        ]
        opened = await open_all(self._vault, contents) if rows else []
        return {
            (row.answer_tenant, row.answer_digest): answer_of(row, payload)
            for row, payload in zip(rows, opened, strict=True)
        }


async def _rows(connection: AsyncConnection, keys: Iterable[_Key]) -> list[AnyRow]:
    digests: dict[str, set[str]] = defaultdict(set)
    for tenant, digest in keys:
        digests[tenant].add(digest)
    rows: list[AnyRow] = []
    for tenant, wanted in digests.items():  # a condition on both columns at once would read the whole table
        these = (ANSWER.c.tenant == tenant, ANSWER.c.digest.in_(wanted))
        rows += await connection.execute(select(*ANSWER_COLUMNS).where(*these))
    return rows


def _row_of(wish: _Wish, payload: bytes) -> dict[str, Any]:
    tenant, digest = wish.key
    answer = wish.answer
    return {
        "tenant": tenant,
        "digest": digest,
        "candidate_id": answer.candidate_id,
        "place": place_of(answer.standing),
        "match_score": answer.standing.match_score,
        "coverage": answer.standing.coverage,
        "rubric_digest": answer.rubric_digest,
        "degraded": answer.degraded,
        "created_at": now(),
        "payload": payload,
    }


async def _old_ones(connection: AsyncConnection, tenant: str, born_before: int, after: str) -> list[str]:
    found = await connection.scalars(
        select(ANSWER.c.digest)
        .where(
            ANSWER.c.tenant == tenant,
            ANSWER.c.digest > after,
            ANSWER.c.created_at <= born_before,
            ~referred_to(),
        )
        .order_by(ANSWER.c.digest)
        .limit(_AT_ONCE)
    )
    return list(found)
