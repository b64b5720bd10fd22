"""Items, documents and answers that go: with their rows, and with the keys of what they held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.answers.answer_rows import referred_digests, remove_unused
from bole.storage.batches.tally import Tally
from bole.storage.batches.twins import BLANK
from bole.storage.batches.working import change_items
from bole.storage.candidate_rows import is_held
from bole.storage.doomed import doom
from bole.storage.forms import ERASED, erased_id, head_of
from bole.storage.places import LAST
from bole.storage.statements import AnyRow, chunks
from bole.storage.tables import BATCH, BATCH_DOCUMENT, BATCH_ITEM

_COLUMNS = ("tenant", "number", "state", "sequence", "duplicate_of", "failure_reason", "answer_digest")


def held() -> BoleError:
    """Returns the error for what must not be deleted."""
    return BoleError(
        ErrorReason.CANDIDATE_HELD,
        "A candidate is held for a legal matter, and nothing of them may be deleted: end the hold first "
        "(SetCandidateTerms, `bole candidate release`).",
    )


async def delete_batch(connection: AsyncConnection, tenant: str, batch_id: str) -> None:
    """Deletes a batch that is locked, with all that no other one needs.

    Raises:
        BoleError: CANDIDATE_HELD.
    """
    mine = BATCH_ITEM.c.batch_id == batch_id
    if await connection.scalar(select(BATCH_ITEM.c.number).where(mine, is_held(BATCH_ITEM)).limit(1)) is not None:
        raise held()
    digests = await referred_digests(connection, batch_id)
    for table in (BATCH_DOCUMENT, BATCH_ITEM, BATCH):
        heads = select(head_of(table.c.payload)).where(table.c.batch_id == batch_id)
        await doom(connection, await connection.scalars(heads))
        await connection.execute(delete(table).where(table.c.batch_id == batch_id))
    await remove_unused(connection, tenant, digests)


async def items_where(connection: AsyncConnection, batch_id: str, wanted: ColumnElement[bool]) -> list[AnyRow]:
    """Returns items of a batch as `blank_items` takes them, in order, with those that mirror them."""
    columns = (*(BATCH_ITEM.c[name] for name in (*_COLUMNS, "first_answer_digest")), head_of(BATCH_ITEM.c.payload))
    query = select(*columns).where(BATCH_ITEM.c.batch_id == batch_id).order_by(BATCH_ITEM.c.number)
    rows = {row.number: row for row in await connection.execute(query.where(wanted))}
    for part in chunks(sorted(rows)):
        twins = await connection.execute(query.where(BATCH_ITEM.c.duplicate_of.in_(part)))
        rows |= {row.number: row for row in twins}
    return [rows[number] for number in sorted(rows)]


async def blank_items(connection: AsyncConnection, batch_id: str, rows: Sequence[AnyRow], tally: Tally) -> Counter[str]:
    """Leaves of items of `items_where` their places alone, deletes their documents and the answers that were theirs.

    They end as FAILED, where they stood in the order in which items finished; returns what is gone by kind.
    """
    if not rows:
        return Counter()
    await doom(connection, [row.head for row in rows])
    documents = await remove_documents(connection, batch_id, [row.number for row in rows])
    await change_items(connection, [_blank(batch_id, row, tally) for row in rows])
    answers = {digest for row in rows for digest in (row.answer_digest, row.first_answer_digest) if digest}
    removed = await remove_unused(connection, rows[0].tenant, answers)
    return Counter(item=len(rows), document=documents, answer=removed)


async def remove_documents(connection: AsyncConnection, batch_id: str, numbers: Collection[int]) -> int:
    """Deletes the documents of items, and returns of how many there were any."""
    count = 0
    for part in chunks(numbers):
        these = and_(BATCH_DOCUMENT.c.batch_id == batch_id, BATCH_DOCUMENT.c.number.in_(part))
        gone = list(
            await connection.scalars(delete(BATCH_DOCUMENT).where(these).returning(head_of(BATCH_DOCUMENT.c.payload)))
        )
        await doom(connection, gone)
        count += len(gone)
    return count


def _blank(batch_id: str, row: AnyRow, tally: Tally) -> dict[str, Any]:
    sequence = tally.erased(row.state, row.failure_reason, ERASED.reason, duplicate=row.duplicate_of is not None)
    return {
        "of_batch": batch_id,
        "of_number": row.number,
        "item_id": erased_id(row.number),
        "candidate_id": "",
        "document_key": "",
        "documents_digest": "",
        "duplicate_of": None,
        "suspect": False,
        **BLANK,
        "state": ItemState.FAILED.value,
        "sequence": sequence or row.sequence,
        "place": LAST,
        "failure_reason": ERASED.reason,
        "failure_message": ERASED.message,
        "payload": b"",
    }
