"""Brings the schema to the level of this code, once, however many replicas start together.

Old and new replicas run side by side while a new version is rolled out. So migrations only add, and `schema_info` says
the level of the schema and the oldest level of code that still works with it. Code that meets a newer schema goes on
where its own level is not older than that, and else refuses to start.
"""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Vault
from bole.storage.database import Database
from bole.storage.sealing_of_old import seal_level_1
from bole.storage.tables import SCHEMA_INFO

LEVEL = 3
"""Of the schema that this code is written for."""

OLDEST_ABLE = 2
"""The oldest level whose code works with that schema."""

_SEALED_LEVEL = 2
"""From here on nothing lies in the database that says something of people unsealed."""

_ADVISORY_LOCK = 0x626F6C65
"""Any number that other programs on the same PostgreSQL database do not use: "bole"."""


async def migrate(database: Database, vault: Vault) -> None:
    """Brings the schema to `LEVEL`, or checks that this code works with a newer one.

    What lies unsealed in a schema of level 1 is sealed by `vault` on the way.

    Raises:
        BoleError: STORAGE_MISMATCH for a schema that this code is too old for, STORAGE_UNAVAILABLE.
    """
    async with database.reading() as connection:
        ready = await connection.run_sync(_is_ready)
    if ready:
        return
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SET LOCAL lock_timeout = 0"))  # the first replica may take a while
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
        unsealed = await connection.run_sync(_is_unsealed)
        if unsealed:
            await seal_level_1(connection, vault)
        await connection.run_sync(_upgrade)
    if unsealed:
        await database.rewrite()


def _is_unsealed(connection: Connection) -> bool:
    if not inspect(connection).has_table(SCHEMA_INFO.name):
        return False
    return bool(connection.execute(select(SCHEMA_INFO.c.level)).scalar_one() < _SEALED_LEVEL)


def _is_ready(connection: Connection) -> bool:
    if not inspect(connection).has_table(SCHEMA_INFO.name):
        return False
    level, oldest_able = connection.execute(select(SCHEMA_INFO.c.level, SCHEMA_INFO.c.oldest_able)).one()
    if oldest_able > LEVEL:
        raise BoleError(
            ErrorReason.STORAGE_MISMATCH,
            f"The database has a schema of level {level}, and this version of Bole knows level {LEVEL}: "
            "start the newer version.",
            metadata={"schema": str(level), "known": str(LEVEL)},
        )
    return bool(level >= LEVEL)


def _upgrade(connection: Connection) -> None:
    """Applies what is missing, within the transaction of the caller: all of it or nothing."""
    if _is_ready(connection):  # another replica was faster
        return
    scripts = scripts_of_migrations()

    def steps(revision: tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs("head", revision)  # type: ignore[arg-type]  # noqa: SLF001  # as in alembic.command

    context = MigrationContext.configure(connection, opts={"fn": steps, "script": scripts})
    with Operations.context(context):
        context.run_migrations()


def scripts_of_migrations() -> ScriptDirectory:
    """Returns the migrations, which lie beside this file wherever the package is installed."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)
