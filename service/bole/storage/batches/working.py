"""Items that are taken into work, are found to be duplicates, and go back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import ClaimedItem, ItemState
from bole.domain.vault import Vault
from bole.storage.batches.batch_rows import save
from bole.storage.batches.tally import tally_of
from bole.storage.batches.twins import BLANK, WAITING, mirrored, originals
from bole.storage.forms import ItemName, documents_content, name_content, unpacked_name
from bole.storage.statements import AnyRow, chunks
from bole.storage.tables import BATCH_DOCUMENT, BATCH_ITEM

_BACK = {
    "state": case((BATCH_ITEM.c.suspect, ItemState.SUSPECT.value), else_=ItemState.QUEUED.value),
    "attempts": BATCH_ITEM.c.attempts - 1,
}
"""An item in work that goes back as if it had not been begun; one that is suspect stays so."""

_OF_ITEM = ("number", "item_id", "documents_digest", "document_key", "attempts", "suspect", "crashes", "cut_group")

_CLAIMED = (
    *(BATCH_ITEM.c[name] for name in _OF_ITEM),
    BATCH_ITEM.c.payload.label("name"),
    BATCH_DOCUMENT.c.payload.label("documents"),
)

_CHANGE = update(BATCH_ITEM).where(
    BATCH_ITEM.c.batch_id == bindparam("of_batch"), BATCH_ITEM.c.number == bindparam("of_number")
)


_DOCUMENTS_OF_ITEM = and_(
    BATCH_DOCUMENT.c.batch_id == BATCH_ITEM.c.batch_id, BATCH_DOCUMENT.c.number == BATCH_ITEM.c.number
)


async def claimable(
    connection: AsyncConnection, batch_id: str, limit: int, *, suspects: bool, most_bytes: int | None
) -> list[AnyRow]:
    """Takes items into work and returns them with their sealed documents, in the order of their numbers."""
    state = ItemState.SUSPECT if suspects else ItemState.QUEUED
    sizes = await connection.execute(
        select(BATCH_ITEM.c.number, func.length(BATCH_DOCUMENT.c.payload))
        .join(BATCH_DOCUMENT, _DOCUMENTS_OF_ITEM)
        .where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.state == state, BATCH_ITEM.c.duplicate_of.is_(None))
        .order_by(BATCH_ITEM.c.duplicate_of, BATCH_ITEM.c.number)  # as the index has them; the first is NULL
        .limit(limit)
    )
    rows: list[AnyRow] = []
    for part in chunks(_within(((number, size) for number, size in sizes), most_bytes)):
        these = (BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.number.in_(part))
        rows += await connection.execute(
            select(*_CLAIMED).join(BATCH_DOCUMENT, _DOCUMENTS_OF_ITEM).where(*these).order_by(BATCH_ITEM.c.number)
        )
        await connection.execute(
            update(BATCH_ITEM).where(*these).values(state=ItemState.RUNNING.value, attempts=BATCH_ITEM.c.attempts + 1)
        )
    return rows


def _within(sizes: Iterable[tuple[int, int]], most_bytes: int | None) -> Iterator[int]:
    """Yields the numbers of the first items that fit; the first one always does, so that each gets its turn."""
    total = 0
    for number, size in sizes:
        if total and most_bytes is not None and total + size > most_bytes:
            return
        total += size
        yield number


async def claimed(vault: Vault, tenant: str, rows: Sequence[AnyRow]) -> tuple[ClaimedItem, ...]:
    """Returns the items of `claimable` opened, without those that are being erased right now."""
    sealed = [
        content
        for row in rows
        for content in (
            name_content(row.name, tenant, row.item_id, row.documents_digest),
            documents_content(row.documents, tenant, row.item_id, row.documents_digest),
        )
    ]
    opened = await vault.open(sealed)
    return tuple(
        _claimed(row, unpacked_name(name), documents)
        for row, name, documents in zip(rows, opened[::2], opened[1::2], strict=True)
        if name is not None and documents is not None
    )


def _claimed(row: AnyRow, name: ItemName, documents: bytes) -> ClaimedItem:
    return ClaimedItem(
        number=row.number,
        item_id=name.item_id,
        candidate_id=name.candidate_id,
        document_key=row.document_key,
        documents=documents,
        attempts=row.attempts + 1,
        suspect=row.suspect,
        crashes=row.crashes,
        ordered=row.cut_group is not None,
    )


async def put_back(connection: AsyncConnection, batch_id: str, numbers: Sequence[int] | None = None) -> None:
    """Puts items in work back, all of them without `numbers`; those that are not in work stay as they are."""
    in_work = update(BATCH_ITEM).where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.state == ItemState.RUNNING.value)
    if numbers is None:
        await connection.execute(in_work.values(_BACK))
        return
    for part in chunks(numbers):
        await connection.execute(in_work.where(BATCH_ITEM.c.number.in_(part)).values(_BACK))


async def identify_items(connection: AsyncConnection, batch: AnyRow, keys: Mapping[int, str]) -> frozenset[int]:
    """Sets document keys of items in work, and returns those that mirror another item from now on."""
    rows = {row.number: row for row in await _rows(connection, batch.batch_id, keys) if row.state == ItemState.RUNNING}
    tally = tally_of(batch)
    moved = [number for number, row in rows.items() if row.document_key not in {"", keys[number]}]
    tally.duplicates -= await _release(connection, batch.batch_id, moved)
    found = await originals(connection, batch.batch_id, keys.values())
    known = {key: original for key, original in found.items() if keys.get(original["number"], key) == key}
    named, duplicates = [], []
    for number, row in sorted(rows.items()):
        change = {"of_batch": batch.batch_id, "of_number": number, "document_key": keys[number]}
        original = known.setdefault(keys[number], {"number": number, "state": ItemState.RUNNING.value} | dict(BLANK))
        if original["number"] == number:
            named.append(change)
        else:
            tally.duplicates += 1
            duplicates.append(change | mirrored(original, row.candidate_id, tally))
    await change_items(connection, named)
    await change_items(connection, duplicates)
    await save(connection, batch.batch_id, tally)
    return frozenset(change["of_number"] for change in duplicates)


async def _release(connection: AsyncConnection, batch_id: str, numbers: Sequence[int]) -> int:
    """Frees the duplicates of items whose files have changed since they were begun; they are read themselves."""
    count = 0
    for part in chunks(numbers):
        freed = await connection.execute(
            update(BATCH_ITEM)
            .where(
                BATCH_ITEM.c.batch_id == batch_id,
                BATCH_ITEM.c.state.in_(WAITING),
                BATCH_ITEM.c.duplicate_of.in_(part),
            )
            .values(duplicate_of=None, document_key="")
        )
        count += freed.rowcount
    return count


async def change_items(connection: AsyncConnection, changes: Sequence[dict[str, Any]]) -> None:
    """Sets columns of items, each named by `of_batch` and `of_number`; all changes name the same columns."""
    if changes:
        await connection.execute(_CHANGE, changes)


async def _rows(connection: AsyncConnection, batch_id: str, numbers: Iterable[int]) -> list[AnyRow]:
    columns = (BATCH_ITEM.c[name] for name in ("number", "state", "candidate_id", "document_key"))
    query = select(*columns).where(BATCH_ITEM.c.batch_id == batch_id)
    rows: list[AnyRow] = []
    for part in chunks(numbers):
        rows += await connection.execute(query.where(BATCH_ITEM.c.number.in_(part)))
    return rows
