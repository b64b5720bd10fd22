"""A database of the first level, in which nothing is sealed, is sealed at the first start, as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from bole.domain.errors import BoleError
from bole.storage.database import Database, engine_for
from bole.storage.migrating import scripts_of_migrations
from tests.integration.privacy.desk import PostgreSqlPlace, SqlitePlace, opened_desk
from tests.integration.storage.making import TENANT, claim, page, taken

NAME = "Wilhelmina"

_ROWS = (
    """INSERT INTO batch (tenant, batch_id, request_digest, title, state, accepts_items, priority, total, succeeded,
    failed, cancelled, ordered, duplicates, failures, revision, last_sequence, waiting_for, owner, epoch, heartbeat,
    owner_was_busy, created_at, updated_at, payload) VALUES ('acme', 'b', 'd', 'Nurse', 'RUNNING', FALSE, 2, 2, 1, 0, 0,
    0, 0, '{}', 0, 1, '', '', 0, 0, FALSE, 1, 1, :terms)""",
    """INSERT INTO batch_item (tenant, batch_id, number, candidate_id, item_id, document_key, documents_digest, state,
    suspect, attempts, crashes, sequence, place, match_score, coverage, answer_digest, sealed_for, payload) VALUES
    ('acme', 'b', 1, 'person Wilhelmina', 'i1 Wilhelmina', 'k1', 'dd1', 'SUCCEEDED', FALSE, 1, 0, 1, 2050, 50, 0.75,
    'q', '', :source)""",
    """INSERT INTO batch_item (tenant, batch_id, number, candidate_id, item_id, document_key, documents_digest, state,
    suspect, attempts, crashes, sequence, place, sealed_for, payload) VALUES ('acme', 'b', 2, 'person Wilhelmina', 'i2',
    'k2', 'dd2', 'QUEUED', FALSE, 0, 0, 0, 0, 'person Wilhelmina', :source)""",
    """INSERT INTO batch_document (tenant, batch_id, number, candidate_id, payload)
    VALUES ('acme', 'b', 1, '', :document)""",
    """INSERT INTO batch_document (tenant, batch_id, number, candidate_id, payload)
    VALUES ('acme', 'b', 2, 'person Wilhelmina', :document)""",
    """INSERT INTO answer (tenant, digest, candidate_id, place, match_score, coverage, rubric_digest, degraded,
    created_at, payload) VALUES ('acme', 'q', 'person Wilhelmina', 2050, 50, 0.75, 'rubric', FALSE, 1, :answer)""",
)
_ANSWERS = """INSERT INTO answer (tenant, digest, candidate_id, place, match_score, coverage, rubric_digest, degraded,
    created_at, payload) VALUES (:tenant, :digest, 'c', 2050, 50, 0.75, 'rubric', FALSE, 1, :answer)"""
_CONTENTS = {
    "terms": b"terms",
    "source": b"folder/\xff Wilhelmina.pdf",
    "document": b"document of Wilhelmina",
    "answer": b"answer to Wilhelmina",
}


async def make_level_1(address: str) -> None:
    """Makes a database as the first version left it."""
    engine = engine_for(address, busy_seconds=5)
    async with Database(engine).writing() as connection:
        await connection.run_sync(_upgrade_to_1)
        for statement in _ROWS:
            named = {name: content for name, content in _CONTENTS.items() if f":{name}" in statement}
            await connection.execute(text(statement), named)
    await engine.dispose()


def _upgrade_to_1(connection: Connection) -> None:
    scripts = scripts_of_migrations()
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda revision, _: scripts._upgrade_revs("1", revision), "script": scripts},
    )
    with Operations.context(context):
        context.run_migrations()


async def test_what_the_first_version_kept_is_sealed_and_read_as_before(place: SqlitePlace | PostgreSqlPlace) -> None:
    await make_level_1(place.address)

    async with opened_desk(place) as desk:
        (item,) = (await page(desk.storage, "b")).items
        assert (item.item_id, item.source, item.candidate_id) == (
            f"i1 {NAME}",
            f"folder/\udcff {NAME}.pdf",
            f"person {NAME}",
        )
        assert item.answer is not None
        assert item.answer.payload == b"answer to Wilhelmina"
        batch = await desk.storage.batches.get(TENANT, "b")
        assert batch.terms == b"terms"
        (claimed,) = await claim(desk.storage, await taken(desk.storage, batch))
        assert (claimed.item_id, claimed.candidate_id) == ("i2", f"person {NAME}")
        assert claimed.documents == b"document of Wilhelmina"
        if isinstance(place, SqlitePlace):
            assert NAME.encode() not in place.files(), "what was there before is nowhere in the file"
        assert f"person {NAME}".encode() in desk.stolen()

        result = await desk.rights.erase(TENANT, f"person {NAME}", reference="request 7", reviewer="rita")

        assert result.proven
        assert result.deleted == {"item": 2, "document": 2, "answer": 1}
        if isinstance(place, SqlitePlace):
            assert NAME.encode() not in desk.stolen()


async def test_what_two_tenants_have_asked_is_sealed_once_for_each(place: SqlitePlace | PostgreSqlPlace) -> None:
    await make_level_1(place.address)
    engine = engine_for(place.address, busy_seconds=5)
    async with Database(engine).writing() as connection:
        for tenant in ("acme", "other"):
            rows = [{"tenant": tenant, "digest": f"{number}", "answer": b"kept"} for number in range(250)]
            await connection.execute(text(_ANSWERS), rows)
    await engine.dispose()

    async with opened_desk(place) as desk:
        found = [await desk.storage.answers.find(tenant, "7") for tenant in ("acme", "other")]

    assert [one and (one.payload, one.candidate_id) for one in found] == [(b"kept", "c")] * 2


async def test_a_start_that_is_broken_off_leaves_the_first_level_as_it_was(tmp_path: Path) -> None:
    place = SqlitePlace(folder=tmp_path / "data")
    await make_level_1(place.address)
    engine = engine_for(place.address, busy_seconds=5)
    async with Database(engine).writing() as connection:
        await connection.execute(text("ALTER TABLE batch_document RENAME COLUMN payload TO other"))
    with pytest.raises(BoleError):
        await opened_desk(place).__aenter__()
    async with Database(engine).reading() as connection:
        assert (await connection.execute(text("SELECT payload FROM batch"))).scalar_one() == _CONTENTS["terms"]
        assert (await connection.execute(text("SELECT level FROM schema_info"))).scalar_one() == 1
    await engine.dispose()
