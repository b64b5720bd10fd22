"""What holds for candidates, and what is kept of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.domain.batches import BatchItem
from bole.domain.candidates import CandidateTerms
from bole.domain.decisions import Outcome
from bole.domain.errors import BoleError
from bole.domain.vault import Content, Vault
from bole.storage.answers.answer_rows import ANSWER_COLUMNS, answer_of, remove_answers
from bole.storage.batches.batch_rows import batch_row, save
from bole.storage.batches.item_rows import items_of, items_query
from bole.storage.batches.removing import blank_items, held, items_where
from bole.storage.batches.tally import tally_of
from bole.storage.candidate_rows import keep_writers_away
from bole.storage.clock import now
from bole.storage.database import Database
from bole.storage.doomed import destroy_doomed, doom
from bole.storage.forms import answer_content, documents_content, head_of
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_PERSON
from bole.storage.statements import AnyRow, insert_new
from bole.storage.tables import ANSWER, BATCH, BATCH_DOCUMENT, BATCH_ITEM, CANDIDATE
from bole.storage.unbroken import unbroken

_EVER = 2**31 - 1
_AT_ONCE = 100
"""Items or answers of one page: a caller can give all items of a batch the same candidate_id."""
_DOCUMENTS = (BATCH_DOCUMENT.c.batch_id == BATCH_ITEM.c.batch_id, BATCH_DOCUMENT.c.number == BATCH_ITEM.c.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptItem:
    """An item, and its documents as `Codec.encode_documents` writes them; None where they are gone."""

    batch_id: str
    item: BatchItem
    documents: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer, the digest of its question, and when it was kept."""

    digest: str
    answer: StoredAnswer
    created_at: int


@unbroken
class SqlCandidateStore:
    """Finds, and deletes, what a database holds on candidates, sealed by a vault.

    Attributes:
        calls: What goes on to its end before the database is closed.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        """Works on `database`."""
        self._database = database
        self.calls = self._calls = database.calls
        self._vault = vault

    def digest(self, tenant: str, candidate_id: str) -> str:
        """Returns what stands in columns in place of a candidate; of another tenant it is another one."""
        return self._vault.digest(tenant, candidate_id)

    async def terms(self, tenant: str, candidate_id: str) -> CandidateTerms:
        """Returns a candidate's terms, empty ones where none were set."""
        async with self._database.reading() as connection:
            row = await self._row(connection, tenant, candidate_id)
        if row is None or row.updated_at is None:
            return CandidateTerms()
        reason = await self._vault.open([self._reason(row.payload, tenant, candidate_id)]) if row.payload else [None]
        return CandidateTerms(
            legal_hold=(reason[0] or b"").decode(), opted_out=row.opted_out, updated_at=row.updated_at
        )

    async def set_terms(
        self, tenant: str, candidate_id: str, terms: CandidateTerms, fields: frozenset[str]
    ) -> CandidateTerms:
        """Sets those of a candidate's terms that are named, and returns what holds then."""
        values: dict[str, object] = {"updated_at": now()}
        if "opted_out" in fields:
            values["opted_out"] = terms.opted_out
        if "legal_hold" in fields:
            content = self._reason(terms.legal_hold.encode(), tenant, candidate_id)
            payload = (await self._vault.seal([content]))[0] if terms.legal_hold else b""
            values |= {"held": bool(terms.legal_hold), "payload": payload}
        async with self._database.writing() as connection:
            await self._touch(connection, tenant, candidate_id)
            before = await self._row(connection, tenant, candidate_id)
            await connection.execute(update(CANDIDATE).where(*self._this(tenant, candidate_id)).values(values))
        if "legal_hold" in fields and before is not None and before.payload:
            await self._vault.destroy([self._vault.key_of(before.payload)])
        return await self.terms(tenant, candidate_id)

    async def opted_out(self) -> frozenset[str]:
        """Returns the digests of all candidates, of all tenants, whom no machine screens."""
        async with self._database.reading() as connection:
            found = await connection.scalars(select(CANDIDATE.c.candidate_id).where(CANDIDATE.c.opted_out))
            return frozenset(found)

    async def begin_erasure(self, tenant: str, candidate_id: str) -> None:
        """Lets nothing more be kept of what is asked about a candidate now.

        Raises:
            BoleError: CANDIDATE_HELD.
        """
        async with self._database.writing() as connection:
            await keep_writers_away(connection)
            await self._touch(connection, tenant, candidate_id)
            row = await self._row(connection, tenant, candidate_id)
            if row is not None and row.held:
                raise held()
            await connection.execute(
                update(CANDIDATE).where(*self._this(tenant, candidate_id)).values(erased_at=now(), payload=b"")
            )

    async def keys(self, tenant: str, candidate_id: str) -> frozenset[str]:
        """Returns the names of the keys of all rows that carry a candidate."""
        candidate = self.digest(tenant, candidate_id)
        mine = (BATCH_ITEM.c.candidate_id == candidate, BATCH_ITEM.c.tenant == tenant)
        queries = (
            select(head_of(BATCH_ITEM.c.payload)).where(*mine),
            select(head_of(BATCH_DOCUMENT.c.payload)).join(BATCH_ITEM, _DOCUMENTS[0] & _DOCUMENTS[1]).where(*mine),
            select(head_of(ANSWER.c.payload)).where(ANSWER.c.candidate_id == candidate, ANSWER.c.tenant == tenant),
            select(head_of(LEDGER_PERSON.c.payload)).where(*_words_on(tenant, candidate)),
        )
        async with self._database.reading() as connection:
            heads = [head for query in queries for head in await connection.scalars(query)]
        return frozenset(self._vault.key_of(head) for head in heads if head)

    async def remove(self, tenant: str, candidate_id: str) -> Mapping[str, int]:
        """Deletes what is kept of a candidate, batch by batch, and returns how many records of each kind."""
        candidate = self.digest(tenant, candidate_id)
        counts: Counter[str] = Counter()
        for batch_id in await self.batches_with(tenant, candidate_id):
            async with self._database.writing() as connection:
                counts += await _blanked(connection, tenant, batch_id, candidate)
        async with self._database.writing() as connection:
            theirs = (ANSWER.c.candidate_id == candidate) & (ANSWER.c.tenant == tenant)
            counts["answer"] += await remove_answers(connection, theirs)
            counts["decision"] += await _remove_words(connection, tenant, candidate)
        await destroy_doomed(self._database, self._vault)
        await self._database.wipe()
        return counts

    async def end_erasures(self) -> int:
        """Deletes what erasures have left that a fault broke off, and returns how many records.

        What came after an erasure stays: that of who has applied again.
        """
        before = (CANDIDATE.c.erased_at.is_not(None), ~CANDIDATE.c.held)
        query = (
            select(BATCH_ITEM.c.tenant, BATCH_ITEM.c.batch_id, BATCH_ITEM.c.candidate_id)
            .distinct()
            .join(CANDIDATE, _same_candidate(BATCH_ITEM))
            .join(BATCH, BATCH.c.batch_id == BATCH_ITEM.c.batch_id)
            .where(*before, BATCH.c.created_at <= CANDIDATE.c.erased_at)
        )
        async with self._database.reading() as connection:
            left = list(await connection.execute(query))
        counts: Counter[str] = Counter()
        for tenant, batch_id, candidate in left:
            async with self._database.writing() as connection:
                counts += await _blanked(connection, tenant, batch_id, candidate)
        theirs = exists().where(_same_candidate(ANSWER), *before, ANSWER.c.created_at <= CANDIDATE.c.erased_at)
        async with self._database.writing() as connection:
            counts["answer"] += await remove_answers(connection, theirs)
        await destroy_doomed(self._database, self._vault)
        return counts.total()

    async def batches_with(self, tenant: str, candidate_id: str) -> tuple[str, ...]:
        """Returns the batches that have items of a candidate, the oldest first."""
        mine = self._items_on(tenant, candidate_id)
        query = select(BATCH_ITEM.c.batch_id).where(*mine).distinct().order_by(BATCH_ITEM.c.batch_id)
        async with self._database.reading() as connection:
            return tuple(await connection.scalars(query))

    async def items(self, tenant: str, candidate_id: str, batch_id: str, *, after: int) -> tuple[KeptItem, ...]:
        """Returns the next items of a candidate in a batch, behind the number of the last one before."""
        mine = (*self._items_on(tenant, candidate_id), BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.number > after)
        query = items_query(batch_id, up_to_sequence=_EVER).where(*mine).order_by(BATCH_ITEM.c.number).limit(_AT_ONCE)
        async with self._database.reading() as connection:
            rows = list(await connection.execute(query))
            sealed = await _documents_of(connection, batch_id, [row.number for row in rows])
        items = await items_of(self._vault, tenant, rows, {row.number: () for row in rows})
        there = [row for row in rows if row.number in sealed]
        opened = await self._vault.open(
            [documents_content(sealed[row.number], tenant, row.item_id, row.documents_digest) for row in there]
        )
        documents = dict(zip((row.number for row in there), opened, strict=True))
        return tuple(KeptItem(batch_id=batch_id, item=item, documents=documents.get(item.number)) for item in items)

    async def answers(self, tenant: str, candidate_id: str, *, after: str) -> tuple[KeptAnswer, ...]:
        """Returns the next answers on a candidate, behind the digest of the last one before."""
        mine = (ANSWER.c.candidate_id == self.digest(tenant, candidate_id), ANSWER.c.tenant == tenant)
        query = select(*ANSWER_COLUMNS, ANSWER.c.created_at).where(*mine, ANSWER.c.digest > after)
        async with self._database.reading() as connection:
            rows = list(await connection.execute(query.order_by(ANSWER.c.digest).limit(_AT_ONCE)))
        contents = [answer_content(row.answer_payload, tenant, row.answer_digest) for row in rows]
        return tuple(
            KeptAnswer(digest=row.answer_digest, answer=answer_of(row, content), created_at=row.created_at)
            for row, content in zip(rows, await self._vault.open(contents), strict=True)
            if content is not None
        )

    async def left(self, tenant: str, candidate_id: str) -> int:
        """Returns how many rows with something in them still carry a candidate; entries of the ledger have nothing."""
        candidate = self.digest(tenant, candidate_id)
        async with self._database.reading() as connection:
            counts = [
                await connection.scalar(
                    select(func.count())
                    .select_from(table)
                    .where(table.c.candidate_id == candidate, table.c.tenant == tenant)
                )
                for table in (BATCH_ITEM, ANSWER)
            ]
            words = await connection.scalar(
                select(func.count()).select_from(LEDGER_PERSON).where(*_words_on(tenant, candidate))
            )
        return sum(filter(None, (*counts, words)))

    def _items_on(self, tenant: str, candidate_id: str) -> tuple[ColumnElement[bool], ...]:
        return BATCH_ITEM.c.candidate_id == self.digest(tenant, candidate_id), BATCH_ITEM.c.tenant == tenant

    def _reason(self, payload: bytes, tenant: str, candidate_id: str) -> Content:
        label = f"hold/{self.digest(tenant, candidate_id)}"
        return Content(payload=payload, tenant=tenant, label=label, candidate_id=candidate_id)

    def _this(self, tenant: str, candidate_id: str) -> tuple[ColumnElement[bool], ...]:
        return CANDIDATE.c.candidate_id == self.digest(tenant, candidate_id), CANDIDATE.c.tenant == tenant

    async def _row(self, connection: AsyncConnection, tenant: str, candidate_id: str) -> AnyRow | None:
        found = await connection.execute(select(CANDIDATE).where(*self._this(tenant, candidate_id)))
        row: AnyRow | None = found.one_or_none()
        return row

    async def _touch(self, connection: AsyncConnection, tenant: str, candidate_id: str) -> None:
        """Makes a row without terms where there is none."""
        blank = {"opted_out": False, "held": False, "payload": b""}
        key = {"tenant": tenant, "candidate_id": self.digest(tenant, candidate_id)}
        await connection.execute(insert_new(connection, CANDIDATE).values(**key, **blank))


def _same_candidate(table: Table) -> ColumnElement[bool]:
    return and_(CANDIDATE.c.candidate_id == table.c.candidate_id, CANDIDATE.c.tenant == table.c.tenant)


async def _blanked(connection: AsyncConnection, tenant: str, batch_id: str, candidate: str) -> Counter[str]:
    """Leaves nothing of a candidate in a batch, and returns what is gone by kind."""
    try:
        batch = await batch_row(connection, tenant, batch_id, lock=True)
    except BoleError:  # deleted meanwhile
        return Counter()
    tally = tally_of(batch)
    rows = await items_where(connection, batch_id, BATCH_ITEM.c.candidate_id == candidate)
    gone = await blank_items(connection, batch_id, rows, tally)
    await save(connection, batch_id, tally)
    return gone


async def _documents_of(connection: AsyncConnection, batch_id: str, numbers: Sequence[int]) -> dict[int, bytes]:
    """Returns the sealed documents of those of the items that have any."""
    found = await connection.execute(
        select(BATCH_DOCUMENT.c.number, BATCH_DOCUMENT.c.payload).where(
            BATCH_DOCUMENT.c.batch_id == batch_id, BATCH_DOCUMENT.c.number.in_(numbers)
        )
    )
    return {row.number: row.payload for row in found}


def _words_on(tenant: str, candidate: str) -> tuple[ColumnElement[bool], ...]:
    """Returns the condition that words of the ledger are of decisions on a candidate."""
    entries = select(LEDGER_ENTRY.c.sequence).where(
        LEDGER_ENTRY.c.candidate_id == candidate,
        LEDGER_ENTRY.c.tenant == tenant,
        LEDGER_ENTRY.c.outcome != Outcome.ERASED.value,  # which says by whom and why, and nothing of the candidate
    )
    return LEDGER_PERSON.c.tenant == tenant, LEDGER_PERSON.c.sequence.in_(entries)


async def _remove_words(connection: AsyncConnection, tenant: str, candidate: str) -> int:
    these = _words_on(tenant, candidate)
    await doom(connection, await connection.scalars(select(head_of(LEDGER_PERSON.c.payload)).where(*these)))
    return (await connection.execute(delete(LEDGER_PERSON).where(*these))).rowcount
