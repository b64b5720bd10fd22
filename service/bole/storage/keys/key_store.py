"""Keys of contents, wrapped by a master key, in a database of their own."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.storage.database import Database
from bole.storage.keys.key_tables import DATA_KEY, KEY_METADATA, LEDGER_MARK
from bole.storage.keys.master_keys import KEY_BYTES, MasterKeys, Wrapped
from bole.storage.statements import AnyRow, chunks, insert_all, insert_new
from bole.storage.unbroken import unbroken

_ROOT = "root"
"""Name of the one key that seals nothing: digests are made with it."""
_ADVISORY_LOCK = 0x626F6C66
"""Another number than that of the migrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """A key and its name, 32 hexadecimal digits."""

    key_id: str
    key: bytes


@unbroken
class KeyStore:
    """Makes keys, finds them and destroys them."""

    def __init__(self, database: Database, masters: MasterKeys) -> None:
        """Stores on `database`, wrapped by the newest of `masters`."""
        self._database = database
        self._calls = database.calls
        self._masters = masters

    async def begin(self) -> bytes:
        """Makes the table where it is not there, and returns the key that digests are made with.

        All keys are wrapped by the newest master key when this has ended.

        Raises:
            BoleError: KEY_MISSING where a master key is not there under which there are keys, STORAGE_UNAVAILABLE.
        """
        async with self._database.writing() as connection:
            if not self._database.is_sqlite:
                await connection.execute(text("SET LOCAL lock_timeout = 0"))
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            await connection.run_sync(KEY_METADATA.create_all)
            await check_masters(connection, self._masters)
            root = await self._root(connection)
        while await self._rewrap_some():
            pass
        return root

    async def make(self, owners: Sequence[str]) -> list[DataKey]:
        """Makes a key for each owner, durable on return."""
        made = [DataKey(key_id=secrets.token_hex(16), key=secrets.token_bytes(KEY_BYTES)) for _ in owners]
        rows = [self._row(each, owner) for each, owner in zip(made, owners, strict=True)]
        async with self._database.writing() as connection:
            await insert_all(connection, DATA_KEY, rows)
        return made

    async def find(self, key_ids: Iterable[str]) -> dict[str, bytes]:
        """Returns those of the keys that are there, by name."""
        rows: list[AnyRow] = []
        async with self._database.reading() as connection:
            for part in chunks(key_ids):
                rows += await connection.execute(select(DATA_KEY).where(DATA_KEY.c.key_id.in_(part)))
        return {row.key_id: self._masters.unwrap(row.key_id.encode(), _wrapped(row)) for row in rows}

    async def destroy(self, key_ids: Collection[str]) -> int:
        """Destroys keys, and returns how many of them were there; `is_wiped` tells whether files still hold them."""
        count = 0
        async with self._database.writing() as connection:
            for part in chunks(sorted(key_ids)):
                gone = await connection.execute(delete(DATA_KEY).where(DATA_KEY.c.key_id.in_(part)))
                count += gone.rowcount
        if count:
            await self._database.wipe()
        return count

    async def is_wiped(self) -> bool:
        """Tells whether the files hold nothing of keys that were destroyed."""
        return await self._database.wipe()

    async def owned(self, owner: str) -> list[str]:
        """Returns the names of the keys that were made for an owner."""
        async with self._database.reading() as connection:
            return list(await connection.scalars(select(DATA_KEY.c.key_id).where(DATA_KEY.c.owner == owner)))

    async def note(self, name: str, place: int, link: str) -> None:
        """Keeps how far a ledger has come; a place that is not farther changes nothing."""
        here = {"name": name, "place": place, "link": link}
        async with self._database.writing() as connection:
            await connection.execute(insert_new(connection, LEDGER_MARK).values(**here))
            these = (LEDGER_MARK.c.name == name, LEDGER_MARK.c.place < place)
            await connection.execute(update(LEDGER_MARK).where(*these).values(**here))

    async def noted(self, name: str) -> tuple[int, str] | None:
        """Returns how far a ledger had come, with the link there; None where that was never noted."""
        query = select(LEDGER_MARK.c.place, LEDGER_MARK.c.link).where(LEDGER_MARK.c.name == name)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (row.place, row.link)

    async def _root(self, connection: AsyncConnection) -> bytes:
        """Returns the key of digests; the first replica makes it."""
        query = select(DATA_KEY).where(DATA_KEY.c.key_id == _ROOT)
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            new = DataKey(key_id=_ROOT, key=secrets.token_bytes(KEY_BYTES))
            await connection.execute(insert_new(connection, DATA_KEY), self._row(new, ""))
            return new.key
        return self._masters.unwrap(row.key_id.encode(), _wrapped(row))

    async def _rewrap_some(self) -> int:
        """Wraps some keys anew that an older master key wraps; others write between."""
        newest = self._masters.newest
        async with self._database.writing() as connection:
            query = select(DATA_KEY).where(DATA_KEY.c.master != newest).order_by(DATA_KEY.c.key_id).limit(1000)
            rows = list(await connection.execute(query.with_for_update()))
            if rows:
                change = update(DATA_KEY).where(DATA_KEY.c.key_id == bindparam("of_key"))
                await connection.execute(change, [self._rewrapped(row) for row in rows])
        return len(rows)

    def _rewrapped(self, row: AnyRow) -> dict[str, object]:
        name = row.key_id.encode()
        wrapped = self._masters.wrap(name, self._masters.unwrap(name, _wrapped(row)))
        return {"of_key": row.key_id, "master": wrapped.master, "wrapped": wrapped.content}

    def _row(self, key: DataKey, owner: str) -> dict[str, object]:
        wrapped = self._masters.wrap(key.key_id.encode(), key.key)
        return {"key_id": key.key_id, "owner": owner, "master": wrapped.master, "wrapped": wrapped.content}


async def has_keys(database: Database) -> bool:
    """Tells whether a store holds keys, before it is known which master keys there are."""
    async with database.reading() as connection:
        if not await connection.run_sync(lambda opened: inspect(opened).has_table(DATA_KEY.name)):
            return False
        return await connection.scalar(select(DATA_KEY.c.key_id).limit(1)) is not None


async def check_masters(connection: AsyncConnection, masters: MasterKeys) -> None:
    """Unwraps a key of each master key that has any: what is missing shows at the start.

    Raises:
        BoleError: KEY_MISSING.
    """
    newest_of_each = select(func.max(DATA_KEY.c.key_id)).group_by(DATA_KEY.c.master)
    for row in list(await connection.execute(select(DATA_KEY).where(DATA_KEY.c.key_id.in_(newest_of_each)))):
        masters.unwrap(row.key_id.encode(), _wrapped(row))


def _wrapped(row: AnyRow) -> Wrapped:
    return Wrapped(master=row.master, content=row.wrapped)
