"""Rows of answers: what they say, which of them batches refer to, and their end."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import StoredAnswer
from bole.storage.candidate_rows import is_held
from bole.storage.doomed import doom
from bole.storage.forms import head_of, unpacked_answer
from bole.storage.places import standing_at
from bole.storage.statements import AnyRow, chunks
from bole.storage.tables import ANSWER, BATCH_ITEM

_NAMES = (
    "tenant",
    "digest",
    "place",
    "match_score",
    "coverage",
    "rubric_digest",
    "degraded",
    "payload",
)

ANSWER_COLUMNS = tuple(ANSWER.c[name].label(f"answer_{name}") for name in _NAMES)
"""What `answer_of` reads, under names that stand beside those of an item."""


def answer_of(row: AnyRow, content: bytes) -> StoredAnswer:
    """Returns the answer in a row with `ANSWER_COLUMNS`, whose content was opened."""
    standing = standing_at(row.answer_place, row.answer_match_score, row.answer_coverage)
    if standing is None:
        raise ValueError("an answer without a standing was kept")
    candidate_id, payload = unpacked_answer(content)
    return StoredAnswer(
        payload=payload,
        standing=standing,
        candidate_id=candidate_id,
        rubric_digest=row.answer_rubric_digest,
        degraded=row.answer_degraded,
    )


def referred_to() -> ColumnElement[bool]:
    """Returns the condition that an item of any batch refers to an answer."""
    same_tenant = BATCH_ITEM.c.tenant == ANSWER.c.tenant
    return or_(
        exists().where(same_tenant, BATCH_ITEM.c.answer_digest == ANSWER.c.digest),
        exists().where(same_tenant, BATCH_ITEM.c.first_answer_digest == ANSWER.c.digest),
    )


async def referred_digests(connection: AsyncConnection, batch_id: str) -> set[str]:
    """Returns the digests of the answers that the items of a batch refer to."""
    columns = (BATCH_ITEM.c.answer_digest, BATCH_ITEM.c.first_answer_digest)
    rows = await connection.execute(select(*columns).where(BATCH_ITEM.c.batch_id == batch_id))
    return {digest for row in rows for digest in row if digest is not None}


async def remove_unused(connection: AsyncConnection, tenant: str, digests: Iterable[str]) -> int:
    """Deletes those of the answers that no item refers to and nobody holds, and returns how many.

    They are locked first, in order. So an item that begins to refer to one meanwhile (see `locked_answers`) is either
    seen by the second statement, or finds the answer gone.
    """
    count = 0
    for part in chunks(sorted(digests)):
        these = (ANSWER.c.tenant == tenant, ANSWER.c.digest.in_(part))
        await connection.execute(select(ANSWER.c.digest).where(*these).order_by(ANSWER.c.digest).with_for_update())
        count += await remove_answers(connection, and_(*these, ~referred_to(), ~is_held(ANSWER)))
    return count


async def remove_answers(connection: AsyncConnection, wanted: ColumnElement[bool]) -> int:
    """Deletes answers, dooms their keys, and returns how many there were."""
    gone = await connection.scalars(delete(ANSWER).where(wanted).returning(head_of(ANSWER.c.payload)))
    heads = list(gone)
    await doom(connection, heads)
    return len(heads)


async def locked_answers(connection: AsyncConnection, tenant: str, digests: Collection[str]) -> frozenset[str]:
    """Returns those of the digests that have an answer, which stays until the transaction has ended."""
    found: set[str] = set()
    for part in chunks(sorted(digests)):
        rows = await connection.execute(
            select(ANSWER.c.digest)
            .where(ANSWER.c.tenant == tenant, ANSWER.c.digest.in_(part))
            .order_by(ANSWER.c.digest)
            .with_for_update(read=True, key_share=True)
        )
        found.update(row.digest for row in rows)
    return frozenset(found)
