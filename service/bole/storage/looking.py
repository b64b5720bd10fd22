"""Looks at a database without changing it: for who wants to know whether a service could work with it."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bole.storage.database import Database, engine_for
from bole.storage.keys.key_store import check_masters, has_keys
from bole.storage.keys.master_keys import MasterKeys, keys_in_file, missing
from bole.storage.migrating import LEVEL, OLDEST_ABLE
from bole.storage.tables import SCHEMA_INFO


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen of a database that can be written.

    Attributes:
        level: Of its schema; None where it has none yet.
        oldest_able: The oldest level of code that works with it; None as above.
        known: The level that this code brings it to.
        known_able: The oldest level of code that works with it then.
        ahead_seconds: How far its clock is ahead of this machine's, give or take what the question took; 0 for SQLite.
    """

    level: int | None
    oldest_able: int | None
    known: int
    known_able: int
    ahead_seconds: float


def file_of(address: str) -> Path | None:
    """Returns the file of an SQLite address, None for others and for what is no address."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return None
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


async def look_at_keys(address: str, masters: MasterKeys | Path, *, busy_seconds: float = 5.0) -> bool:
    """Tells whether there are keys yet, and checks that the master keys are there that have wrapped them.

    Args:
        address: Of the database of keys, as of `look`.
        masters: The master keys, or the file that they lie in.
        busy_seconds: As of `look`.

    Raises:
        BoleError: KEY_MISSING, and what `look` raises.
    """
    database = Database(engine_for(address, busy_seconds=busy_seconds))
    try:
        if not await has_keys(database):
            return False
        known = keys_in_file(masters) if isinstance(masters, Path) else masters
        if known is None:
            raise missing("of the file")
        async with database.reading() as connection:
            await check_masters(connection, known)
    finally:
        await database.engine.dispose()
    return True


async def look(address: str, *, busy_seconds: float = 5.0) -> Look:
    """Looks at the schema, and writes something that is undone at once.

    Args:
        address: As of `opened`. The file of SQLite has to be there: it is made where it is missing.
        busy_seconds: How long to wait for a lock of another process.

    Raises:
        BoleError: ARGUMENT_INVALID, PART_NOT_INSTALLED, STORAGE_UNAVAILABLE.
    """
    database = Database(engine_for(address, busy_seconds=busy_seconds))
    try:
        async with database.reading() as connection:
            level, oldest_able = await connection.run_sync(_schema)
            before = time.time()
            ahead = 0.0
            if not database.is_sqlite:
                asked = await connection.execute(text("SELECT EXTRACT(EPOCH FROM clock_timestamp())"))
                ahead = float(asked.scalar_one()) - (before + time.time()) / 2
        with contextlib.suppress(_UndoneError):
            async with database.writing() as connection:
                await connection.execute(_PROBE_OF_NEW if level is None else _PROBE)
                raise _UndoneError
    finally:
        await database.engine.dispose()
    return Look(level=level, oldest_able=oldest_able, known=LEVEL, known_able=OLDEST_ABLE, ahead_seconds=ahead)


_PROBE = update(SCHEMA_INFO).values(level=SCHEMA_INFO.c.level)
_PROBE_OF_NEW = text("CREATE TABLE bole_probe (probe INTEGER)")


class _UndoneError(Exception):
    """Undoes a transaction."""


def _schema(connection: Connection) -> tuple[int | None, int | None]:
    if not inspect(connection).has_table(SCHEMA_INFO.name):
        return None, None
    level, oldest_able = connection.execute(select(SCHEMA_INFO.c.level, SCHEMA_INFO.c.oldest_able)).one()
    return level, oldest_able
