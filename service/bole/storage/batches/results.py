"""Pages of ranked results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.answers import ranks_of
from bole.domain.batches import BatchItem, PageStart, ResultFilter
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.batches.item_rows import items_query
from bole.storage.places import LAST, UNPLACED, places_of
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH_ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRows:
    """A page of rows, how many there are on all pages, and where the next one begins."""

    rows: list[AnyRow]
    total: int
    next_start: PageStart | None


async def page_rows(
    connection: AsyncConnection, batch_id: str, wanted: ResultFilter, start: PageStart, limit: int
) -> PageRows:
    """Returns a page: by recommendation, rank score and number, failed and cancelled items last."""
    conditions = _conditions(wanted)
    query = items_query(batch_id, up_to_sequence=start.up_to_sequence).where(*conditions)
    if start.after:
        query = query.where(_order() > tuple_(*map(literal, _checked(start.after))))
    found = await connection.execute(query.order_by(BATCH_ITEM.c.place, BATCH_ITEM.c.number).limit(limit + 1))
    rows = list(found)
    total = await connection.execute(
        select(func.count())
        .select_from(BATCH_ITEM)
        .where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.sequence <= start.up_to_sequence, *conditions)
    )
    page, more = rows[:limit], len(rows) > limit
    next_start = replace(start, after=(page[-1].place, page[-1].number)) if more else None
    return PageRows(rows=page, total=total.scalar_one(), next_start=next_start)


def _order() -> Any:  # noqa: ANN401  # a row value: no type of SQLAlchemy says so
    return tuple_(BATCH_ITEM.c.place, BATCH_ITEM.c.number)


def _checked(after: tuple[int, ...]) -> tuple[int, ...]:
    if len(after) != 2 or not all(0 <= number < 2**31 for number in after):
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "The page token is none that this service has made: begin with the first page.",
            field="page_token",
        )
    return after


def _conditions(wanted: ResultFilter) -> list[ColumnElement[bool]]:
    columns = BATCH_ITEM.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(columns.state.in_(wanted.states))
    else:
        conditions.append(columns.sequence > 0)
    if wanted.recommendations:
        conditions.append(or_(*(columns.place.between(*places_of(each)) for each in wanted.recommendations)))
    if wanted.min_match_score is not None:
        conditions.append(columns.match_score >= wanted.min_match_score)
    if wanted.candidate_id:
        conditions.append(columns.candidate_id == wanted.candidate_id)
    if not wanted.include_duplicates:
        conditions.append(columns.duplicate_of.is_(None))
    return conditions


async def place_counts(connection: AsyncConnection, batch_id: str, up_to_sequence: int) -> dict[int, int]:
    """Returns how many succeeded items that mirror no other have each place: at most 303 places, the best first."""
    found = await connection.execute(
        select(BATCH_ITEM.c.place, func.count().label("items"))
        .where(
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.place > UNPLACED,
            BATCH_ITEM.c.place < LAST,
            BATCH_ITEM.c.sequence.between(1, up_to_sequence),
            BATCH_ITEM.c.duplicate_of.is_(None),
        )
        .group_by(BATCH_ITEM.c.place)
        .order_by(BATCH_ITEM.c.place)
    )
    return {row.place: row.items for row in found}


def with_ranks(
    items: tuple[BatchItem, ...], rows: list[AnyRow], counts: Mapping[int, int], spread: int
) -> tuple[BatchItem, ...]:
    """Sets the ranks of `ranks_of`. Duplicates and what failed have none."""
    ranks = ranks_of(counts, spread)
    return tuple(
        replace(item, rank=ranks[row.place].number, tied=ranks[row.place].tied)
        if row.duplicate_of is None and row.sequence and row.place in ranks
        else item
        for item, row in zip(items, rows, strict=True)
    )
