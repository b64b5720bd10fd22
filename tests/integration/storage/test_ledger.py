"""The ledger of decisions on both databases: one chain a tenant, whoever writes, and nobody changes it unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete, insert, select, text, update

from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Recommendation
from bole.storage.clock import now
from bole.storage.database import Database, engine_for
from bole.storage.ledger import SqlLedger
from bole.storage.ledger_tables import LEDGER_ENTRY, LEDGER_HEAD, LEDGER_PERSON
from bole.storage.master_keys import new_setting, parsed_keys
from bole.storage.sealing import KeyedVault, opened_vault

ENTRY, PERSON, HEAD = LEDGER_ENTRY.c, LEDGER_PERSON.c, LEDGER_HEAD.c


@pytest_asyncio.fixture
async def vault(tmp_path: Path) -> AsyncIterator[KeyedVault]:
    """Seals under keys in a database of their own."""
    async with opened_vault(f"sqlite:///{tmp_path}/keys/keys.db", parsed_keys(new_setting())) as opened:
        yield opened


@asynccontextmanager
async def database_at(address: str) -> AsyncIterator[Database]:
    """Gives a database with the tables of the ledger."""
    engine = engine_for(address, busy_seconds=10)
    database = Database(engine)
    try:
        async with database.writing() as connection:
            for table in (LEDGER_ENTRY, LEDGER_PERSON, LEDGER_HEAD):
                await connection.run_sync(table.create, checkfirst=True)
        yield database
    finally:
        await engine.dispose()


@pytest_asyncio.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with database_at(address) as opened:
        yield opened


@pytest.fixture
def ledger(database: Database, vault: KeyedVault) -> SqlLedger:
    return SqlLedger(database, vault, vault.secret("ledger"))


def new(number: int = 1, **changes: object) -> NewDecision:
    """A decision like no other."""
    values: dict[str, object] = {
        "request_id": f"r{number}",
        "candidate_id": f"c{number}",
        "outcome": Outcome.KEPT,
        "reason": f"Has led a team of {number}.",
        "reviewer": "wang",
        "recommendation": Recommendation.REVIEW,
        "match_score": 61,
        "rubric_digest": "ab" * 32,
        "engine": "rules",
        "batch_id": "b1",
    }
    return NewDecision(**(values | changes))  # type: ignore[arg-type]


async def with_entries(ledger: SqlLedger, count: int = 4, tenant: str = "acme") -> list[Decision]:
    return [await ledger.record(tenant, new(number)) for number in range(1, count + 1)]


async def test_a_decision_comes_back_as_it_was_recorded(ledger: SqlLedger) -> None:
    recorded = await ledger.record("acme", new(1))

    [listed] = await ledger.decisions("acme", limit=10)
    assert listed == recorded
    assert (listed.decided.reason, listed.decided.reviewer) == ("Has led a team of 1.", "wang")
    assert listed.decided.recommendation is Recommendation.REVIEW


async def test_decisions_come_the_newest_first_and_by_page(ledger: SqlLedger) -> None:
    first, second, third = await with_entries(ledger, 3)

    assert await ledger.decisions("acme", limit=2) == [third, second]
    assert await ledger.decisions("acme", limit=2, before=second.decision_id) == [first]
    assert await ledger.decisions("acme", limit=9, candidate_id="c2") == [second]
    assert await ledger.decisions("acme", limit=9, batch_id="b2") == []
    assert await ledger.decisions("other", limit=9) == []


async def test_the_same_request_records_once(ledger: SqlLedger) -> None:
    recorded = await ledger.record("acme", new(1))

    assert await ledger.record("acme", new(1)) == recorded
    assert (await ledger.record("acme", new(1, request_id=""))).decision_id > recorded.decision_id
    assert (await ledger.check("acme")).entry_count == 2


CHANGES: tuple[dict[str, object], ...] = (
    {"reason": "Other."},
    {"outcome": Outcome.HIRED},
    {"reviewer": "li"},
    {"candidate_id": "c2"},
    {"recommendation": None},
    {"match_score": None},
    {"rubric_digest": ""},
    {"engine": ""},
    {"batch_id": ""},
)


async def test_the_same_request_does_not_say_something_else(ledger: SqlLedger) -> None:
    await ledger.record("acme", new(1))

    for change in CHANGES:
        with pytest.raises(BoleError) as raised:
            await ledger.record("acme", new(1, **change))
        assert raised.value.reason is ErrorReason.REQUEST_ID_REUSED


async def test_two_replicas_at_once_make_one_chain(address: str, vault: KeyedVault, ledger: SqlLedger) -> None:
    async with database_at(address) as second:
        other = SqlLedger(second, vault, vault.secret("ledger"))
        same = [one.record("acme", new(0)) for one in (ledger, other, ledger, other)]
        others = [one.record("acme", new(number)) for number, one in enumerate((ledger, other) * 8, start=1)]
        recorded = await asyncio.gather(*same, *others)

    assert len({one.decision_id for one in recorded}) == 17
    check = await ledger.check("acme")
    assert (check.entry_count, check.fault) == (17, "")


async def test_a_ledger_without_entries_is_intact(ledger: SqlLedger) -> None:
    check = await ledger.check("acme")

    assert (check.entry_count, check.head_digest, check.first_broken, check.fault) == (0, "", "", "")


async def test_the_database_holds_no_name_and_no_reason(ledger: SqlLedger, database: Database) -> None:
    await ledger.record("acme", new(1, candidate_id="candidate-zhang", reviewer="wang-wei"))

    async with database.reading() as connection:
        rows = [tuple(row) for table in (ENTRY, PERSON, HEAD) for row in await connection.execute(select(*table))]
    held = repr(rows)
    assert "Has led" not in held
    assert "zhang" not in held
    assert "wang" not in held


Tampering = Callable[[Database], Awaitable[None]]


def statement(*texts: str) -> Tampering:
    async def tamper(database: Database) -> None:
        async with database.writing() as connection:
            for one in texts:
                await connection.execute(text(one))

    return tamper


async def another_tenants_row(database: Database) -> None:
    """Puts the third row of another tenant in the place of this tenant's."""
    async with database.writing() as connection:
        row = (await connection.execute(select(LEDGER_ENTRY).where(ENTRY.tenant == "other", ENTRY.sequence == 3))).one()
        these = (ENTRY.tenant == "acme", ENTRY.sequence == 3)
        values = {**row._mapping, "tenant": "acme", "request_key": None}  # public, whatever its name
        await connection.execute(update(LEDGER_ENTRY).where(*these).values(**values))


async def an_entry_more(database: Database) -> None:
    """Adds a copy of the last entry at the end, and the head that would belong to it, with the signature it had."""
    async with database.writing() as connection:
        row = (await connection.execute(select(LEDGER_ENTRY).where(ENTRY.tenant == "acme", ENTRY.sequence == 4))).one()
        copied = {**row._mapping, "sequence": 5, "request_key": None}
        await connection.execute(insert(LEDGER_ENTRY).values(**copied))


TAMPERINGS: dict[str, tuple[Tampering, str, str]] = {
    "an outcome": (
        statement("UPDATE ledger_entry SET outcome = 'HIRED' WHERE tenant = 'acme' AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a score": (
        statement("UPDATE ledger_entry SET match_score = 90 WHERE tenant = 'acme' AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a recommendation": (
        statement("UPDATE ledger_entry SET recommendation = '' WHERE tenant = 'acme' AND sequence = 1"),
        "000000000001",
        "not as it was written",
    ),
    "a time": (
        statement("UPDATE ledger_entry SET created_at = created_at + 1 WHERE tenant = 'acme' AND sequence = 3"),
        "000000000003",
        "not as it was written",
    ),
    "whom it was on": (
        statement(
            "UPDATE ledger_entry SET candidate_key = (SELECT candidate_key FROM ledger_entry WHERE tenant = 'acme' AND "
            "sequence = 1) WHERE tenant = 'acme' AND sequence = 2"
        ),
        "000000000002",
        "not as it was written",
    ),
    "a link": (
        statement("UPDATE ledger_entry SET link = 'ab' WHERE tenant = 'acme' AND sequence = 2"),
        "000000000002",
        "not as it was written",
    ),
    "a row in the middle is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 2",
            "DELETE FROM ledger_entry WHERE tenant = 'acme' AND sequence = 2",
        ),
        "000000000002",
        "was removed",
    ),
    "the first row is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 1",
            "DELETE FROM ledger_entry WHERE tenant = 'acme' AND sequence = 1",
        ),
        "000000000001",
        "was removed",
    ),
    "the last row is gone": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 4",
            "DELETE FROM ledger_entry WHERE tenant = 'acme' AND sequence = 4",
        ),
        "000000000004",
        "cut off at the end",
    ),
    "the last row is gone, and the head tells of one less": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 4",
            "DELETE FROM ledger_entry WHERE tenant = 'acme' AND sequence = 4",
            "UPDATE ledger_head SET last_sequence = 3, last_link = (SELECT link FROM ledger_entry WHERE tenant = "
            "'acme' AND sequence = 3) WHERE tenant = 'acme'",
        ),
        "",
        "where the ledger ends was changed",
    ),
    "the beginning is gone as if by age": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence < 3",
            "UPDATE ledger_head SET kept_after = 2, kept_after_link = (SELECT link FROM ledger_entry WHERE tenant = "
            "'acme' AND sequence = 2) WHERE tenant = 'acme'",
            "DELETE FROM ledger_entry WHERE tenant = 'acme' AND sequence < 3",
        ),
        "",
        "where the ledger ends was changed",
    ),
    "the head is gone": (
        statement("DELETE FROM ledger_head WHERE tenant = 'acme'"),
        "",
        "lost what says where it ends",
    ),
    "two rows are swapped": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme'",
            "UPDATE ledger_entry SET sequence = 99 WHERE tenant = 'acme' AND sequence = 2",
            "UPDATE ledger_entry SET sequence = 2 WHERE tenant = 'acme' AND sequence = 3",
            "UPDATE ledger_entry SET sequence = 3 WHERE tenant = 'acme' AND sequence = 99",
        ),
        "000000000002",
        "not as it was written",
    ),
    "a row more": (an_entry_more, "000000000005", "not as it was written"),
    "a row of another tenant": (another_tenants_row, "000000000003", "not as it was written"),
    "a reason was cut": (
        statement("UPDATE ledger_person SET payload = substr(payload, 1, 30) WHERE tenant = 'acme' AND sequence = 2"),
        "000000000002",
        "reason of the entry were changed",
    ),
    "a reason is that of another entry": (
        statement(
            "UPDATE ledger_person SET payload = (SELECT payload FROM ledger_person WHERE tenant = 'acme' AND "
            "sequence = 1) WHERE tenant = 'acme' AND sequence = 2"
        ),
        "000000000002",
        "reason of the entry were changed",
    ),
    "a reason is gone": (
        statement("DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 2"),
        "000000000002",
        "nobody erased them",
    ),
    "a reason is gone as if by age": (
        statement(
            "DELETE FROM ledger_person WHERE tenant = 'acme' AND sequence = 1",
            "UPDATE ledger_head SET named_after = 1 WHERE tenant = 'acme'",
        ),
        "",
        "where the ledger ends was changed",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found(ledger: SqlLedger, database: Database, name: str) -> None:
    tamper, broken, fault = TAMPERINGS[name]
    await with_entries(ledger)
    await with_entries(ledger, 3, tenant="other")
    assert (await ledger.check("acme")).fault == ""

    await tamper(database)

    check = await ledger.check("acme")
    assert fault in check.fault
    assert check.first_broken == broken
    assert (await ledger.check("other")).fault == ""


async def test_an_older_copy_is_told_by_a_head_that_was_written_down(ledger: SqlLedger, database: Database) -> None:
    """Rows and head together are one that the service has once written: nothing in the database tells."""
    await with_entries(ledger, 2)
    tables = (LEDGER_ENTRY, LEDGER_PERSON, LEDGER_HEAD)
    async with database.reading() as connection:
        copy = [[dict(row._mapping) for row in await connection.execute(select(table))] for table in tables]
    await ledger.record("acme", new(3))
    written_down = (await ledger.check("acme")).head_digest
    assert (await ledger.check("acme", known_head=written_down)).fault == ""
    await ledger.record("acme", new(4))
    assert (await ledger.check("acme", known_head=written_down)).fault == ""

    async with database.writing() as connection:
        for table in (LEDGER_PERSON, LEDGER_HEAD, LEDGER_ENTRY):
            await connection.execute(delete(table))
        for table, rows in zip(tables, copy, strict=True):
            await connection.execute(insert(table), rows)

    assert (await ledger.check("acme")).fault == ""
    assert "does not contain the head" in (await ledger.check("acme", known_head=written_down)).fault


async def test_a_ledger_that_is_gone_is_told_by_a_head_that_was_written_down(
    ledger: SqlLedger, database: Database
) -> None:
    await with_entries(ledger, 2)
    written_down = (await ledger.check("acme")).head_digest
    await statement("DELETE FROM ledger_person", "DELETE FROM ledger_entry", "DELETE FROM ledger_head")(database)

    assert (await ledger.check("acme", known_head=written_down)).fault != ""


@pytest.mark.parametrize("name", ["the last row is gone", "the head is gone", "a reason is gone as if by age"])
async def test_nothing_is_added_to_a_ledger_that_does_not_end_as_it_was_left(
    ledger: SqlLedger, database: Database, name: str
) -> None:
    """A new entry would be signed as the end, and what is missing would be hidden."""
    await with_entries(ledger)
    await TAMPERINGS[name][0](database)

    with pytest.raises(BoleError, match="bole audit verify") as raised:
        await ledger.record("acme", new(5))

    assert raised.value.reason is ErrorReason.STORAGE_MISMATCH
    assert (await ledger.check("acme")).fault != ""


async def test_another_key_does_not_fit(ledger: SqlLedger, database: Database, vault: KeyedVault) -> None:
    await with_entries(ledger)

    assert "another key" in (await SqlLedger(database, vault, b"k" * 32).check("acme")).fault


async def erased(ledger: SqlLedger, vault: KeyedVault, candidate_id: str) -> Decision:
    """Does what an erasure does to a ledger."""
    await vault.destroy_all_of("acme", candidate_id)
    erasure = NewDecision(
        request_id="", candidate_id=candidate_id, outcome=Outcome.ERASED, reason="ticket 7", reviewer="li"
    )
    return await ledger.record("acme", erasure)


async def test_a_chain_holds_after_an_erasure(ledger: SqlLedger, vault: KeyedVault) -> None:
    kept, gone, again = [await ledger.record("acme", new(n, candidate_id=f"c{n % 2}")) for n in (1, 2, 4)]
    erasure = await erased(ledger, vault, "c0")

    assert (await ledger.check("acme")).fault == ""
    listed = await ledger.decisions("acme", limit=9)
    assert [one.decision_id for one in listed] == [one.decision_id for one in (erasure, again, gone, kept)]
    assert [one.decided.reason for one in listed] == ["ticket 7", "", "", "Has led a team of 1."]
    assert [one.decided.candidate_id for one in listed] == ["", "", "", "c1"]
    assert [one.decided.reviewer for one in listed] == ["li", "", "", "wang"]
    assert listed[1].decided.outcome is Outcome.KEPT
    assert await ledger.record("acme", new(2, candidate_id="c0")) == listed[2]


async def test_an_erasure_makes_no_new_key_for_the_candidate(ledger: SqlLedger, vault: KeyedVault) -> None:
    await ledger.record("acme", new(1))
    await erased(ledger, vault, "c1")

    assert await vault.destroy_all_of("acme", "c1") == 0


async def test_old_names_go_first_and_old_entries_later(ledger: SqlLedger) -> None:
    entries = await with_entries(ledger, 4)
    third, fourth = entries[2], entries[3]

    ended = await ledger.end("acme", names_before=fourth.created_at, entries_before=third.created_at)

    assert (ended.names, ended.entries) == (3, 2)
    listed = await ledger.decisions("acme", limit=9)
    assert [(one.decision_id, one.decided.reason) for one in listed] == [
        (fourth.decision_id, "Has led a team of 4."),
        (third.decision_id, ""),
    ]
    check = await ledger.check("acme")
    assert (check.entry_count, check.fault, check.head_digest) == (2, "", fourth.entry_digest)
    assert (await ledger.check("acme", known_head=entries[1].entry_digest)).fault == ""
    assert "reached its age" in (await ledger.check("acme", known_head=entries[0].entry_digest)).fault


async def test_a_ledger_goes_on_after_all_of_it_has_ended(ledger: SqlLedger) -> None:
    await with_entries(ledger, 2)
    await ledger.end("acme", names_before=now() + 1, entries_before=now() + 1)

    await ledger.record("acme", new(3))

    check = await ledger.check("acme")
    assert (check.entry_count, check.fault) == (1, "")
    [listed] = await ledger.decisions("acme", limit=9)
    assert listed.decision_id == "000000000003"


async def test_nothing_ends_of_a_candidate_who_is_held(ledger: SqlLedger) -> None:
    await with_entries(ledger, 4)

    ended = await ledger.end("acme", names_before=now() + 1, entries_before=now() + 1, held=["c3"])

    assert (ended.names, ended.entries) == (3, 2)
    listed = await ledger.decisions("acme", limit=9)
    assert [one.decided.candidate_id for one in listed] == ["", "c3"]
    assert (await ledger.check("acme")).fault == ""


async def test_nothing_ends_twice(ledger: SqlLedger) -> None:
    await with_entries(ledger, 2)
    await ledger.end("acme", names_before=now() + 1, entries_before=0)

    ended = await ledger.end("acme", names_before=now() + 1, entries_before=0)

    assert (ended.names, ended.entries) == (0, 0)
    assert await ledger.tenants() == ("acme",)
