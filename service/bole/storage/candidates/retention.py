"""What is kept long enough: documents first, results later, of nobody who is held."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.errors import BoleError
from bole.domain.vault import Vault
from bole.storage.batches.batch_rows import FINAL_BATCH, batch_row, save
from bole.storage.batches.removing import blank_items, delete_batch, items_where, remove_documents
from bole.storage.batches.tally import tally_of
from bole.storage.candidate_rows import is_held
from bole.storage.database import Database
from bole.storage.doomed import destroy_doomed
from bole.storage.statements import MANY
from bole.storage.tables import BATCH, BATCH_DOCUMENT, BATCH_ITEM
from bole.storage.unbroken import unbroken


@unbroken
class SqlRetention:
    """Ends what a database has kept long enough, in transactions between which others write."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Works on `database`; the keys of what goes are destroyed at `vault`."""
        self._database = database
        self._calls = database.calls
        self._vault = vault

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have batches."""
        async with self._database.reading() as connection:
            return tuple(await connection.scalars(select(BATCH.c.tenant).distinct().order_by(BATCH.c.tenant)))

    async def end_documents(self, tenant: str, before: int) -> int:
        """Deletes the documents of batches that ended before a time, and returns how many there were.

        What was found in them stays: batches can be rescored, and their results read.
        """
        count = 0
        for batch_id in await self._ended(tenant, before, _has_documents()):
            count += await self._end_documents_of(batch_id)
        await destroy_doomed(self._database, self._vault)
        return count

    async def end_results(self, tenant: str, before: int) -> int:
        """Deletes batches that ended before a time, and returns how many. Where somebody is held all others go."""
        count = 0
        for batch_id in await self._ended(tenant, before, _has_content()):
            async with self._database.writing() as connection:
                count += await _end_results_of(connection, tenant, batch_id)
        await destroy_doomed(self._database, self._vault)
        return count

    async def _ended(self, tenant: str, before: int, wanted: ColumnElement[bool]) -> list[str]:
        query = select(BATCH.c.batch_id).where(
            BATCH.c.tenant == tenant, BATCH.c.state.in_(FINAL_BATCH), BATCH.c.finished_at < before, wanted
        )
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(BATCH.c.batch_id)))

    async def _end_documents_of(self, batch_id: str) -> int:
        query = select(BATCH_DOCUMENT.c.number).where(BATCH_DOCUMENT.c.batch_id == batch_id, ~_document_is_held())
        count = 0
        while True:
            async with self._database.writing() as connection:
                numbers = list(await connection.scalars(query.order_by(BATCH_DOCUMENT.c.number).limit(MANY)))
                count += await remove_documents(connection, batch_id, numbers)
            if len(numbers) < MANY:
                return count


async def _end_results_of(connection: AsyncConnection, tenant: str, batch_id: str) -> int:
    """Deletes a batch, or all that is in it of people who are not held; returns how many batches are gone."""
    try:
        batch = await batch_row(connection, tenant, batch_id, lock=True)
    except BoleError:  # deleted meanwhile
        return 0
    with suppress(BoleError):  # somebody is held; what is raised for that comes before anything is changed
        await delete_batch(connection, tenant, batch_id)
        return 1
    tally = tally_of(batch)
    rows = await items_where(connection, batch_id, ~is_held(BATCH_ITEM) & (BATCH_ITEM.c.payload != b""))
    await blank_items(connection, batch_id, rows, tally)
    await save(connection, batch_id, tally)
    return 0


def _document_is_held() -> ColumnElement[bool]:
    return exists().where(
        BATCH_ITEM.c.batch_id == BATCH_DOCUMENT.c.batch_id,
        BATCH_ITEM.c.number == BATCH_DOCUMENT.c.number,
        is_held(BATCH_ITEM),
    )


def _has_documents() -> ColumnElement[bool]:
    return exists().where(BATCH_DOCUMENT.c.batch_id == BATCH.c.batch_id, ~_document_is_held())


def _has_content() -> ColumnElement[bool]:
    """Returns the condition that a batch has nobody who is held, or something of somebody who is not."""
    mine = BATCH_ITEM.c.batch_id == BATCH.c.batch_id
    return ~exists().where(mine, is_held(BATCH_ITEM)) | exists().where(
        mine, ~is_held(BATCH_ITEM), BATCH_ITEM.c.payload != b""
    )
