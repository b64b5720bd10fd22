"""New terms and standings for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import Standing
from bole.domain.batches import ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content
from bole.storage.batches.working import change_items
from bole.storage.forms import answer_content
from bole.storage.places import place_of
from bole.storage.statements import AnyRow, chunks
from bole.storage.tables import ANSWER, BATCH_ITEM

_ANSWERED = (ItemState.SUCCEEDED.value, ItemState.ORDERED.value)
_NO_MORE = (ItemState.FAILED.value, ItemState.CANCELLED.value)


async def answered_items(connection: AsyncConnection, batch_id: str) -> list[AnyRow]:
    """Returns numbers of items with an answer that is their own, in order, with its `digest`."""
    mine = (BATCH_ITEM.c.state.in_(_ANSWERED), BATCH_ITEM.c.duplicate_of.is_(None))
    return list(await connection.execute(_with(BATCH_ITEM.c.answer_digest, batch_id).where(*mine)))


async def ordered_before(connection: AsyncConnection, batch_id: str) -> list[AnyRow]:
    """Returns numbers of items that the model reads or has read, in order, with the `digest` of the rules' answer."""
    chosen = (BATCH_ITEM.c.first_place.is_not(None), BATCH_ITEM.c.state.not_in(_NO_MORE))
    return list(await connection.execute(_with(BATCH_ITEM.c.first_answer_digest, batch_id).where(*chosen)))


def _with(digest: ColumnElement[Any], batch_id: str) -> Select[Any]:
    return (
        select(BATCH_ITEM.c.number, digest.label("digest"))
        .join(ANSWER, and_(ANSWER.c.tenant == BATCH_ITEM.c.tenant, ANSWER.c.digest == digest))
        .where(BATCH_ITEM.c.batch_id == batch_id)
        .order_by(BATCH_ITEM.c.number)
    )


async def sealed_answers(connection: AsyncConnection, tenant: str, digests: Sequence[str]) -> dict[str, Content]:
    """Returns those of the answers that are there."""
    found: dict[str, Content] = {}
    query = select(ANSWER.c.digest, ANSWER.c.payload).where(ANSWER.c.tenant == tenant)
    for part in chunks(digests):
        for row in await connection.execute(query.where(ANSWER.c.digest.in_(part))):
            found[row.digest] = answer_content(row.payload, tenant, row.digest)
    return found


async def set_standings(connection: AsyncConnection, batch_id: str, standings: Mapping[str, Standing]) -> None:
    """Sets the standings of all items with an answer, by its digest; those that mirror another follow it.

    Raises:
        BoleError: BATCH_CHANGED where one of the others has no new standing.
    """
    rows, before = await answered_items(connection, batch_id), await ordered_before(connection, batch_id)
    if not standings.keys() >= {row.digest for row in (*rows, *before)}:
        raise BoleError(ErrorReason.BATCH_CHANGED, "Items finished while the batch was rescored: send it once more.")
    for prefix, those in (("", rows), ("first_", before)):
        await change_items(connection, [_change(batch_id, row, standings[row.digest], prefix) for row in those])
    original = BATCH_ITEM.alias("original")
    await connection.execute(
        update(BATCH_ITEM)
        .where(
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.state.in_(_ANSWERED),
            original.c.batch_id == BATCH_ITEM.c.batch_id,
            original.c.number == BATCH_ITEM.c.duplicate_of,
        )
        .values(place=original.c.place, match_score=original.c.match_score, coverage=original.c.coverage)
    )


def _change(batch_id: str, row: AnyRow, standing: Standing, prefix: str) -> dict[str, Any]:
    return {
        "of_batch": batch_id,
        "of_number": row.number,
        f"{prefix}place": place_of(standing),
        f"{prefix}match_score": standing.match_score,
        f"{prefix}coverage": standing.coverage,
    }
