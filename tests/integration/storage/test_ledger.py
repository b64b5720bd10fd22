"""The ledger of decisions on both databases: one chain a tenant, whoever writes, and nobody changes it unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, update

from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Recommendation
from bole.domain.vault import Content
from bole.storage.clock import now
from bole.storage.database import Database, engine_for
from bole.storage.keys.master_keys import new_setting, parsed_keys
from bole.storage.keys.sealing import KeyedVault, opened_vault
from bole.storage.ledger.ledger import SqlLedger
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_HEAD, LEDGER_PERSON
from bole.storage.opening import opened
from bole.storage.tables import CANDIDATE
from tests.integration.storage.decisions import new_decision, with_entries

TABLES = (LEDGER_ENTRY, LEDGER_PERSON, LEDGER_HEAD)


@pytest_asyncio.fixture
async def vault(tmp_path: Path) -> AsyncIterator[KeyedVault]:
    """Seals under keys in a database of their own."""
    async with opened_vault(f"sqlite:///{tmp_path}/keys/keys.db", parsed_keys(new_setting())) as opened:
        yield opened


@pytest_asyncio.fixture
async def ledger(address: str, vault: KeyedVault) -> AsyncIterator[SqlLedger]:
    async with opened(address, vault, busy_seconds=10) as storage:
        yield storage.ledger


@pytest_asyncio.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """The same database, as somebody reaches it who is not the service."""
    engine = engine_for(address, busy_seconds=10)
    yield Database(engine)
    await engine.dispose()


async def test_a_decision_comes_back_as_it_was_recorded(ledger: SqlLedger) -> None:
    recorded = await ledger.record("acme", new_decision(1))

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
    recorded = await ledger.record("acme", new_decision(1))

    assert await ledger.record("acme", new_decision(1)) == recorded
    assert (await ledger.record("acme", new_decision(1, request_id=""))).decision_id > recorded.decision_id
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
    await ledger.record("acme", new_decision(1))

    for change in CHANGES:
        with pytest.raises(BoleError) as raised:
            await ledger.record("acme", new_decision(1, **change))
        assert raised.value.reason is ErrorReason.REQUEST_ID_REUSED


async def test_two_replicas_at_once_make_one_chain(address: str, vault: KeyedVault, ledger: SqlLedger) -> None:
    async with opened(address, vault, busy_seconds=10) as second:
        other = second.ledger
        same = [one.record("acme", new_decision(0)) for one in (ledger, other, ledger, other)]
        others = [one.record("acme", new_decision(number)) for number, one in enumerate((ledger, other) * 8, start=1)]
        recorded = await asyncio.gather(*same, *others)

    assert len({one.decision_id for one in recorded}) == 17
    check = await ledger.check("acme")
    assert (check.entry_count, check.fault) == (17, "")


async def test_a_ledger_without_entries_is_intact(ledger: SqlLedger) -> None:
    check = await ledger.check("acme")

    assert (check.entry_count, check.head_digest, check.first_broken, check.fault) == (0, "", "", "")


async def test_the_database_holds_no_name_and_no_reason(ledger: SqlLedger, database: Database) -> None:
    await ledger.record("acme", new_decision(1, candidate_id="candidate-zhang", reviewer="wang-wei"))

    async with database.reading() as connection:
        rows = [tuple(row) for table in TABLES for row in await connection.execute(select(table))]
    held = repr(rows)
    assert "Has led" not in held
    assert "zhang" not in held
    assert "wang" not in held


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
    kept, gone, again = [await ledger.record("acme", new_decision(n, candidate_id=f"c{n % 2}")) for n in (1, 2, 4)]
    erasure = await erased(ledger, vault, "c0")

    assert (await ledger.check("acme")).fault == ""
    listed = await ledger.decisions("acme", limit=9)
    assert [one.decision_id for one in listed] == [one.decision_id for one in (erasure, again, gone, kept)]
    assert [one.decided.reason for one in listed] == ["ticket 7", "", "", "Has led a team of 1."]
    assert [one.decided.candidate_id for one in listed] == ["", "", "", "c1"]
    assert [one.decided.reviewer for one in listed] == ["li", "", "", "wang"]
    assert listed[1].decided.outcome is Outcome.KEPT
    assert await ledger.record("acme", new_decision(2, candidate_id="c0")) == listed[2]


async def test_an_erasure_makes_no_new_key_for_the_candidate(ledger: SqlLedger, vault: KeyedVault) -> None:
    await ledger.record("acme", new_decision(1))
    await erased(ledger, vault, "c1")

    assert await vault.destroy_all_of("acme", "c1") == 0


class ErasingVault(KeyedVault):
    """Lets the candidate be erased between the first sealing and the writing of what was sealed."""

    def let(self, erase: Callable[[], Awaitable[object]]) -> None:
        """Takes what happens after the next sealing."""
        self.erase: Callable[[], Awaitable[object]] | None = erase

    async def seal(self, contents: Sequence[Content]) -> list[bytes]:
        """Seals, and then lets happen what was given."""
        sealed = await super().seal(contents)
        erase, self.erase = self.erase, None
        if erase is not None:
            await erase()
        return sealed


async def test_a_decision_beside_an_erasure_keeps_its_words(
    address: str, ledger: SqlLedger, database: Database, vault: KeyedVault
) -> None:
    """What was sealed before the keys were destroyed would be an entry whose words nobody has erased."""
    erasing = ErasingVault(vault._store, vault._root)

    async def erase() -> None:
        values = {"opted_out": False, "held": False, "erased_at": now(), "payload": b""}
        async with database.writing() as connection:
            one = {"tenant": "acme", "candidate_id": vault.digest("acme", "c1")}
            await connection.execute(insert(CANDIDATE).values(**one, **values))
        await erased(ledger, vault, "c1")

    erasing.let(erase)
    async with opened(address, erasing) as storage:
        await storage.ledger.record("acme", new_decision(1))

    assert (await ledger.check("acme")).fault == ""
    assert [one.decided.reason for one in await ledger.decisions("acme", limit=9)] == [
        "Has led a team of 1.",
        "ticket 7",
    ]


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

    await ledger.record("acme", new_decision(3))

    check = await ledger.check("acme")
    assert (check.entry_count, check.fault) == (1, "")
    [listed] = await ledger.decisions("acme", limit=9)
    assert listed.decision_id == "000000000003"


async def test_nothing_ends_of_a_candidate_who_is_held(
    ledger: SqlLedger, database: Database, vault: KeyedVault
) -> None:
    await with_entries(ledger, 4)
    third = vault.digest("acme", "c3")
    held = {"opted_out": False, "held": True, "updated_at": 1, "payload": b""}
    async with database.writing() as connection:
        await connection.execute(insert(CANDIDATE).values(tenant="acme", candidate_id=third, **held))

    ended = await ledger.end("acme", names_before=now() + 1, entries_before=now() + 1)

    assert (ended.names, ended.entries) == (3, 2)
    listed = await ledger.decisions("acme", limit=9)
    assert [one.decided.candidate_id for one in listed] == ["", "c3"]
    assert (await ledger.check("acme")).fault == ""
    async with database.writing() as connection:
        await connection.execute(update(CANDIDATE).values(held=False))
    ended = await ledger.end("acme", names_before=now() + 1, entries_before=0)
    assert (ended.names, ended.entries) == (1, 0)
    assert (await ledger.check("acme")).fault == ""


async def test_nothing_ends_twice(ledger: SqlLedger) -> None:
    await with_entries(ledger, 2)
    await ledger.end("acme", names_before=now() + 1, entries_before=0)

    ended = await ledger.end("acme", names_before=now() + 1, entries_before=0)

    assert (ended.names, ended.entries) == (0, 0)
    assert await ledger.tenants() == ("acme",)
