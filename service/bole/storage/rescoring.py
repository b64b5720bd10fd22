"""New terms and standings for a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import Standing
from bole.domain.batches import ItemState
from bole.storage.batch_rows import changed
from bole.storage.places import place_of
from bole.storage.tables import ANSWER, BATCH_ITEM
from bole.storage.working import change_items

_ANSWERED = (ItemState.SUCCEEDED.value, ItemState.ORDERED.value)


def answered_items(batch_id: str) -> Select[Any]:
    """Returns the query for the numbers of items with an answer that is their own, in order."""
    return (
        select(BATCH_ITEM.c.number)
        .join(ANSWER, and_(ANSWER.c.tenant == BATCH_ITEM.c.tenant, ANSWER.c.digest == BATCH_ITEM.c.answer_digest))
        .where(
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.state.in_(_ANSWERED),
            BATCH_ITEM.c.duplicate_of.is_(None),
        )
        .order_by(BATCH_ITEM.c.number)
    )


async def set_standings(connection: AsyncConnection, batch_id: str, standings: Mapping[int, Standing]) -> None:
    """Sets the standings of all items with an answer; those that mirror another follow it.

    Raises:
        BoleError: BATCH_CHANGED where one of the others has no new standing.
    """
    numbers = [row.number for row in await connection.execute(answered_items(batch_id))]
    if not standings.keys() >= set(numbers):
        raise changed()
    await change_items(
        connection,
        [
            {
                "of_batch": batch_id,
                "of_number": number,
                "place": place_of(standings[number]),
                "match_score": standings[number].match_score,
                "coverage": standings[number].coverage,
            }
            for number in numbers
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
