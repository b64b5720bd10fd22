"""Migrations give what the code is written for, once, and newer schemas are told apart by who can work with them."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Executable, select, text, update

from bole.domain.errors import BoleError, ErrorReason
from bole.storage.database import Database, engine_for
from bole.storage.migrating import LEVEL, OLDEST_ABLE, scripts_of_migrations
from bole.storage.opening import opened
from bole.storage.tables import METADATA, SCHEMA_INFO
from tests.integration.storage.making import LabellingVault, made, new_items


async def with_connection(address: str, *statements: Executable) -> list[Any]:
    """Runs statements, and returns how the schema differs from the metadata."""
    engine = engine_for(address, busy_seconds=5)
    try:
        async with Database(engine).writing() as connection:
            for statement in statements:
                await connection.execute(statement)
            return await connection.run_sync(_differences)
    finally:
        await engine.dispose()


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, METADATA))


async def test_the_migrations_give_the_tables_of_the_code(address: str) -> None:
    async with opened(address, LabellingVault()):
        pass

    assert await with_connection(address) == []
    assert await with_connection(address, text("ALTER TABLE batch ADD COLUMN more INTEGER")) != []


def test_the_level_of_the_code_is_that_of_the_last_migration() -> None:
    revisions = [script.revision for script in scripts_of_migrations().walk_revisions()]

    assert revisions == [str(level) for level in range(LEVEL, 0, -1)]


async def test_the_code_knows_what_works_with_its_schema(address: str) -> None:
    """By which an upgrade is told before it is done."""
    async with opened(address, LabellingVault()):
        pass
    engine = engine_for(address, busy_seconds=5)
    async with Database(engine).reading() as connection:
        (stated,) = await connection.execute(select(SCHEMA_INFO))
    await engine.dispose()

    assert tuple(stated) == (LEVEL, OLDEST_ABLE)


async def test_replicas_that_start_together_migrate_once(address: str) -> None:
    async def start() -> None:
        async with opened(address, LabellingVault()) as storage:
            await made(storage, new_items(1))

    await asyncio.gather(*(start() for _ in range(4)))

    assert await with_connection(address) == []


async def test_a_newer_schema_that_this_code_can_work_with_is_used(address: str) -> None:
    async with opened(address, LabellingVault()) as storage:
        batch = await made(storage, new_items(1))
    await with_connection(
        address,
        text("ALTER TABLE batch ADD COLUMN more INTEGER"),
        update(SCHEMA_INFO).values(level=LEVEL + 3, oldest_able=LEVEL),
        text("UPDATE alembic_version SET version_num = 'of a newer version'"),
    )

    async with opened(address, LabellingVault()) as storage:
        assert await storage.batches.get("acme", batch.batch_id) == batch
        await made(storage, new_items(1))


async def test_a_replica_goes_on_while_a_newer_one_migrates(address: str) -> None:
    async with opened(address, LabellingVault()) as storage:
        batch = await made(storage, new_items(1))
        for _ in range(8):  # often enough for PostgreSQL to keep its plans
            await made(storage, new_items(1))
        await with_connection(
            address,
            text("ALTER TABLE batch ADD COLUMN more INTEGER"),
            text("ALTER TABLE batch_item ADD COLUMN more TEXT NOT NULL DEFAULT ''"),
        )
        assert (await storage.batches.cancel("acme", batch.batch_id)).counts.cancelled == 1
        await made(storage, new_items(1))


async def test_a_newer_schema_that_this_code_cannot_work_with_is_refused(address: str) -> None:
    async with opened(address, LabellingVault()):
        pass
    await with_connection(address, update(SCHEMA_INFO).values(level=LEVEL + 3, oldest_able=LEVEL + 2))

    with pytest.raises(BoleError, match="start the newer version") as raised:
        async with opened(address, LabellingVault()):
            pass

    assert raised.value.reason is ErrorReason.STORAGE_MISMATCH
    assert raised.value.metadata == {"schema": str(LEVEL + 3), "known": str(LEVEL)}
    engine = engine_for(address, busy_seconds=5)
    async with Database(engine).reading() as connection:
        assert (await connection.execute(select(SCHEMA_INFO.c.level))).scalar_one() == LEVEL + 3
    await engine.dispose()


async def test_what_is_kept_is_there_after_the_next_start(address: str) -> None:
    async with opened(address, LabellingVault()) as storage:
        batch = await made(storage, new_items(3))

    async with opened(address, LabellingVault()) as storage:
        assert await storage.batches.get("acme", batch.batch_id) == batch


async def test_the_file_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "bole.db"

    async with opened(f"sqlite:///{path}", LabellingVault()):
        files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}

    assert files == dict.fromkeys(("bole.db", "bole.db-shm", "bole.db-wal"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
