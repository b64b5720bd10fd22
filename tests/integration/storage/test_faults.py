"""Databases that fail: what the operator is told, and that the work goes on afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, make_url

from bole.domain.errors import BoleError, ErrorReason
from bole.storage.batches.batch_store import SqlBatchStore
from bole.storage.database import Database, engine_for
from bole.storage.migrating import migrate
from bole.storage.opening import opened
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    claim,
    failed,
    finish,
    finished,
    made,
    new_batch,
    new_item,
    new_items,
    taken,
)
from tests.postgresql import PASSWORD, PostgreSqlServer, running_postgresql

HOLDS_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
sys.stdout.write("locked\\n"); sys.stdout.flush()
sys.stdin.readline()
"""

FILLS_ITS_DISK = """
import asyncio, resource, sys
from bole.domain.errors import BoleError
from bole.storage.opening import opened
from tests.integration.storage.making import LabellingVault, made, new_item, new_items, TENANT

async def main():
    async with opened(sys.argv[1], LabellingVault()) as storage:
        batch = await made(storage, new_items(1), accepts_items=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
        large = [new_item(2, documents=b"x" * 1_000_000)]
        try:
            await storage.batches.add_items(TENANT, batch.batch_id, large, accepts_items=False)
        except BoleError as error:
            sys.stdout.write(error.reason + "\\n")
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert (await storage.batches.get(TENANT, batch.batch_id)) == batch
        after = await storage.batches.add_items(TENANT, batch.batch_id, large, accepts_items=False)
        sys.stdout.write(f"{after.counts.total}\\n")

asyncio.run(main())
"""


async def refused(address: str) -> BoleError:
    """Returns the error of opening a database."""
    with pytest.raises(BoleError) as raised:
        async with opened(address, LabellingVault(), busy_seconds=1.0):
            pass
    return raised.value


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lets another process write to an SQLite file, and take its time."""
    command = [sys.executable, "-c", HOLDS_THE_LOCK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.communicate("done\n")


async def test_a_database_that_stays_locked_is_unavailable_and_then_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "bole.db"
    async with opened(f"sqlite:///{path}", LabellingVault(), busy_seconds=0.2) as storage:
        batch = await made(storage, new_items(1))
        with locked(path):
            with pytest.raises(BoleError, match="locked by another process") as raised:
                await made(storage, new_items(1))
            assert raised.value.reason is ErrorReason.STORAGE_UNAVAILABLE
            assert await storage.batches.get(TENANT, batch.batch_id) == batch
        await made(storage, new_items(1))


async def test_a_database_that_is_locked_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "bole.db"
    async with opened(f"sqlite:///{path}", LabellingVault(), busy_seconds=60) as storage:
        with locked(path):
            waiting = asyncio.create_task(made(storage, new_items(1)))
            await asyncio.sleep(0.2)  # the test would pass without it, and show less
            assert not waiting.done()
        assert (await waiting).counts.total == 1


async def test_a_full_database_is_unavailable_until_there_is_room(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path}/bole.db", busy_seconds=5)
    database, pages = Database(engine), [10_000]
    await migrate(database, LabellingVault())
    event.listen(engine.sync_engine, "checkout", lambda it, *_: it.execute(f"PRAGMA max_page_count = {pages[0]}"))
    store = SqlBatchStore(database, LabellingVault())
    pages[0] = 60
    large = [new_item(number, documents=b"x" * 20_000) for number in range(1, 40)]

    with pytest.raises(BoleError, match="no space left") as raised:
        await store.create(TENANT, new_batch("r"), large, accepts_items=False)

    assert raised.value.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert await store.list_batches(TENANT, before="", limit=9) == ()
    pages[0] = 10_000
    assert (await store.create(TENANT, new_batch("r"), large, accepts_items=False)).counts.total == 39
    await engine.dispose()


async def test_terms_that_were_written_though_the_store_broke_off_can_be_read(tmp_path: Path) -> None:
    """Whether a transaction was written is not known where the answer to its end is lost."""
    engine = engine_for(f"sqlite:///{tmp_path}/bole.db", busy_seconds=5)
    database, vault = Database(engine), LabellingVault()
    await migrate(database, vault)
    store = SqlBatchStore(database, vault)
    batch = await store.create(TENANT, new_batch(), [], accepts_items=True)

    def written_and_broken_off(connection: Connection) -> None:
        if connection.get_execution_options()["bole_begin"] == "IMMEDIATE":
            connection.connection.commit()
            raise sqlite3.OperationalError

    event.listen(engine.sync_engine, "commit", written_and_broken_off)
    with pytest.raises(BoleError) as raised:
        await store.rescore(TENANT, batch.batch_id, revision=0, terms=b"new", standings={})
    event.remove(engine.sync_engine, "commit", written_and_broken_off)

    assert raised.value.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert (await store.get(TENANT, batch.batch_id)).terms == b"new"
    await engine.dispose()


def test_a_file_that_may_not_grow_is_unavailable_until_it_may(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILLS_ITS_DISK, f"sqlite:///{tmp_path}/bole.db"]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=root,
        env={"PYTHONPATH": f"{root}/service:{root}"},
    )

    assert done.stdout.splitlines() == ["STORAGE_UNAVAILABLE", "2"], done.stderr


async def test_postgresql_may_be_killed_between_two_calls_and_during_one() -> None:
    with running_postgresql() as server:
        async with opened(server.new_database(), LabellingVault()) as storage:
            batch = await made(storage, new_items(120))
            lease = await taken(storage, batch)
            await asyncio.gather(*(storage.batches.get(TENANT, batch.batch_id) for _ in range(8)))
            server.kill()
            server.start()
            items = await claim(storage, lease)  # the connections of before are dead, and nobody notices

            calls = [asyncio.create_task(finish(storage, lease, [failed(item.number)])) for item in items]
            await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
            server.kill()
            ended = await asyncio.gather(*calls, return_exceptions=True)
            with pytest.raises(BoleError) as raised:
                await storage.batches.get(TENANT, batch.batch_id)
            assert raised.value.reason is ErrorReason.STORAGE_UNAVAILABLE
            assert {error.reason for error in ended if isinstance(error, BoleError)} == {raised.value.reason}
            assert all(error is None or isinstance(error, BoleError) for error in ended)

            server.start()
            kept = {item.number for item in await finished(storage, batch.batch_id)}
            assert kept >= {item.number for item, error in zip(items, ended, strict=True) if error is None}
            await finish(storage, lease, [failed(item.number) for item in items])
            assert (await storage.batches.get(TENANT, batch.batch_id)).last_sequence == 120
            assert await storage.batches.complete(lease, None)


async def test_what_postgresql_refuses_is_said_without_the_password(postgresql: PostgreSqlServer) -> None:
    wrong = await refused(postgresql.address(password=f"{PASSWORD}-wrong"))
    unknown = await refused(postgresql.address("no_such_database"))
    away = await refused("postgresql://bole:not-to-be-seen@127.0.0.1:1/bole")

    assert "user and password" in wrong.message
    assert "no database of this name" in unknown.message
    assert "cannot be reached" in away.message
    for error in (wrong, unknown, away):
        assert error.reason is ErrorReason.STORAGE_UNAVAILABLE
        assert PASSWORD not in f"{error!r}{error.__cause__!r}{dict(error.metadata)}"


async def test_encryption_of_the_connection_is_asked_for_as_everywhere(postgresql: PostgreSqlServer) -> None:
    address = postgresql.new_schema()
    async with opened(f"{address}?sslmode=disable", LabellingVault()) as storage:
        assert await storage.batches.leases() == ()

    assert (await refused(f"{address}?sslmode=require")).reason is ErrorReason.STORAGE_UNAVAILABLE


async def test_a_text_that_postgresql_cannot_keep_is_an_error_of_the_caller(postgresql: PostgreSqlServer) -> None:
    async with opened(postgresql.new_schema(), LabellingVault()) as storage:
        with pytest.raises(BoleError) as raised:
            await storage.batches.create(TENANT, new_batch("null \0"), [], accepts_items=False)
    assert raised.value.reason is ErrorReason.ARGUMENT_INVALID


async def test_a_standby_of_postgresql_is_told_apart(postgresql: PostgreSqlServer) -> None:
    address = postgresql.new_schema()
    async with opened(address, LabellingVault()):
        postgresql.execute(f"ALTER ROLE {make_url(address).username} SET default_transaction_read_only = on")
    async with opened(address, LabellingVault()) as storage:
        with pytest.raises(BoleError, match="primary server"):
            await made(storage, new_items(1))


async def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 1000)

    error = await refused(f"sqlite:///{path}")

    assert error.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert "no SQLite database" in error.message
    assert "notes" not in error.message


async def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE batch (something TEXT)")
    connection.close()

    error = await refused(f"sqlite:///{path}")

    assert error.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert "other tables" in error.message
    connection = sqlite3.connect(path)
    assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["batch"]
    connection.close()


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "check its folder" in (await refused(f"sqlite:///{tmp_path}/file/bole.db")).message
    assert "check its folder" in (await refused(f"sqlite:///{tmp_path}")).message


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bole.db",
        "sqlite://",
        "sqlite://folder/bole.db",
        "sqlite:///:memory:",
        "mysql://u:not-to-be-seen@h/d",
        "postgresql://h",
        "postgresql://[x",
        "postgresql://u:not-to-be-seen@h/d?password=x",
    ],
)
async def test_other_addresses_are_refused(address: str) -> None:
    error = await refused(address)

    assert error.reason is ErrorReason.ARGUMENT_INVALID
    assert PASSWORD not in error.message


async def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)

    error = await refused("postgresql://u:p@localhost/bole")

    assert error.reason is ErrorReason.PART_NOT_INSTALLED
    assert "pip install 'bole-screening[postgres]'" in error.message


async def test_a_postgresql_database_of_another_program_is_left_alone(postgresql: PostgreSqlServer) -> None:
    address = postgresql.new_schema()
    name = make_url(address).username
    postgresql.execute(f"CREATE TABLE {name}.batch (something text); ALTER TABLE {name}.batch OWNER TO {name}")

    error = await refused(address)

    assert error.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert "other tables" in error.message
    tables = "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = "
    assert postgresql.execute(f"{tables}'{name}'") == "batch"
