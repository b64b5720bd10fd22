"""Rows of items with what is known beside them: their answers, their originals, other items of the same candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import BatchItem, ItemState
from bole.domain.screening import CutGroup, ItemFailure
from bole.domain.storage_ports import Vault
from bole.storage.answer_rows import ANSWER_COLUMNS, answer_of
from bole.storage.places import standing_at
from bole.storage.statements import AnyRow
from bole.storage.tables import ANSWER, BATCH_ITEM
from bole.storage.vault import Content, open_all

_ORIGINAL = BATCH_ITEM.alias("original")

_NAMES = (
    "number",
    "item_id",
    "candidate_id",
    "state",
    "attempts",
    "sequence",
    "duplicate_of",
    "place",
    "match_score",
    "coverage",
    "cut_group",
    "failure_reason",
    "failure_message",
    "sealed_for",
    "payload",
)

MOST_OF_ONE_CANDIDATE = 100
"""Items of one candidate that are looked at: callers can give all items of a batch the same candidate_id."""


def items_query(batch_id: str, *, up_to_sequence: int) -> Select[Any]:
    """Returns the query for items that had not finished after `up_to_sequence`, with their answers."""
    return (
        select(
            *(BATCH_ITEM.c[name] for name in _NAMES),
            _ORIGINAL.c.item_id.label("original_item_id"),
            *ANSWER_COLUMNS,
        )
        .outerjoin(
            _ORIGINAL,
            and_(_ORIGINAL.c.batch_id == BATCH_ITEM.c.batch_id, _ORIGINAL.c.number == BATCH_ITEM.c.duplicate_of),
        )
        .outerjoin(ANSWER, and_(ANSWER.c.tenant == BATCH_ITEM.c.tenant, ANSWER.c.digest == BATCH_ITEM.c.answer_digest))
        .where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.sequence <= up_to_sequence)
    )


async def same_candidates(
    connection: AsyncConnection, tenant: str, batch_id: str, rows: Sequence[AnyRow], *, up_to_sequence: int
) -> dict[int, tuple[str, ...]]:
    """Returns the other finished items of each row's candidate with other documents, by the row's number."""
    wanted = {row.candidate_id for row in rows} - {""}
    turn = func.row_number().over(partition_by=BATCH_ITEM.c.candidate_id, order_by=BATCH_ITEM.c.number)
    original = func.coalesce(BATCH_ITEM.c.duplicate_of, BATCH_ITEM.c.number)
    inner = (
        select(BATCH_ITEM.c.candidate_id, BATCH_ITEM.c.item_id, original.label("original"), turn.label("turn"))
        .where(
            BATCH_ITEM.c.tenant == tenant,
            BATCH_ITEM.c.batch_id == batch_id,
            BATCH_ITEM.c.candidate_id.in_(wanted),
            (BATCH_ITEM.c.sequence + 0).between(1, up_to_sequence),  # "+ 0": not the index of sequences, which has all
        )
        .subquery()
    )
    query = select(inner).where(inner.c.turn <= MOST_OF_ONE_CANDIDATE).order_by(inner.c.turn)
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for item in await connection.execute(query):
        found[item.candidate_id].append(item)
    return {
        row.number: tuple(
            other.item_id
            for other in found.get(row.candidate_id, ())
            if other.original != (row.duplicate_of or row.number)
        )
        for row in rows
    }


async def items_of(
    vault: Vault, tenant: str, rows: Sequence[AnyRow], same_candidate: Mapping[int, tuple[str, ...]]
) -> tuple[BatchItem, ...]:
    """Returns what rows of `items_query` say, without their ranks."""
    answered = [row for row in rows if row.answer_payload is not None]
    sealed = [Content(payload=row.payload, tenant=tenant, candidate_id=row.sealed_for) for row in rows]
    sealed += [
        Content(payload=row.answer_payload, tenant=tenant, candidate_id=row.answer_candidate_id) for row in answered
    ]
    opened = await open_all(vault, sealed)
    answers = dict(zip((row.number for row in answered), opened[len(rows) :], strict=True))
    return tuple(
        _item_of(row, source, answers.get(row.number), same_candidate.get(row.number, ()))
        for row, source in zip(rows, opened, strict=False)
    )


def _item_of(row: AnyRow, source: bytes, answer: bytes | None, same_candidate: tuple[str, ...]) -> BatchItem:
    return BatchItem(
        number=row.number,
        item_id=row.item_id,
        source=source.decode("utf-8", "surrogateescape"),
        state=ItemState(row.state),
        attempts=row.attempts,
        sequence=row.sequence,
        candidate_id=row.candidate_id,
        duplicate_of=row.original_item_id or "",
        same_candidate=same_candidate,
        standing=standing_at(row.place, row.match_score, row.coverage),
        cut_group=None if row.cut_group is None else CutGroup(row.cut_group),
        failure=_failure(row),
        answer=None if answer is None else answer_of(row, answer),
    )


def _failure(row: AnyRow) -> ItemFailure | None:
    if row.failure_reason is None:
        return None
    return ItemFailure(reason=row.failure_reason, message=row.failure_message)
