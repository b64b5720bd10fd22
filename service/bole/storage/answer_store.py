"""Answers by the digest of their question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.domain.errors import BoleError
from bole.domain.storage_ports import Vault
from bole.storage.answer_rows import KEY, answer_of, referred_to, remove_unused
from bole.storage.clock import days, now
from bole.storage.database import Database
from bole.storage.places import place_of
from bole.storage.statements import AnyRow, insert_new
from bole.storage.tables import ANSWER
from bole.storage.vault import Content, open_all, seal_all

_AT_ONCE = 200
"""Answers of one transaction."""

_COLUMNS = (
    ANSWER.c.tenant,
    ANSWER.c.digest,
    ANSWER.c.candidate_id,
    ANSWER.c.place,
    ANSWER.c.match_score,
    ANSWER.c.coverage,
    ANSWER.c.rubric_digest,
    ANSWER.c.degraded,
    ANSWER.c.payload,
)


@dataclass(slots=True, eq=False)
class _Wish:
    """An answer that waits for the next transaction."""

    tenant: str
    digest: str
    row: dict[str, Any]
    kept: asyncio.Future[AnyRow] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


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
                select(*_COLUMNS).where(ANSWER.c.tenant == tenant, ANSWER.c.digest == digest)
            )
            row = found.one_or_none()
        return None if row is None else await self._opened(row)

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        content = Content(payload=answer.payload, candidate_id=answer.candidate_id)
        (payload,) = await seal_all(self._vault, tenant, [content])
        wish = _Wish(tenant=tenant, digest=digest, row=_row_of(tenant, digest, answer, payload))
        self._waiting.append(wish)
        async with self._turn:
            if not wish.kept.done():
                await self._keep_waiting()
        return await self._opened(await wish.kept)

    async def forget_unused(self, older_than_days: int) -> int:
        """Deletes answers of this age that no batch refers to, and returns how many."""
        born_before = now() - days(older_than_days)
        count, after = 0, ("", "")
        while True:
            async with self._database.writing() as connection:
                keys = await _old_ones(connection, born_before, after)
                count += await remove_unused(connection, keys)
            if len(keys) < _AT_ONCE:
                return count
            after = keys[-1]

    async def _keep_waiting(self) -> None:
        """Keeps all that waits; where this fails, it fails for all, and where it is cancelled, the next one does it."""
        wishes, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        try:
            rows = await self._written(wishes)
        except BoleError as error:
            for wish in wishes:
                wish.kept.set_exception(error)
                wish.kept.exception()  # those that were cancelled meanwhile never ask
        except BaseException:
            self._waiting = wishes + self._waiting
            raise
        else:
            for wish in wishes:
                wish.kept.set_result(rows[wish.tenant, wish.digest])

    async def _written(self, wishes: Sequence[_Wish]) -> dict[tuple[str, str], AnyRow]:
        async with self._database.writing() as connection:
            await connection.execute(insert_new(connection, ANSWER), [wish.row for wish in wishes])
            keys = [(wish.tenant, wish.digest) for wish in wishes]
            found = await connection.execute(select(*_COLUMNS).where(KEY.in_(keys)))
            return {(row.tenant, row.digest): row for row in found}

    async def _opened(self, row: AnyRow) -> StoredAnswer:
        content = Content(payload=row.payload, candidate_id=row.candidate_id)
        (payload,) = await open_all(self._vault, row.tenant, [content])
        return answer_of(dict(row._mapping), payload)  # noqa: SLF001  # SQLAlchemy's public name


def _row_of(tenant: str, digest: str, answer: StoredAnswer, payload: bytes) -> dict[str, Any]:
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


async def _old_ones(connection: AsyncConnection, born_before: int, after: tuple[str, str]) -> list[tuple[str, str]]:
    found = await connection.execute(
        select(ANSWER.c.tenant, ANSWER.c.digest)
        .where(ANSWER.c.created_at <= born_before, tuple_(*map(literal, after)) < KEY, ~referred_to())
        .order_by(ANSWER.c.tenant, ANSWER.c.digest)
        .limit(_AT_ONCE)
    )
    return [(row.tenant, row.digest) for row in found]
