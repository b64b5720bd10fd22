"""Answers by the digest of their question."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.domain.errors import BoleError
from bole.domain.storage_ports import Vault
from bole.storage.answer_rows import ANSWER_COLUMNS, answer_of, referred_to, remove_unused
from bole.storage.clock import days, now
from bole.storage.database import Database
from bole.storage.places import place_of
from bole.storage.statements import AnyRow, insert_new
from bole.storage.tables import ANSWER
from bole.storage.vault import Content, open_all, seal_all

_AT_ONCE = 200
"""Answers of one transaction."""


@dataclass(slots=True, eq=False)
class _Wish:
    """An answer that waits for the next transaction."""

    tenant: str
    digest: str
    answer: StoredAnswer
    kept: asyncio.Future[StoredAnswer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class SqlAnswerStore:
    """Keeps answers in a database.

    Those that are to be kept at the same time are kept in one transaction: what makes a transaction slow is to wait for
    the disk, whatever is in it.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        """Stores on `database`, with payloads sealed by `vault`."""
        self._database = database
        self._vault = vault
        self._waiting: list[_Wish] = []
        self._turn = asyncio.Lock()

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(*ANSWER_COLUMNS).where(ANSWER.c.tenant == tenant, ANSWER.c.digest == digest)
            )
            row = found.one_or_none()
        return None if row is None else (await self._opened([row]))[0]

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        wish = _Wish(tenant=tenant, digest=digest, answer=answer)
        self._waiting.append(wish)
        async with self._turn:
            if not wish.kept.done():
                await self._keep_waiting()
        return await wish.kept

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

    async def _keep_waiting(self) -> None:
        """Keeps all that waits; where this fails, it fails for all, and where it is cancelled, the next one does it."""
        wishes, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        try:
            answers = await self._written(wishes)
        except BoleError as error:
            for wish in wishes:
                wish.kept.set_exception(error)
                wish.kept.exception()  # those that were cancelled meanwhile never ask
        except BaseException:
            self._waiting = wishes + self._waiting
            raise
        else:
            for wish, answer in zip(wishes, answers, strict=True):
                wish.kept.set_result(answer)

    async def _written(self, wishes: Sequence[_Wish]) -> list[StoredAnswer]:
        """Writes what is not there yet, and returns for each wish the answer that is there."""
        sealed = await seal_all(
            self._vault,
            [
                Content(payload=wish.answer.payload, tenant=wish.tenant, candidate_id=wish.answer.candidate_id)
                for wish in wishes
            ],
        )
        rows = [_row_of(wish, payload) for wish, payload in zip(wishes, sealed, strict=True)]
        digests: dict[str, set[str]] = defaultdict(set)
        for wish in wishes:
            digests[wish.tenant].add(wish.digest)
        found: list[AnyRow] = []
        async with self._database.writing() as connection:
            await connection.execute(insert_new(connection, ANSWER), rows)
            for tenant, wanted in digests.items():
                these = (ANSWER.c.tenant == tenant, ANSWER.c.digest.in_(wanted))
                found += await connection.execute(select(*ANSWER_COLUMNS).where(*these))
        keys = ((row.answer_tenant, row.answer_digest) for row in found)
        answers = dict(zip(keys, await self._opened(found), strict=True))
        return [answers[wish.tenant, wish.digest] for wish in wishes]

    async def _opened(self, rows: Sequence[AnyRow]) -> list[StoredAnswer]:
        contents = [
            Content(payload=row.answer_payload, tenant=row.answer_tenant, candidate_id=row.answer_candidate_id)
            for row in rows
        ]
        opened = await open_all(self._vault, contents)
        return [answer_of(row, payload) for row, payload in zip(rows, opened, strict=True)]


def _row_of(wish: _Wish, payload: bytes) -> dict[str, Any]:
    answer = wish.answer
    return {
        "tenant": wish.tenant,
        "digest": wish.digest,
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
