"""What `bole doctor` sees of a database: there, of a level that this version knows, writable; nothing is changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Executable, insert, inspect, make_url, text, update

from bole.cli.doctor.findings import Finding, State, found_by
from bole.cli.doctor.storage import storage
from bole.settings import Settings
from bole.storage import looking
from bole.storage.database import Database, engine_for
from bole.storage.migrating import LEVEL, OLDEST_ABLE
from bole.storage.tables import SCHEMA_INFO
from tests.postgresql import PASSWORD, PostgreSqlServer


async def _changed(address: str, *statements: Executable, level: int | None = None) -> list[str]:
    """Makes what tells the level where one is given, runs statements, and returns which tables there are."""
    database = Database(engine_for(address, busy_seconds=5))
    try:
        async with database.writing() as connection:
            if level is not None:
                await connection.run_sync(SCHEMA_INFO.create)
                await connection.execute(insert(SCHEMA_INFO).values(level=level, oldest_able=1))
            for statement in statements:
                await connection.execute(statement)
            return await connection.run_sync(lambda connected: inspect(connected).get_table_names())
    finally:
        await database.engine.dispose()


def tables(address: str) -> list[str]:
    return asyncio.run(_changed(address))


def migrated(address: str, *statements: Executable) -> None:
    asyncio.run(_changed(address, *statements, level=LEVEL))


def found(address: str) -> list[Finding]:
    return found_by("storage", storage, Settings(database=SecretStr(address)))


def only(address: str) -> tuple[State, str]:
    """Returns what is said of the database, beside who may look into its folder."""
    first, *_ = found(address)
    return first.state, first.text


def test_an_empty_database_stays_empty(address: str) -> None:
    assert tables(address) == []
    assert only(address) == (State.GOOD, f"empty and writable; the first start makes a schema of level {LEVEL}")
    assert tables(address) == []


def test_a_database_of_this_version_is_good(address: str) -> None:
    migrated(address)
    assert only(address) == (State.GOOD, f"writable, schema of level {LEVEL}")


def test_an_older_one_is_not_brought_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "OLDEST_ABLE", 0)
    migrated(address, update(SCHEMA_INFO).values(level=0))
    assert only(address) == (State.GOOD, f"writable; the next start brings level 0 to {LEVEL}: back it up before")
    assert only(address)[1].startswith("writable; the next start")


def test_older_replicas_that_have_to_stop_first_are_a_warning(address: str) -> None:
    migrated(address, update(SCHEMA_INFO).values(level=OLDEST_ABLE - 1))
    state, said = only(address)
    assert (state, "stop all replicas of theirs first" in said) == (State.WARNING, True)


def test_a_newer_one_that_this_version_does_not_know_is_bad(address: str) -> None:
    migrated(address, update(SCHEMA_INFO).values(level=LEVEL + 5, oldest_able=LEVEL + 1))
    state, said = only(address)
    assert (state, f"level {LEVEL + 5}, and this version of Bole knows level {LEVEL}" in said) == (State.BAD, True)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/new/bole.db"
    assert only(address) == (State.GOOD, f"{tmp_path}/new/bole.db is made at the first start")
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_none_can_be_made_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state, said = only(f"sqlite:///{tmp_path}/file/bole.db")
    assert (state, "cannot be made" in said) == (State.BAD, True)


def test_a_file_that_is_no_database_is_bad(tmp_path: Path) -> None:
    (tmp_path / "bole.db").write_bytes(b"something else " * 1000)
    state, said = only(f"sqlite:///{tmp_path}/bole.db")
    assert (state, "is no SQLite database" in said) == (State.BAD, True)


def test_a_folder_that_others_may_read_is_a_warning(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/data/bole.db"
    migrated(address)
    assert [finding.state for finding in found(address)] == [State.GOOD]
    (tmp_path / "data").chmod(0o755)
    assert [(finding.state, finding.text.rpartition(": ")[2]) for finding in found(address)[1:]] == [
        (State.WARNING, f"chmod 700 {tmp_path}/data")
    ]


def test_an_address_that_is_none_is_bad() -> None:
    state, said = only("mysql://somebody:secret@host/bole")
    assert (state, "secret" in said) == (State.BAD, False)


def test_a_database_that_takes_no_writes_is_bad(postgresql: PostgreSqlServer) -> None:
    address = postgresql.new_schema()
    migrated(address)
    postgresql.execute(f"ALTER ROLE {make_url(address).username} SET default_transaction_read_only = on")
    assert only(address) == (
        State.BAD,
        "PostgreSQL takes no writes: BOLE_DATABASE has to name the primary server.",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [({"password": "another"}, "check user and password"), ({"database": "none"}, "no database of this name")],
)
def test_a_database_that_lets_nobody_in_is_bad(change: dict[str, str], said: str, postgresql: PostgreSqlServer) -> None:
    address = make_url(postgresql.address()).set(**change).render_as_string(hide_password=False)  # type: ignore[arg-type]  # texts alone
    state, text_of_it = only(address)
    assert (state, said in text_of_it) == (State.BAD, True)
    assert PASSWORD not in text_of_it


def test_a_clock_that_differs_is_a_warning(postgresql: PostgreSqlServer) -> None:
    """A function of the same name, found before that of the system, stands for a machine whose clock is late."""
    address = postgresql.new_schema()
    schema = make_url(address).username
    migrated(address)
    late = f"CREATE FUNCTION {schema}.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
    asyncio.run(_changed(address, text(late + "'SELECT now() - interval ''90 s'''")))
    postgresql.execute(f"ALTER ROLE {schema} SET search_path = {schema}, pg_catalog")
    warnings = [(finding.about, finding.state, finding.text) for finding in found(address)[1:]]
    ((about, state, said),) = warnings
    assert (about, state) == ("clock", State.WARNING)
    assert said.startswith(("The database's clock is 90 s behind", "The database's clock is 91 s behind"))
