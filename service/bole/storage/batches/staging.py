"""The cut of a two-stage batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import CutAnswers, ItemState
from bole.domain.screening import CutGroup
from bole.storage.batches.tally import Tally
from bole.storage.batches.working import change_items
from bole.storage.places import UNPLACED, standing_at
from bole.storage.statements import AnyRow
from bole.storage.tables import BATCH_ITEM

_STANDING = ("place", "match_score", "coverage", "answer_digest")


async def ordered_numbers(connection: AsyncConnection, batch_id: str) -> tuple[int, ...]:
    """Returns the ORDERED items that mirror no other, best first."""
    found = await connection.execute(
        select(BATCH_ITEM.c.number)
        .where(
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.state == ItemState.ORDERED.value,
            BATCH_ITEM.c.duplicate_of.is_(None),
        )
        .order_by(BATCH_ITEM.c.place, BATCH_ITEM.c.number)
    )
    return tuple(row.number for row in found)


async def cut_items(connection: AsyncConnection, batch_id: str, groups: Mapping[int, CutGroup], tally: Tally) -> None:
    """Parts ORDERED items and those that mirror them; what is not ORDERED any more stays as it is."""
    ended, chosen = [], []
    columns = (BATCH_ITEM.c[name] for name in ("number", "duplicate_of", *_STANDING))
    query = (
        select(*columns)
        .where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.state == ItemState.ORDERED.value)
        .order_by(BATCH_ITEM.c.place, BATCH_ITEM.c.number)
    )
    for row in await connection.execute(query):
        group = groups.get(row.duplicate_of or row.number)
        change = {"of_batch": batch_id, "of_number": row.number, "cut_group": group}
        if group is CutGroup.REST:
            sequence = tally.moved(ItemState.ORDERED, ItemState.SUCCEEDED)
            ended.append(change | {"state": ItemState.SUCCEEDED.value, "sequence": sequence})
        elif group is not None:
            tally.moved(ItemState.ORDERED, ItemState.QUEUED)
            chosen.append(change | _for_the_model(row))
    await change_items(connection, ended)
    await change_items(connection, chosen)


def _for_the_model(row: AnyRow) -> dict[str, Any]:
    """Returns the columns of an item that waits again; what the rules said of it is kept apart."""
    blank = {"place": UNPLACED, "match_score": None, "coverage": None, "answer_digest": None}
    return {"state": ItemState.QUEUED.value, **blank} | {f"first_{name}": getattr(row, name) for name in _STANDING}


async def answers_of_cut(connection: AsyncConnection, batch_id: str) -> CutAnswers:
    """Returns the standings by rules and by model of the items that the model has read, and counts the rest."""
    names = ("first_place", "first_match_score", "first_coverage", "place", "match_score", "coverage", "cut_group")
    found = await connection.execute(
        select(*(BATCH_ITEM.c[name] for name in names))
        .where(*_answered(batch_id, CutGroup.BEST, CutGroup.CONTROL))
        .order_by(BATCH_ITEM.c.number)
    )
    pairs = []
    for row in found:
        rules, model = standing_at(*row[:3]), standing_at(*row[3:6])
        if rules is not None and model is not None:
            pairs.append((rules, model, CutGroup(row.cut_group)))
    rest = select(func.count()).select_from(BATCH_ITEM).where(*_answered(batch_id, CutGroup.REST))
    return CutAnswers(read=tuple(pairs), rest_count=(await connection.execute(rest)).scalar_one())


def _answered(batch_id: str, *groups: CutGroup) -> tuple[ColumnElement[bool], ...]:
    return (
        BATCH_ITEM.c.batch_id == batch_id,
        BATCH_ITEM.c.state == ItemState.SUCCEEDED.value,
        BATCH_ITEM.c.cut_group.in_([group.value for group in groups]),
        BATCH_ITEM.c.duplicate_of.is_(None),
    )
