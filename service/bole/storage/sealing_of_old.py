"""Seals what a schema of level 1 holds, in which nothing was sealed; all of it, or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, column, select, table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.vault import Content, Vault
from bole.storage.forms import (
    ItemName,
    answer_content,
    documents_content,
    name_content,
    packed_answer,
    packed_name,
    terms_content,
)
from bole.storage.statements import AnyRow, chunks

_AT_ONCE = 200

_BATCH = table("batch", *map(column, ("tenant", "batch_id", "request_digest", "payload")))
_ITEM = table(
    "batch_item",
    *map(column, ("tenant", "batch_id", "number", "item_id", "candidate_id", "documents_digest", "payload")),
)
_DOCUMENT = table("batch_document", *map(column, ("batch_id", "number", "candidate_id", "payload")))
_ANSWER = table("answer", *map(column, ("tenant", "digest", "candidate_id", "payload")))


async def seal_level_1(connection: AsyncConnection, vault: Vault) -> None:
    """Seals terms, items, documents and answers, and puts digests in the place of what names people."""
    for batch in list(await connection.execute(select(_BATCH))):
        (terms,) = await vault.seal([terms_content(batch.payload, batch.tenant, batch.request_digest)])
        await connection.execute(update(_BATCH).where(_BATCH.c.batch_id == batch.batch_id).values(payload=terms))
        await _seal_items(connection, vault, batch.batch_id)
    # Each once: two tenants may have asked the same, and what is sealed twice is lost.
    for part in chunks(list(await connection.scalars(select(_ANSWER.c.digest).distinct())), _AT_ONCE):
        await _seal_answers(connection, vault, part)


async def _seal_items(connection: AsyncConnection, vault: Vault, batch_id: str) -> None:
    numbers = select(_ITEM.c.number).where(_ITEM.c.batch_id == batch_id).order_by(_ITEM.c.number)
    for part in chunks(list(await connection.scalars(numbers)), _AT_ONCE):
        query = (
            select(_ITEM, _DOCUMENT.c.candidate_id.label("given"), _DOCUMENT.c.payload.label("documents"))
            .join(_DOCUMENT, (_DOCUMENT.c.batch_id == _ITEM.c.batch_id) & (_DOCUMENT.c.number == _ITEM.c.number))
            .where(_ITEM.c.batch_id == batch_id, _ITEM.c.number.in_(part))
        )
        rows = list(await connection.execute(query))
        sealed = iter(await vault.seal([content for row in rows for content in _contents(vault, row)]))
        items, documents = [], []
        for row in rows:
            key = {"of_batch": batch_id, "of_number": row.number}
            items.append(key | _digests(vault, row) | {"payload": next(sealed)})
            documents.append(key | {"candidate_id": "", "payload": next(sealed)})
        await connection.execute(_change(_ITEM), items)
        await connection.execute(_change(_DOCUMENT), documents)


def _digests(vault: Vault, row: AnyRow) -> dict[str, str]:
    names = ("item_id", "candidate_id", "documents_digest")
    return {name: vault.digest(row.tenant, getattr(row, name)) for name in names}


def _contents(vault: Vault, row: AnyRow) -> tuple[Content, Content]:
    digests = _digests(vault, row)
    item, documents = digests["item_id"], digests["documents_digest"]
    source = row.payload.decode("utf-8", "surrogateescape")
    name = packed_name(ItemName(item_id=row.item_id, candidate_id=row.given, source=source))
    return (
        name_content(name, row.tenant, item, documents, row.candidate_id),
        documents_content(row.documents, row.tenant, item, documents, row.candidate_id),
    )


def _change(kind: Any) -> Any:  # noqa: ANN401  # of a table that is known by name alone
    return update(kind).where(kind.c.batch_id == bindparam("of_batch"), kind.c.number == bindparam("of_number"))


async def _seal_answers(connection: AsyncConnection, vault: Vault, digests: list[str]) -> None:
    rows = list(await connection.execute(select(_ANSWER).where(_ANSWER.c.digest.in_(digests))))
    contents = [
        answer_content(packed_answer(row.candidate_id, row.payload), row.tenant, row.digest, row.candidate_id)
        for row in rows
    ]
    changes = [
        {
            "of_digest": row.digest,
            "of_tenant": row.tenant,
            "candidate_id": vault.digest(row.tenant, row.candidate_id),
            "payload": sealed,
        }
        for row, sealed in zip(rows, await vault.seal(contents), strict=True)
    ]
    change = update(_ANSWER).where(
        _ANSWER.c.digest == bindparam("of_digest"), _ANSWER.c.tenant == bindparam("of_tenant")
    )
    await connection.execute(change, changes)
