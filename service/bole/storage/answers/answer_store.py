"""Answers by the digest of their question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.domain.vault import Content, Vault
from bole.storage.answers.answer_rows import ANSWER_COLUMNS, answer_of, referred_to, remove_unused
from bole.storage.candidate_rows import erasures, keep_erasures_away
from bole.storage.clock import days, now
from bole.storage.database import Database
from bole.storage.doomed import destroy_doomed
from bole.storage.forms import HEAD_BYTES, answer_content, head_of, packed_answer
from bole.storage.places import place_of
from bole.storage.statements import AnyRow, insert_new
from bole.storage.tables import ANSWER
from bole.storage.together import Together
from bole.storage.unbroken import unbroken

_AT_ONCE = 200
"""Answers of one transaction."""

_LONGEST_CALL = 3600 * 1_000_000
"""Microseconds: what was asked about a candidate before an erasure has ended so long after it, and is not kept."""

_MOST_ASKED = 10_000
"""Questions whose beginning is remembered; that of another one counts as the longest time ago."""

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
        self._asked: dict[_Key, int] = {}
        """When questions without an answer were begun, the oldest first; some are never answered."""
        self._find = Together(self._find_all, most=_AT_ONCE)
        self._keep = Together(self._keep_all, most=_AT_ONCE)

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        begun = now()
        found = await self._find((tenant, digest))
        if found is None:
            self._asked[tenant, digest] = min(begun, self._asked.get((tenant, digest), begun))
            if len(self._asked) > _MOST_ASKED:
                del self._asked[next(iter(self._asked))]
        return found

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        return await self._keep(_Wish(key=(tenant, digest), answer=answer))

    async def forget_unused(self, older_than_days: int) -> int:
        """Deletes answers of this age that no batch refers to, and returns how many."""
        born_before = now() - days(older_than_days)
        async with self._database.reading() as connection:
            tenants = list(await connection.scalars(select(ANSWER.c.tenant).distinct()))
        count = sum([await self._forget(tenant, born_before) for tenant in tenants])
        await destroy_doomed(self._database, self._vault)
        return count

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
        begun = {wish.key: self._asked.pop(wish.key, now() - _LONGEST_CALL) for wish in wishes}
        sealed = await self._vault.seal([_content_of(wish) for wish in wishes])
        new = [self._row_of(wish, payload) for wish, payload in zip(wishes, sealed, strict=True)]
        new.sort(key=itemgetter("digest", "tenant"))  # two replicas that keep the same answers cannot lock each other
        async with self._database.writing() as connection:
            await keep_erasures_away(connection)
            written = await _written(connection, await _not_erased(connection, new, begun))
            rows = await _rows(connection, {wish.key for wish in wishes} - written.keys())
        kept = set(written.values())
        needless = [payload for payload in sealed if payload[:HEAD_BYTES] not in kept]
        if needless:
            await self._vault.destroy([self._vault.key_of(payload) for payload in needless])
        answers = await self._opened(rows)
        ours = zip(wishes, sealed, strict=True)
        answers |= {wish.key: wish.answer for wish, payload in ours if payload[:HEAD_BYTES] in kept}
        # One that is not there was kept before and deleted with its batch right now, or its candidate was erased.
        return [answers.get(wish.key, wish.answer) for wish in wishes]

    async def _opened(self, rows: Sequence[AnyRow]) -> dict[_Key, StoredAnswer]:
        """Returns answers without those whose keys are being destroyed right now."""
        sealed = [answer_content(row.answer_payload, row.answer_tenant, row.answer_digest) for row in rows]
        opened = zip(rows, await self._vault.open(sealed), strict=True)
        return {
            (row.answer_tenant, row.answer_digest): answer_of(row, content)
            for row, content in opened
            if content is not None
        }

    def _row_of(self, wish: _Wish, payload: bytes) -> dict[str, Any]:
        tenant, digest = wish.key
        answer = wish.answer
        return {
            "tenant": tenant,
            "digest": digest,
            "candidate_id": self._vault.digest(tenant, answer.candidate_id),
            "place": place_of(answer.standing),
            "match_score": answer.standing.match_score,
            "coverage": answer.standing.coverage,
            "rubric_digest": answer.rubric_digest,
            "degraded": answer.degraded,
            "created_at": now(),
            "payload": payload,
        }


async def _written(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> dict[_Key, bytes]:
    """Inserts answers where there is none yet; returns the keys of those that were, with the heads of their contents.

    What was written is not read again: that would take as long once more.
    """
    if not rows:
        return {}
    names = (ANSWER.c.tenant, ANSWER.c.digest, head_of(ANSWER.c.payload))
    found = await connection.execute(insert_new(connection, ANSWER).returning(*names), rows)
    return {(row.tenant, row.digest): row.head for row in found}


async def _rows(connection: AsyncConnection, keys: Iterable[_Key]) -> list[AnyRow]:
    digests: dict[str, set[str]] = defaultdict(set)
    for tenant, digest in keys:
        digests[tenant].add(digest)
    rows: list[AnyRow] = []
    for tenant, wanted in digests.items():  # a condition on both columns at once would read the whole table
        these = (ANSWER.c.tenant == tenant, ANSWER.c.digest.in_(wanted))
        rows += await connection.execute(select(*ANSWER_COLUMNS).where(*these))
    return rows


def _content_of(wish: _Wish) -> Content:
    tenant, digest = wish.key
    candidate_id = wish.answer.candidate_id
    return answer_content(packed_answer(candidate_id, wish.answer.payload), tenant, digest, candidate_id)


async def _not_erased(
    connection: AsyncConnection, rows: Sequence[dict[str, Any]], begun: Mapping[_Key, int]
) -> list[dict[str, Any]]:
    """Returns the rows without those of candidates who were erased after the question was begun."""
    candidates: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        candidates[row["tenant"]].add(row["candidate_id"])
    erased = {tenant: await erasures(connection, tenant, those) for tenant, those in candidates.items()}
    return [
        row for row in rows if erased[row["tenant"]].get(row["candidate_id"], -1) < begun[row["tenant"], row["digest"]]
    ]


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
