"""Answers by the digest of their question."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import event, make_url

from bole.domain.errors import BoleError, ErrorReason
from bole.storage.answers.answer_store import SqlAnswerStore
from bole.storage.database import Database, engine_for
from bole.storage.opening import Storage, opened
from tests.integration.storage.making import (
    TENANT,
    LabellingVault,
    answer,
    claim,
    finish,
    made,
    new_items,
    outcome,
    standing,
    taken,
)
from tests.postgresql import PostgreSqlServer


async def test_an_answer_is_found_as_it_was_kept(storage: Storage) -> None:
    kept = replace(answer("text", where=standing(7, match_score=None), candidate_id="c"), degraded=True)

    assert await storage.answers.find(TENANT, "q") is None
    assert await storage.answers.keep(TENANT, "q", kept) == kept
    assert await storage.answers.find(TENANT, "q") == kept
    assert await storage.answers.find("other", "q") is None


async def test_the_first_answer_stays(storage: Storage) -> None:
    first = await storage.answers.keep(TENANT, "q", answer("first"))

    assert await storage.answers.keep(TENANT, "q", answer("second")) == first
    assert await storage.answers.keep("other", "q", answer("second")) == answer("second")
    assert await storage.answers.find(TENANT, "q") == first


async def test_answers_kept_at_once_are_all_kept_and_each_once(storage: Storage, address: str) -> None:
    async with opened(address, LabellingVault()) as other:
        kept = await asyncio.gather(
            *(
                store.answers.keep(tenant, f"q{number}", answer(f"{tenant} {number} {n}", candidate_id=f"c{number}"))
                for n, store in enumerate((storage, other))
                for tenant in ("a", "b")
                for number in range(300)
            )
        )
    for n, place in enumerate((tenant, f"q{number}") for tenant in ("a", "b") for number in range(300)):
        if n % 50 == 0:
            assert await storage.answers.find(*place) == kept[n] == kept[n + 600]
    assert len({each.payload for each in kept}) == 600


async def test_two_replicas_that_keep_the_same_answers_do_not_lock_each_other(storage: Storage, address: str) -> None:
    async with opened(address, LabellingVault()) as other:
        for again in range(5):
            digests = [f"q{again} {number}" for number in range(190)]
            kept = await asyncio.gather(
                *(storage.answers.keep(TENANT, digest, answer("x")) for digest in digests),
                *(other.answers.keep(TENANT, digest, answer("x")) for digest in reversed(digests)),
            )

            assert kept == [answer("x")] * 380


async def test_what_cannot_be_kept_keeps_no_other_from_being_kept(postgresql: PostgreSqlServer) -> None:
    async with opened(postgresql.new_schema(), LabellingVault()) as storage:
        calls = [storage.answers.keep(TENANT, f"q{number}", answer("x")) for number in range(3)]
        null = storage.answers.keep("other", "q\0", answer("x"))

        ended = await asyncio.gather(calls[0], null, *calls[1:], return_exceptions=True)

        assert [ended[0], *ended[2:]] == [answer("x")] * 3
        assert isinstance(ended[1], BoleError)
        assert ended[1].reason is ErrorReason.ARGUMENT_INVALID


async def test_an_answer_that_is_deleted_while_it_is_kept_again_is_returned(postgresql: PostgreSqlServer) -> None:
    """Its batch was deleted between the two statements of one transaction."""
    address = postgresql.new_database()
    database = make_url(address).database or ""
    engine = engine_for(address, busy_seconds=10.0)
    async with opened(address, LabellingVault()) as storage:
        await storage.answers.keep(TENANT, "q", answer("first"))

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def delete_it(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT answer."):
            postgresql.execute("DELETE FROM answer", database)

    try:
        assert await SqlAnswerStore(Database(engine), LabellingVault()).keep(TENANT, "q", answer("x")) == answer("x")
    finally:
        await engine.dispose()


async def test_a_caller_that_goes_away_does_not_take_others_along(storage: Storage) -> None:
    calls = [asyncio.create_task(storage.answers.keep(TENANT, f"q{number}", answer("x"))) for number in range(40)]
    await asyncio.sleep(0)
    for call in calls[::2]:
        call.cancel()

    ended = await asyncio.gather(*calls, return_exceptions=True)

    assert ended[1::2] == [answer("x")] * 20
    assert await storage.answers.keep(TENANT, "q0", answer("x")) == answer("x")


async def test_old_answers_that_no_batch_refers_to_are_forgotten(storage: Storage) -> None:
    batch = await made(storage, new_items(1))
    lease = await taken(storage, batch)
    await claim(storage, lease)
    await finish(storage, lease, [await outcome(storage, 1)])
    for tenant in (TENANT, "other"):
        await asyncio.gather(*(storage.answers.keep(tenant, f"q{number}", answer("x")) for number in range(250)))

    assert await storage.answers.forget_unused(older_than_days=1) == 0
    assert await storage.answers.forget_unused(older_than_days=0) == 500

    assert await storage.answers.find(TENANT, "q0") is None
    assert await storage.answers.find(TENANT, "question 1 False") is not None
