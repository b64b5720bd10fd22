"""Rows of items with what is known beside them: their answers, their originals, other items of the same candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import BatchItem, ItemState
from bole.domain.screening import CutGroup, ItemFailure
from bole.domain.vault import Content, Vault
from bole.storage.answers.answer_rows import ANSWER_COLUMNS, answer_of
from bole.storage.forms import ERASED, ItemName, answer_content, erased_id, name_content, unpacked_name
from bole.storage.places import standing_at
from bole.storage.statements import AnyRow
from bole.storage.tables import ANSWER, BATCH_ITEM

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
    "documents_digest",
    "payload",
)

_NAMED = ("number", "item_id", "documents_digest", "payload")
"""What `names_of` needs of an item."""

MOST_OF_ONE_CANDIDATE = 100
"""Items of one candidate that are looked at: callers can give all items of a batch the same candidate_id."""


def items_query(batch_id: str, *, up_to_sequence: int) -> Select[Any]:
    """Returns the query for items that had not finished after `up_to_sequence`, with their answers."""
    return (
        select(
            *(BATCH_ITEM.c[name] for name in _NAMES),
            *(_ORIGINAL.c[name].label(f"original_{name}") for name in _NAMED),
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
) -> dict[int, tuple[AnyRow, ...]]:
    """Returns the other finished items of each row's candidate with other documents, by the row's number."""
    wanted = {row.candidate_id for row in rows} - {""}
    turn = func.row_number().over(partition_by=BATCH_ITEM.c.candidate_id, order_by=BATCH_ITEM.c.number)
    original = func.coalesce(BATCH_ITEM.c.duplicate_of, BATCH_ITEM.c.number)
    named = (BATCH_ITEM.c[name] for name in _NAMED)
    inner = (
        select(BATCH_ITEM.c.candidate_id, *named, original.label("original"), turn.label("turn"))
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
            other for other in found.get(row.candidate_id, ()) if other.original != (row.duplicate_of or row.number)
        )
        for row in rows
    }


async def items_of(
    vault: Vault, tenant: str, rows: Sequence[AnyRow], same_candidate: Mapping[int, tuple[AnyRow, ...]]
) -> tuple[BatchItem, ...]:
    """Returns what rows of `items_query` say, without their ranks."""
    named = {row.number: _sealed_name(tenant, row) for row in rows}
    named |= {row.original_number: _sealed_name(tenant, row, "original_") for row in rows if row.original_number}
    named |= {other.number: _sealed_name(tenant, other) for others in same_candidate.values() for other in others}
    answered = [row for row in rows if row.answer_payload is not None]
    answers = [answer_content(row.answer_payload, tenant, row.answer_digest) for row in answered]
    there = {number: name for number, name in named.items() if name.payload}
    opened = await vault.open([*there.values(), *answers])
    names = dict(zip(there, opened, strict=False))
    known = {number: _name_of(number, names.get(number)) for number in named}
    found = dict(zip((row.number for row in answered), opened[len(there) :], strict=True))
    return tuple(
        _item_of(row, known, found.get(row.number), [known[other.number] for other in same_candidate[row.number]])
        for row in rows
    )


def _sealed_name(tenant: str, row: AnyRow, prefix: str = "") -> Content:
    payload, item, documents = (getattr(row, prefix + name) for name in ("payload", "item_id", "documents_digest"))
    return name_content(payload, tenant, item, documents)


def _name_of(number: int, opened: bytes | None) -> ItemName:
    if opened is None:
        return ItemName(item_id=erased_id(number), candidate_id="", source="")
    return unpacked_name(opened)


def _item_of(
    row: AnyRow, names: Mapping[int, ItemName], content: bytes | None, same_candidate: Sequence[ItemName]
) -> BatchItem:
    name, original = names[row.number], names.get(row.original_number)
    answer = None if content is None else answer_of(row, content)
    being_erased = answer is None and row.answer_payload is not None
    return BatchItem(
        number=row.number,
        item_id=name.item_id,
        source=name.source,
        state=ItemState.FAILED if being_erased else ItemState(row.state),
        attempts=row.attempts,
        sequence=row.sequence,
        candidate_id=name.candidate_id if answer is None else answer.candidate_id,
        duplicate_of="" if original is None else original.item_id,
        same_candidate=tuple(other.item_id for other in same_candidate),
        standing=None if being_erased else standing_at(row.place, row.match_score, row.coverage),
        cut_group=None if row.cut_group is None else CutGroup(row.cut_group),
        failure=ERASED if being_erased else _failure(row),
        answer=answer,
    )


def _failure(row: AnyRow) -> ItemFailure | None:
    if row.failure_reason is None:
        return None
    return ItemFailure(reason=row.failure_reason, message=row.failure_message)
