"""Backup and restore as docs/operate.md has it: copied while a batch is in work, restored elsewhere, finished there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import grpc
import pytest
from google.type import date_pb2
from pydantic import SecretStr

from bole.bootstrap import running_server
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.storage.keys.master_keys import new_setting
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import review_service_pb2 as review
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from tests.postgresql import PostgreSqlServer, programs

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub

REPOSITORY = Path(__file__).resolve().parents[2]
RESUME = (REPOSITORY / "examples" / "resumes" / "zhang_wei_zh.txt").read_text(encoding="utf-8")
POSTING = (REPOSITORY / "examples" / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8")
ITEMS = 60
MASTER = SecretStr(new_setting())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Two databases, and the folder that commands run in."""

    database: str
    keys: str
    folder: Path

    def settings(self) -> Settings:
        """Returns the settings of a service on them."""
        return Settings(
            processes=1,
            grace_seconds=0,
            lease_seconds=1,
            batch_width=1,
            database=SecretStr(self.database),
            key_database=SecretStr(self.keys),
            master_keys=MASTER,
        )

    def run(self, title: str) -> None:
        """Runs the block of docs/operate.md that begins with this title."""
        guide = (REPOSITORY / "docs" / "operate.md").read_text(encoding="utf-8")
        (block,) = re.findall(rf"```sh\n# {title}[^\n]*\n(.*?)```", guide, re.DOTALL)
        variables = {"DATABASE": self.database, "KEY_DATABASE": self.keys, "PATH": os.environ["PATH"]}
        if "DATABASE" in block:
            variables["PATH"] = f"{programs()}:{variables['PATH']}"
        command = ["bash", "-euc", block]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Place, Place]:
    """Where a service runs, and where it is restored to."""
    if request.param == "SQLite":
        before, after = (
            Place(database=f"sqlite:///{folder}/bole.db", keys=f"sqlite:///{folder}/bole-keys.db", folder=tmp_path)
            for folder in (tmp_path, tmp_path / "state")
        )
    else:
        server = cast("PostgreSqlServer", request.getfixturevalue("postgresql"))
        before, after = (
            Place(database=server.new_database(), keys=server.new_database(), folder=tmp_path) for _ in range(2)
        )
    return request.param, before, after


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[tuple[BatchServiceAsyncStub, ReviewServiceAsyncStub]]:
    """A running service, and its clients."""
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield BatchServiceStub(channel), ReviewServiceStub(channel)


async def begun(stub: BatchServiceAsyncStub) -> str:
    """Makes a batch, and returns its identifier once something of it is done, and much is not."""
    documents = (
        screening.Document(content=f"{RESUME}\n{number}".encode(), file_name="a.txt") for number in range(ITEMS)
    )
    request = pb.CreateBatchRequest(
        items=[pb.NewBatchItem(item_id=f"i{number}", documents=[one]) for number, one in enumerate(documents)],
        job_posting=rubric_pb2.JobPosting(text=POSTING),
        as_of=date_pb2.Date(year=2026, month=1, day=31),
    )
    batch_id = (await stub.CreateBatch(request)).batch.batch_id
    while not await succeeded(stub, batch_id):
        pass
    return batch_id


async def succeeded(stub: BatchServiceAsyncStub, batch_id: str) -> int:
    """Asks anew: a watch tells of several items at once."""
    return (await stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id))).batch.counts.succeeded_count


async def finished(stub: BatchServiceAsyncStub, batch_id: str) -> pb.Batch:
    told = [one async for one in stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id, progress_only=True))]
    return told[-1].batch


def assert_it_says_nothing(copy: Path) -> None:
    """Whoever gets the copy of one place alone reads nothing of people there."""
    copied = b"".join(unpacked(file) for file in copy.iterdir())
    assert len(copied) > 10_000
    words = ["张伟".encode(), b"Flask"]
    assert not any(word in copied for word in (*words, *(word.hex().encode() for word in words)))


def unpacked(file: Path) -> bytes:
    """Returns what a copy holds; one of PostgreSQL is compressed, and has bytes as hexadecimal digits."""
    if file.suffix != ".dump":
        return file.read_bytes()
    return subprocess.run([programs() / "pg_restore", "--file=-", file], check=True, capture_output=True).stdout


async def assert_it_needs_the_master_key(settings: Settings) -> None:
    with pytest.raises(BoleError) as caught:
        async with service(settings.model_copy(update={"master_keys": SecretStr(new_setting())})):
            pass
    assert caught.value.reason is ErrorReason.KEY_MISSING


async def decided(stub: ReviewServiceAsyncStub, reason: str) -> None:
    request = review.RecordDecisionRequest(
        candidate_id="c-1", outcome=review.Decision.ADVANCED, reason=reason, reviewer="Wang"
    )
    await stub.RecordDecision(request)


def copy_the_keys_again(place: Place, kind: str) -> None:
    """Has the copy of the keys be one of now, beside the older one of the rest."""
    older = (place.folder / "data").rename(place.folder / "older")
    shutil.rmtree(place.folder / "keys")
    place.run(f"back up {kind}")
    shutil.rmtree(place.folder / "data")
    older.rename(place.folder / "data")


async def test_a_decision_between_the_two_copies_is_given_up_by_hand(places: tuple[str, Place, Place]) -> None:
    kind, before, after = places
    async with service(before.settings()) as (_, reviews):
        await decided(reviews, "before the copies")
        await asyncio.to_thread(before.run, f"back up {kind}")
        await decided(reviews, "between them")
        await asyncio.to_thread(copy_the_keys_again, before, kind)
    await asyncio.to_thread(after.run, f"restore {kind}")

    async with service(after.settings()) as (_, reviews):
        assert not (await reviews.VerifyLedger(review.VerifyLedgerRequest())).intact
        with pytest.raises(grpc.aio.AioRpcError, match="takes no entry"):
            await decided(reviews, "after them")
        await asyncio.to_thread(after.run, f"go on without what is missing, {kind}")
        await decided(reviews, "after them")
        ledger = await reviews.VerifyLedger(review.VerifyLedgerRequest())
    assert (ledger.entry_count, ledger.intact, ledger.fault) == (2, True, "")


async def test_a_batch_finishes_where_it_was_restored(places: tuple[str, Place, Place]) -> None:
    kind, before, after = places
    async with service(before.settings()) as (batches, reviews):
        await decided(reviews, "before the copy")
        batch_id = await begun(batches)
        await asyncio.to_thread(before.run, f"back up {kind}")
    await asyncio.to_thread(after.run, f"restore {kind}")
    assert_it_says_nothing(before.folder / "data")
    await assert_it_needs_the_master_key(after.settings())

    async with service(after.settings()) as (batches, reviews):
        done = await succeeded(batches, batch_id)
        await decided(reviews, "after it")
        ledger = await reviews.VerifyLedger(review.VerifyLedgerRequest())
        batch = await finished(batches, batch_id)
        listed = await batches.ListBatchResults(pb.ListBatchResultsRequest(batch_id=batch_id, page_size=ITEMS))

    assert 0 < done < ITEMS
    assert (ledger.entry_count, ledger.intact, ledger.fault) == (2, True, "")
    assert (batch.state, batch.counts.succeeded_count) == (pb.Batch.FINISHED, ITEMS)
    assert {one.screening.match_score for one in listed.items} == {83}
    assert {one.item_id for one in listed.items} == {f"i{number}" for number in range(ITEMS)}
