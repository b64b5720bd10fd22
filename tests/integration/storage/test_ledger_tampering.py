"""Tampering with the ledger in either database is found, each kind by a sentence that names it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete, insert, select, text, update

from bole.domain.decisions import Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.database import Database, engine_for
from bole.storage.keys.key_tables import LEDGER_MARK
from bole.storage.keys.master_keys import new_setting, parsed_keys
from bole.storage.keys.sealing import opened_vault
from bole.storage.ledger.ledger import SqlLedger
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_HEAD, LEDGER_PERSON
from bole.storage.opening import opened
from tests.integration.storage.decisions import new_decision, with_entries
from tests.postgresql import PostgreSqlServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENTRY = LEDGER_ENTRY.c
OTHER = "other"
TABLES = (LEDGER_ENTRY, LEDGER_PERSON, LEDGER_HEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ledger in which another tenant has entries, and both databases, as one reaches them who is not the service."""

    ledger: SqlLedger
    database: Database
    keys: Database


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kept]:
    folder: Path = tmp_path_factory.mktemp("ledger")
    address, key_address = f"sqlite:///{folder}/bole.db", f"sqlite:///{folder}/keys.db"
    if request.param == "postgresql":
        server: PostgreSqlServer = request.getfixturevalue("postgresql")
        address = server.new_schema()
    async with AsyncExitStack() as stack:
        keys = opened_vault(key_address, parsed_keys(new_setting()))
        storage = await stack.enter_async_context(opened(address, await stack.enter_async_context(keys)))
        engines = [engine_for(one, busy_seconds=10) for one in (address, key_address)]
        for engine in engines:
            stack.push_async_callback(engine.dispose)
        await with_entries(storage.ledger, 3, tenant=OTHER)
        yield Kept(ledger=storage.ledger, database=Database(engines[0]), keys=Database(engines[1]))


@pytest.fixture
def ledger(kept: Kept) -> SqlLedger:
    return kept.ledger


@pytest.fixture
def database(kept: Kept) -> Database:
    return kept.database


@pytest.fixture
def tenant() -> str:
    """A tenant of each test's own."""
    return uuid.uuid4().hex


Tampering = Callable[[Database, str], Awaitable[None]]
"""What somebody does to the ledger of a tenant who has the database, and not the keys."""


def statement(*texts: str) -> Tampering:
    async def tamper(database: Database, tenant: str) -> None:
        async with database.writing() as connection:
            for one in texts:
                await connection.execute(text(one), {"tenant": tenant})

    return tamper


async def another_tenants_row(database: Database, tenant: str) -> None:
    """Puts the third row of another tenant in the place of this tenant's."""
    async with database.writing() as connection:
        row = (await connection.execute(select(LEDGER_ENTRY).where(ENTRY.tenant == OTHER, ENTRY.sequence == 3))).one()
        these = (ENTRY.tenant == tenant, ENTRY.sequence == 3)
        values = {**row._mapping, "tenant": tenant, "request_key": None}  # public, whatever its name
        await connection.execute(update(LEDGER_ENTRY).where(*these).values(**values))


async def an_entry_more(database: Database, tenant: str) -> None:
    """Adds a copy of the last entry at the end, and the head that would belong to it, with the signature it had."""
    async with database.writing() as connection:
        row = (await connection.execute(select(LEDGER_ENTRY).where(ENTRY.tenant == tenant, ENTRY.sequence == 4))).one()
        copied = {**row._mapping, "sequence": 5, "request_key": None}
        await connection.execute(insert(LEDGER_ENTRY).values(**copied))


TAMPERINGS: dict[str, tuple[Tampering, str, str]] = {
    "an outcome": (
        statement("UPDATE ledger_entry SET outcome = 'HIRED' WHERE tenant = :tenant AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a score": (
        statement("UPDATE ledger_entry SET match_score = 90 WHERE tenant = :tenant AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a recommendation": (
        statement("UPDATE ledger_entry SET recommendation = '' WHERE tenant = :tenant AND sequence = 1"),
        "000000000001",
        "not as it was written",
    ),
    "a time": (
        statement("UPDATE ledger_entry SET created_at = created_at + 1 WHERE tenant = :tenant AND sequence = 3"),
        "000000000003",
        "not as it was written",
    ),
    "whom it was on": (
        statement(
            "UPDATE ledger_entry SET candidate_id = (SELECT candidate_id FROM ledger_entry WHERE tenant = :tenant AND "
            "sequence = 1) WHERE tenant = :tenant AND sequence = 2"
        ),
        "000000000002",
        "not as it was written",
    ),
    "a link": (
        statement("UPDATE ledger_entry SET link = 'ab' WHERE tenant = :tenant AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a row in the middle is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 2",
            "DELETE FROM ledger_entry WHERE tenant = :tenant AND sequence = 2",
        ),
        "000000000002",
        "was removed",
    ),
    "the first row is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 1",
            "DELETE FROM ledger_entry WHERE tenant = :tenant AND sequence = 1",
        ),
        "000000000001",
        "was removed",
    ),
    "the last row is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 4",
            "DELETE FROM ledger_entry WHERE tenant = :tenant AND sequence = 4",
        ),
        "000000000004",
        "cut off at the end",
    ),
    "the last row is gone, and the head tells of one less": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 4",
            "DELETE FROM ledger_entry WHERE tenant = :tenant AND sequence = 4",
            "UPDATE ledger_head SET last_sequence = 3, last_link = (SELECT link FROM ledger_entry WHERE tenant = "
            ":tenant AND sequence = 3) WHERE tenant = :tenant",
        ),
        "",
        "where the ledger ends was changed",
    ),
    "the beginning is gone as if by age": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence < 3",
            "UPDATE ledger_head SET kept_after = 2, kept_after_link = (SELECT link FROM ledger_entry WHERE tenant = "
            ":tenant AND sequence = 2) WHERE tenant = :tenant",
            "DELETE FROM ledger_entry WHERE tenant = :tenant AND sequence < 3",
        ),
        "",
        "where the ledger ends was changed",
    ),
    "the head is gone": (
        statement("DELETE FROM ledger_head WHERE tenant = :tenant"),
        "",
        "lost what says where it ends",
    ),
    "two rows are swapped": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant",
            "UPDATE ledger_entry SET sequence = 99 WHERE tenant = :tenant AND sequence = 2",
            "UPDATE ledger_entry SET sequence = 2 WHERE tenant = :tenant AND sequence = 3",
            "UPDATE ledger_entry SET sequence = 3 WHERE tenant = :tenant AND sequence = 99",
        ),
        "000000000002",
        "not as it was written",
    ),
    "a row more": (an_entry_more, "000000000005", "not as it was written"),
    "a row of another tenant": (another_tenants_row, "000000000003", "not as it was written"),
    "a reason was cut": (
        statement("UPDATE ledger_person SET payload = substr(payload, 1, 30) WHERE tenant = :tenant AND sequence = 2"),
        "000000000002",
        "reason of the entry were changed",
    ),
    "a reason is that of another entry": (
        statement(
            "UPDATE ledger_person SET payload = (SELECT payload FROM ledger_person WHERE tenant = :tenant AND "
            "sequence = 1) WHERE tenant = :tenant AND sequence = 2"
        ),
        "000000000002",
        "reason of the entry were changed",
    ),
    "a reason is gone": (
        statement("DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 2"),
        "000000000002",
        "nobody erased them",
    ),
    "a reason is gone as if by age": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 1",
            "UPDATE ledger_head SET named_after = 1 WHERE tenant = :tenant",
        ),
        "",
        "where the ledger ends was changed",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found(ledger: SqlLedger, database: Database, tenant: str, name: str) -> None:
    tamper, broken, fault = TAMPERINGS[name]
    await with_entries(ledger, 4, tenant=tenant)
    assert (await ledger.check(tenant)).fault == ""

    await tamper(database, tenant)

    check = await ledger.check(tenant)
    assert fault in check.fault
    assert check.first_broken == broken
    assert (await ledger.check(OTHER)).fault == ""


async def test_words_of_another_entry_are_not_shown(ledger: SqlLedger, database: Database, tenant: str) -> None:
    await with_entries(ledger, 2, tenant=tenant)
    tamper, _, _ = TAMPERINGS["a reason is that of another entry"]
    await tamper(database, tenant)

    said = [decision.decided for decision in await ledger.decisions(tenant, limit=9)]

    assert [(one.candidate_id, one.reason) for one in said] == [("", ""), ("c1", "Has led a team of 1.")]


@pytest.mark.parametrize("column", ["outcome", "recommendation"])
async def test_a_list_says_where_to_look_for_what_no_decision_says(
    ledger: SqlLedger, database: Database, tenant: str, column: str
) -> None:
    await with_entries(ledger, 1, tenant=tenant)
    change = update(LEDGER_ENTRY).where(ENTRY.tenant == tenant).values({column: "REJECTED"})
    async with database.writing() as connection:
        await connection.execute(change)

    with pytest.raises(BoleError, match="bole audit verify") as raised:
        await ledger.decisions(tenant, limit=9)

    assert raised.value.reason is ErrorReason.STORAGE_MISMATCH
    assert (await ledger.check(tenant)).first_broken == "000000000001"


async def test_who_erased_a_candidate_and_why_cannot_be_taken_away(
    ledger: SqlLedger, database: Database, tenant: str
) -> None:
    await with_entries(ledger, 1, tenant=tenant)
    await ledger.record(tenant, new_decision(2, candidate_id="c1", outcome=Outcome.ERASED, reviewer="eve"))
    assert (await ledger.check(tenant)).fault == ""

    await statement("DELETE FROM ledger_person WHERE tenant = :tenant AND sequence = 2")(database, tenant)

    check = await ledger.check(tenant)
    assert (check.first_broken, check.fault) == ("000000000002", "Who erased the candidate, and why, was removed.")


async def rows_of(database: Database, tenant: str) -> list[list[dict[str, object]]]:
    """Returns all rows of a tenant, table by table."""
    async with database.reading() as connection:
        queries = [select(table).where(table.c.tenant == tenant) for table in TABLES]
        return [[dict(row._mapping) for row in await connection.execute(query)] for query in queries]


async def put_back(database: Database, tenant: str, copy: list[list[dict[str, object]]]) -> None:
    """Puts a copy of `rows_of` in the place of what there is."""
    async with database.writing() as connection:
        for table in reversed(TABLES):
            await connection.execute(delete(table).where(table.c.tenant == tenant))
        for table, rows in zip(TABLES, copy, strict=True):
            await connection.execute(insert(table), rows)


async def forget_marks(kept: Kept) -> None:
    """Removes what is noted beside the keys, as who has both databases can."""
    async with kept.keys.writing() as connection:
        await connection.execute(delete(LEDGER_MARK))


async def test_an_older_copy_is_told_by_what_is_noted_beside_the_keys(
    ledger: SqlLedger, database: Database, tenant: str
) -> None:
    await with_entries(ledger, 2, tenant=tenant)
    copy = await rows_of(database, tenant)
    await ledger.record(tenant, new_decision(3))

    await put_back(database, tenant, copy)

    assert "older copy" in (await ledger.check(tenant)).fault
    with pytest.raises(BoleError, match="bole audit verify"):  # it would stand in the place of what is gone
        await ledger.record(tenant, new_decision(4))


async def test_an_older_copy_is_told_by_a_head_that_was_written_down(
    kept: Kept, ledger: SqlLedger, database: Database, tenant: str
) -> None:
    """Rows and head together are one that the service has once written: nothing in the database tells."""
    await with_entries(ledger, 2, tenant=tenant)
    copy = await rows_of(database, tenant)
    await ledger.record(tenant, new_decision(3))
    written_down = (await ledger.check(tenant)).head_digest
    assert (await ledger.check(tenant, known_head=written_down)).fault == ""
    await ledger.record(tenant, new_decision(4))
    assert (await ledger.check(tenant, known_head=written_down)).fault == ""

    await put_back(database, tenant, copy)
    await forget_marks(kept)  # else these tell

    assert (await ledger.check(tenant)).fault == ""
    assert "does not contain the head" in (await ledger.check(tenant, known_head=written_down)).fault


async def test_a_ledger_that_is_gone_is_told_by_a_head_that_was_written_down(
    ledger: SqlLedger, database: Database, tenant: str
) -> None:
    await with_entries(ledger, 2, tenant=tenant)
    written_down = (await ledger.check(tenant)).head_digest
    async with database.writing() as connection:
        for table in reversed(TABLES):
            await connection.execute(delete(table).where(table.c.tenant == tenant))

    assert (await ledger.check(tenant, known_head=written_down)).fault != ""


@pytest.mark.parametrize("name", ["the last row is gone", "the head is gone", "a reason is gone as if by age"])
async def test_nothing_is_added_to_a_ledger_that_does_not_end_as_it_was_left(
    ledger: SqlLedger, database: Database, tenant: str, name: str
) -> None:
    """A new entry would be signed as the end, and what is missing would be hidden."""
    await with_entries(ledger, 4, tenant=tenant)
    await TAMPERINGS[name][0](database, tenant)

    with pytest.raises(BoleError, match="bole audit verify") as raised:
        await ledger.record(tenant, new_decision(5))

    assert raised.value.reason is ErrorReason.STORAGE_MISMATCH
    assert (await ledger.check(tenant)).fault != ""
