"""One address, one database: transactions for reading and for writing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bole.domain.errors import BoleError, ErrorReason
from bole.storage.faults import CANNOT_OPEN, storage_faults
from bole.storage.unbroken import Calls

_OPTIONS = {"host", "port", "ssl", "sslmode"}
"""What may stand behind the "?" of an address of PostgreSQL."""

_BEGIN = "bole_begin"
"""Execution option: how SQLite begins a transaction."""


class Database:
    """Transactions on one database, for use from one event loop."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Takes an engine of `engine_for`."""
        self.engine = engine
        self.calls = Calls()
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time: those of this process queue here, in turn, instead of polling the file.
        self._writer: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else contextlib.nullcontext()
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Gives a transaction that sees one state of the database throughout, beside writers."""
        options = {_BEGIN: "DEFERRED"} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with storage_faults():
            async with self.engine.connect() as connection:
                await connection.execution_options(**options)
                async with connection.begin():
                    yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Gives a transaction that writes; it is durable when the block has ended, and undone when that raises."""
        with storage_faults():
            async with self._writer, self.engine.connect() as connection:
                if self.is_sqlite:
                    await connection.execution_options(**{_BEGIN: "IMMEDIATE"})
                async with connection.begin():
                    yield connection

    async def wipe(self) -> bool:
        """Leaves nothing of what was deleted in the files of SQLite: what is deleted is zeroed, its log goes here.

        On PostgreSQL, whose files others write, VACUUM does that in time.

        Returns:
            False where a reader holds on to an older state for longer than calls wait for locks: that keeps the log.
        """
        row = await self._outside_of_transactions("PRAGMA wal_checkpoint(TRUNCATE)")
        return row is None or not row[0]

    async def rewrite(self) -> None:
        """Writes the file of SQLite anew: nothing is left of what was there when deleting did not overwrite yet."""
        await self._outside_of_transactions("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    async def _outside_of_transactions(self, *statements: str) -> tuple[Any, ...] | None:
        """Runs statements on SQLite, and returns the first row that the last one gives."""
        row: tuple[Any, ...] | None = None
        if not self.is_sqlite:
            return row
        with storage_faults():
            async with self._writer, self.engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                for statement in statements:
                    async with driver.execute(statement) as cursor:
                        row = await cursor.fetchone()
        return row

    async def many_inserted(self, *tables: Table) -> None:
        """Lets PostgreSQL count anew what is in tables, lest it reads all of one to find a few rows.

        A table that is being vacuumed is passed over: that counts, too.
        """
        if self.is_sqlite:
            return
        async with self.writing() as connection:
            for table in tables:
                await connection.execute(text(f"ANALYZE (SKIP_LOCKED) {table.name}"))


def engine_for(address: str, *, busy_seconds: float) -> AsyncEngine:
    """Returns the engine for `sqlite:///path` or `postgresql://user:password@host/database`; connects to nothing yet.

    For SQLite the folder and the file are made where they are missing, for this user alone.

    Args:
        address: What the operator has set.
        busy_seconds: How long a statement waits for a lock of another process before it fails.

    Raises:
        BoleError: ARGUMENT_INVALID, PART_NOT_INSTALLED, STORAGE_UNAVAILABLE.
    """
    url = _parsed(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds)
    return _postgresql(url, busy_seconds)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise _refused() from None
    # With two slashes what was meant as a folder would be a host.
    if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"} and not (url.host or url.username):
        return url
    if url.drivername in {"postgresql", "postgres"} and url.database and url.query.keys() <= _OPTIONS:
        return url
    raise _refused()


def _refused() -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        "The address of the database is sqlite:///path/to/file or postgresql://user:password@host/database.",
    )


def _sqlite(url: URL, busy_seconds: float) -> AsyncEngine:
    with storage_faults(otherwise=CANNOT_OPEN):
        _make_private(Path(str(url.database)))
        _set_journal(str(url.database), busy_seconds)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"timeout": busy_seconds},
        hide_parameters=True,
        pool_size=8,
        max_overflow=0,
        pool_timeout=busy_seconds + 30,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    """Makes folder and file; those that are there keep their rights. SQLite gives its other files those of this one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _set_journal(path: str, busy_seconds: float) -> None:
    """Lets readers go on beside the writer. The file remembers it, and SQLite does not wait for others to do this."""
    deadline = time.monotonic() + busy_seconds
    with contextlib.closing(sqlite3.connect(path, timeout=busy_seconds)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  # the adapted connection of the driver
    connection.isolation_level = None  # transactions are begun by `_begin`, not by sqlite3
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")  # what is committed survives the loss of power, too
        cursor.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        cursor.execute("PRAGMA temp_store = MEMORY")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'DEFERRED')}")


def _postgresql(url: URL, busy_seconds: float) -> AsyncEngine:
    try:
        import asyncpg  # noqa: F401, PLC0415  # an extra
    except ImportError:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED,
            "PostgreSQL needs the package asyncpg: pip install 'bole-screening[postgres]'.",
            metadata={"extra": "postgres"},
        ) from None
    encryption = url.query.get("sslmode")  # the name that all other programs know
    if encryption is not None:
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": encryption})
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={
            "timeout": 10.0,  # seconds to connect
            "command_timeout": 120.0,  # seconds for a statement: a server that is gone without a word
            "server_settings": {
                "application_name": "bole",
                "lock_timeout": f"{max(1, int(busy_seconds * 1000))}",
                # A replica whose machine is gone does not hold its locks for longer than this.
                "idle_in_transaction_session_timeout": "60000",
                # Pages are read from indexes that have their order. How many items are in a state changes faster than
                # PostgreSQL's statistics: it would expect few, and sort all of them for every page.
                "enable_sort": "off",
                "jit": "off",
            },
        },
        hide_parameters=True,
        pool_pre_ping=True,  # connections that died with the server are replaced unseen
        pool_size=8,
        max_overflow=8,
    )
