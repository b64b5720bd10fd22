"""Several replicas on one database: one dies, one is stopped, and the database itself dies and comes back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2

from bole.storage.keys.master_keys import new_setting
from bole.v1 import batch_service_pb2 as pb
from tests.e2e.batch_service import BatchService, running, until
from tests.e2e.batch_work import Follower, Outcome, compared, created, mixed_items, outcome
from tests.errors import details_of, reason_of, status_of_call
from tests.postgresql import PostgreSqlServer, running_postgresql

ITEMS = mixed_items(200)
OTHERS = mixed_items(300)[200:]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSqlServer]:
    """One server for the tests of this module."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What a single service gives that nothing happens to, with a database of its own."""
    folder = tmp_path_factory.mktemp("undisturbed")
    service = BatchService(f"sqlite:///{folder / 'bole.db'}", folder / "service.log")

    async def results() -> Outcome:
        async with running(service), service.stub() as stub:
            batch_id = await created(stub, ITEMS)
            await Follower(stub, batch_id).follow()
            return compared(await outcome(stub, batch_id))

    return asyncio.run(results())


def keys_on(server: PostgreSqlServer) -> dict[str, str]:
    """Returns settings of replicas that share the store of their keys, beside the database of their batches."""
    return {"key_database": server.new_schema(), "master_keys": new_setting()}


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
async def test_batches_of_a_replica_that_is_killed_finish_on_the_other(
    kind: str, undisturbed: Outcome, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It was in the middle of one of two batches; the results are as if it had lived."""
    database, keys = f"sqlite:///{tmp_path / 'shared.db'}", {}
    if kind == "postgresql":
        server = request.getfixturevalue("postgresql")
        database, keys = server.new_database(), keys_on(server)
    first = BatchService(database, tmp_path / "first.log", **keys)
    second = BatchService(database, tmp_path / "second.log", **keys)
    async with running(first, second), first.stub() as ours, second.stub() as theirs:
        batch_id, other_id = await created(ours, ITEMS), await created(theirs, OTHERS)
        followed = Follower(ours, batch_id)
        following = asyncio.create_task(followed.follow())
        await followed.reached(20)
        following.cancel()
        killed, left = (first, second) if _took(first, batch_id, epoch=1) else (second, first)
        killed.kill(group=True)

        async with left.stub() as stub:
            again = Follower(stub, batch_id)
            batches = await asyncio.gather(again.follow(), Follower(stub, other_id).follow())
            results = compared(await outcome(stub, batch_id))

    assert _took(killed, batch_id, epoch=1)
    assert _took(left, batch_id, epoch=2)
    assert [batch.state for batch in batches] == [pb.Batch.FINISHED] * 2
    assert again.sequences == list(range(1, len(ITEMS) + 1))
    assert [one.item_id for one in followed.items] == [one.item_id for one in again.items][: len(followed.items)]
    assert results == undisturbed


def _took(service: BatchService, batch_id: str, *, epoch: int) -> bool:
    return f"batch.taken batch_id={batch_id} epoch={epoch}" in service.log()


async def test_a_replica_that_is_stopped_gives_its_batch_back(tmp_path: Path) -> None:
    """Nothing is begun twice: the other one takes it without waiting for a lease to run out."""
    database = tmp_path / "shared.db"
    settings = {"lease_seconds": "30", "batch_width": "8"}
    first = BatchService(f"sqlite:///{database}", tmp_path / "first.log", **settings)
    second = BatchService(f"sqlite:///{database}", tmp_path / "second.log", **settings)
    async with running(first):
        async with first.stub() as ours:
            batch_id = await created(ours, ITEMS)
            followed = Follower(ours, batch_id)
            following = asyncio.create_task(followed.follow())
            await followed.reached(20)
            assert await asyncio.to_thread(first.terminate) == 0
            following.cancel()
        async with running(second), second.stub() as theirs:
            batch = await Follower(theirs, batch_id).follow()

    assert batch.state == pb.Batch.FINISHED
    with closing(sqlite3.connect(database)) as connection:
        begun = connection.execute("SELECT MAX(attempts), SUM(suspect) FROM batch_item").fetchone()
    assert begun == (1, 0)
    assert _took(second, batch_id, epoch=2)


async def test_a_batch_outlives_a_postgresql_server_that_is_killed(
    undisturbed: Outcome, postgresql: PostgreSqlServer, tmp_path: Path
) -> None:
    """Meanwhile calls are told to come back; after that all goes on, and no item has failed for it."""
    service = BatchService(postgresql.new_database(), tmp_path / "service.log", **keys_on(postgresql))
    async with running(service), service.stub() as stub:
        batch_id = await created(stub, ITEMS)
        follower = Follower(stub, batch_id)
        following = asyncio.create_task(follower.follow())
        await follower.reached(20)
        postgresql.kill()
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id))
        await asyncio.to_thread(postgresql.start)
        batch = await following
        results = compared(await outcome(stub, batch_id))

    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    status = status_of_call(caught.value)
    assert reason_of(status) == "STORAGE_UNAVAILABLE"
    assert isinstance(details_of(status)["RetryInfo"], error_details_pb2.RetryInfo)
    assert batch.state == pb.Batch.FINISHED
    assert follower.sequences == list(range(1, len(ITEMS) + 1))
    assert results == undisturbed


async def test_a_service_waits_for_a_database_that_is_not_there_yet(
    postgresql: PostgreSqlServer, tmp_path: Path
) -> None:
    """Its health tells, and it answers single calls meanwhile."""
    database = postgresql.new_database()
    service = BatchService(database, tmp_path / "service.log", **keys_on(postgresql))
    postgresql.kill()
    try:
        service.start()
        await until(lambda: service.is_healthy("bole.v1.ScreeningService"))
        assert not await service.is_healthy()
        assert not await service.is_healthy("")
        async with service.stub() as stub:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await stub.ListBatches(pb.ListBatchesRequest())
        assert reason_of(status_of_call(caught.value)) == "STORAGE_UNAVAILABLE"
        await asyncio.to_thread(postgresql.start)
        await service.ready()
        assert await service.is_healthy("")
    finally:
        service.end()
