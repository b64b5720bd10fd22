"""New terms and standings for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import Standing
from bole.domain.batches import ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.places import place_of
from bole.storage.statements import chunks
from bole.storage.tables import ANSWER, BATCH_ITEM
from bole.storage.vault import Content
from bole.storage.working import change_items

_ANSWERED = (ItemState.SUCCEEDED.value, ItemState.ORDERED.value)


def answered_items(batch_id: str) -> Select[Any]:
    """Returns the query for the items with an answer that is their own, in order, and its digest."""
    return (
        select(BATCH_ITEM.c.number, BATCH_ITEM.c.answer_digest)
        .join(ANSWER, and_(ANSWER.c.tenant == BATCH_ITEM.c.tenant, ANSWER.c.digest == BATCH_ITEM.c.answer_digest))
        .where(
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.state.in_(_ANSWERED),
            BATCH_ITEM.c.duplicate_of.is_(None),
        )
        .order_by(BATCH_ITEM.c.number)
    )


async def sealed_answers(connection: AsyncConnection, tenant: str, digests: Sequence[str]) -> dict[str, Content]:
    """Returns those of the answers that are there."""
    found: dict[str, Content] = {}
    query = select(ANSWER.c.digest, ANSWER.c.candidate_id, ANSWER.c.payload).where(ANSWER.c.tenant == tenant)
    for part in chunks(digests):
        for row in await connection.execute(query.where(ANSWER.c.digest.in_(part))):
            found[row.digest] = Content(payload=row.payload, tenant=tenant, candidate_id=row.candidate_id)
    return found


async def set_standings(connection: AsyncConnection, batch_id: str, standings: Mapping[str, Standing]) -> None:
    """Sets the standings of all items with an answer, by its digest; those that mirror another follow it.

    Raises:
        BoleError: BATCH_CHANGED where one of the others has no new standing.
    """
    rows = list(await connection.execute(answered_items(batch_id)))
    if not standings.keys() >= {row.answer_digest for row in rows}:
        raise BoleError(ErrorReason.BATCH_CHANGED, "Items finished while the batch was rescored: send it once more.")
    await change_items(
        connection,
        [
            {
                "of_batch": batch_id,
                "of_number": row.number,
                "place": place_of(standings[row.answer_digest]),
                "match_score": standings[row.answer_digest].match_score,
                "coverage": standings[row.answer_digest].coverage,
            }
            for row in rows
        ],
    )
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
