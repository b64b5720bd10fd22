"""What befalls a batch: a full disk, a locked database, a clock that is set, a deadly item, bad items alone."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import grpc
import pytest

from bole.v1 import batch_service_pb2 as pb
from tests.e2e.batch_service import BOLE, REPOSITORY, SECONDS, BatchService, running
from tests.e2e.batch_work import BROKEN, EXAMPLES, Follower, batch_of, created, item, mixed_items, outcome, resumes
from tests.errors import reason_of, status_of_call

ITEMS = mixed_items(200)
FAILED = sum(one.documents[0].content in BROKEN for one in ITEMS)
FULL_BYTES = 64 * 1024


@asynccontextmanager
async def in_work(service: BatchService) -> AsyncIterator[Follower]:
    """Has a batch in the middle of its work; after the block it is to finish as if nothing had been."""
    async with running(service), service.stub() as stub:
        follower = Follower(stub, await created(stub, ITEMS))
        following = asyncio.create_task(follower.follow())
        await follower.reached(20)
        yield follower
        batch = await following
    assert batch.state == pb.Batch.FINISHED
    assert (batch.counts.succeeded_count, batch.counts.failed_count) == (len(ITEMS) - FAILED, FAILED)
    assert follower.sequences == list(range(1, len(ITEMS) + 1))


async def test_a_full_disk_stops_a_batch_until_there_is_room(tmp_path: Path) -> None:
    """Calls that write are told to come back, and those that read are answered."""
    service = BatchService(f"sqlite:///{tmp_path / 'bole.db'}", tmp_path / "service.log")
    async with in_work(service) as follower, service.stub() as stub:
        pid = service.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL_BYTES, before[1]))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await created(stub, ITEMS[:10])
        there = await batch_of(stub, follower.batch_id)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)

    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert reason_of(status_of_call(caught.value)) == "STORAGE_UNAVAILABLE"
    assert there.counts.total_count == len(ITEMS)


async def test_a_database_that_another_process_locks_holds_a_batch_up(tmp_path: Path) -> None:
    """Longer than the lease; nobody else can write either, so that it is not lost."""
    database = tmp_path / "bole.db"
    service = BatchService(f"sqlite:///{database}", tmp_path / "service.log")
    async with in_work(service) as follower:
        with closing(sqlite3.connect(database, timeout=SECONDS)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(3)
            other.rollback()

    assert service.log().count(f"batch.taken batch_id={follower.batch_id}") == 1


async def test_a_clock_that_was_set_changes_nothing(tmp_path: Path) -> None:
    """The batch was made in another year; answers to items that have not ended are so old that they are forgotten."""
    database = tmp_path / "bole.db"
    service = BatchService(f"sqlite:///{database}", tmp_path / "service.log")
    year = 365 * 24 * 3600 * 1_000_000
    async with in_work(service):
        service.kill()
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE batch SET created_at = created_at + ?", [year])
            connection.execute("UPDATE answer SET created_at = created_at - ?", [year])
        service.start()


async def test_an_item_that_kills_the_service_each_time_is_given_up(tmp_path: Path) -> None:
    """After three deaths with it alone in work; all others succeed."""
    database = tmp_path / "bole.db"
    deadly = item(10, b"\n".join(resumes() * 30))  # takes so long that it is seen to be in work
    items = [item(number, f"Reference {number}\n".encode() + resumes()[0]) for number in range(12)]
    items[10] = deadly
    service = BatchService(f"sqlite:///{database}", tmp_path / "service.log", batch_width="1")
    seen = [0]
    async with running(service), service.stub() as stub:
        follower = Follower(stub, await created(stub, items))
        following = asyncio.create_task(follower.follow())
        while not following.done():
            state, attempts, crashes = _row(database, number=11)
            if state == "RUNNING" and attempts > seen[-1] and crashes < 3:
                service.kill()
                seen.append(attempts)
                service.start()
            await asyncio.sleep(0.005)
        batch = await following
        results = {one.item_id: one for one in await outcome(stub, follower.batch_id)}

    quarantined = results.pop(deadly.item_id)
    assert reason_of(quarantined.status) == "ITEM_QUARANTINED"
    assert len(seen) - 1 == 3
    assert dict(batch.counts.failure_counts) == {"ITEM_QUARANTINED": 1}
    assert {one.state for one in results.values()} == {pb.BatchItem.SUCCEEDED}


def _row(database: Path, number: int) -> tuple[str, int, int]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=SECONDS)) as connection:
        state, attempts, crashes = connection.execute(
            "SELECT state, attempts, crashes FROM batch_item WHERE number = ?", [number]
        ).fetchone()
    return state, attempts, crashes


async def test_a_batch_of_bad_files_alone_ends_with_1(tmp_path: Path) -> None:
    """It finishes; who made it and who watches it is told the same."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, content in enumerate(BROKEN):
        (inbox / f"{number}.pdf").write_bytes(content)
    service = BatchService(f"sqlite:///{tmp_path / 'bole.db'}", tmp_path / "service.log")
    posting = EXAMPLES / "job_postings" / "python_backend_zh.txt"
    async with running(service), service.stub() as stub:
        made = await _command(service, "create", str(inbox), "--job-posting", str(posting))
        (batch,) = (await stub.ListBatches(pb.ListBatchesRequest())).batches
        watched = await _command(service, "watch", batch.batch_id)

    assert batch.state == pb.Batch.FINISHED
    assert batch.counts.failed_count == len(BROKEN)
    assert (made.returncode, watched.returncode) == (1, 1)
    assert "Traceback" not in made.stderr + watched.stderr


async def _command(service: BatchService, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*BOLE, "batch", *arguments, "--server", service.address]
    return await asyncio.to_thread(
        subprocess.run, command, cwd=REPOSITORY, capture_output=True, text=True, timeout=SECONDS, check=False
    )
