"""Opens what is kept: one address, one vault, and stores on both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from bole.domain.service_state import BatchesState
from bole.domain.storage_ports import BatchStore
from bole.domain.vault import Vault
from bole.storage.answers.answer_store import SqlAnswerStore
from bole.storage.answers.candidate_answers import SqlCandidateAnswers
from bole.storage.batches.batch_store import SqlBatchStore
from bole.storage.batches.overview import batches_state, unfinished_items
from bole.storage.candidates.candidate_store import SqlCandidateStore
from bole.storage.candidates.retention import SqlRetention
from bole.storage.database import Database, engine_for
from bole.storage.ledger.ledger import SqlLedger
from bole.storage.migrating import migrate
from bole.storage.tables import SCHEMA_INFO


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The stores on one database, and what seals.

    Attributes:
        batches_state: Returns how all batches are.
        check: Raises STORAGE_UNAVAILABLE where database or keys do not answer.
    """

    vault: Vault

    batches: BatchStore
    answers: SqlAnswerStore
    candidates: SqlCandidateStore
    retention: SqlRetention
    candidate_answers: SqlCandidateAnswers
    ledger: SqlLedger
    batches_state: Callable[[], Awaitable[BatchesState]]
    check: Callable[[], Awaitable[None]]
    unfinished_items: Callable[[str], Awaitable[int]]


@asynccontextmanager
async def opened(address: str, vault: Vault, *, busy_seconds: float = 15.0) -> AsyncIterator[Storage]:
    """Gives the stores on the database at `address`, its schema brought up to date.

    Args:
        address: `sqlite:///path`, `sqlite:////absolute/path` or `postgresql://user:password@host/database`. What is
            missing of an SQLite file and its folder is made, readable for this user alone.
        vault: Seals what is kept of people.
        busy_seconds: How long a call waits for a lock of another process before it fails.

    Raises:
        BoleError: ARGUMENT_INVALID for another address, PART_NOT_INSTALLED, STORAGE_UNAVAILABLE, STORAGE_MISMATCH for a
            schema of a newer version that this one does not work with.
    """
    engine = await asyncio.to_thread(engine_for, address, busy_seconds=busy_seconds)
    database = Database(engine)
    try:
        await migrate(database, vault)
        yield Storage(
            vault=vault,
            batches=SqlBatchStore(database, vault),
            answers=SqlAnswerStore(database, vault),
            candidates=SqlCandidateStore(database, vault),
            retention=SqlRetention(database, vault),
            candidate_answers=SqlCandidateAnswers(database, vault),
            ledger=SqlLedger(database, vault, vault.secret("ledger")),
            batches_state=partial(batches_state, database),
            check=partial(_check, database, vault),
            unfinished_items=partial(unfinished_items, database),
        )
    finally:
        await database.calls.all_ended()
        await engine.dispose()


async def _check(database: Database, vault: Vault) -> None:
    async with database.reading() as connection:
        await connection.execute(select(SCHEMA_INFO.c.level))
    await vault.check()
