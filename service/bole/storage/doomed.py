"""Keys that nothing needs any more: noted with what makes them so, and destroyed as soon as that is durable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Vault
from bole.storage.database import Database
from bole.storage.statements import MANY, chunks, insert_new
from bole.storage.tables import DOOMED_KEY


async def doom(connection: AsyncConnection, heads: Iterable[bytes]) -> None:
    """Notes the keys of contents that the transaction deletes."""
    for part in chunks(sorted({head for head in heads if head})):
        await connection.execute(insert_new(connection, DOOMED_KEY), [{"head": head} for head in part])


@asynccontextmanager
async def destroyed_if_refused(vault: Vault, sealed: Iterable[bytes]) -> AsyncIterator[None]:
    """Destroys the keys of what was sealed for a transaction that is refused.

    Not where the storage went away: that may come after all was written.
    """
    try:
        yield
    except BoleError as error:
        if error.reason is not ErrorReason.STORAGE_UNAVAILABLE:
            await vault.destroy([vault.key_of(each) for each in sealed])
        raise


async def destroy_doomed(database: Database, vault: Vault) -> int:
    """Destroys the keys that are noted, also those that a process left behind that died, and returns how many."""
    count = 0
    while True:
        async with database.reading() as connection:
            heads = list(await connection.scalars(select(DOOMED_KEY.c.head).limit(MANY)))
        if not heads:
            return count
        count += await vault.destroy([vault.key_of(head) for head in heads])
        async with database.writing() as connection:
            await connection.execute(delete(DOOMED_KEY).where(DOOMED_KEY.c.head.in_(heads)))
