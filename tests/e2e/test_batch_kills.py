"""`kill -9` of the whole service at any moment: nothing is lost, nothing is done twice, and nothing is different."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bole.v1 import batch_service_pb2 as pb
from tests.e2e.batch_service import BOLE, REPOSITORY, SECONDS, BatchService, running, until
from tests.e2e.batch_work import Follower, added, compared, created, mixed_items, opened, outcome

KILLS = int(os.environ.get("SOAK_KILLS", "5"))
ITEMS = int(os.environ.get("SOAK_ITEMS", "400"))
SEED = int(os.environ.get("SOAK_SEED") or random.randrange(10**6))  # noqa: S311  # no secret


@pytest.mark.timeout(120 + 30 * KILLS)
async def test_a_service_that_is_killed_again_and_again_gives_the_results_of_one_that_is_not(tmp_path: Path) -> None:
    """Every item has one result, is told once, and all are those of an undisturbed run, byte for byte."""
    items = mixed_items(ITEMS)
    calm = BatchService(f"sqlite:///{tmp_path / 'calm.db'}", tmp_path / "calm.log")
    async with running(calm), calm.stub() as stub:
        batch_id = await created(stub, items)
        undisturbed = await Follower(stub, batch_id).follow()
        expected = await outcome(stub, batch_id)

    database = tmp_path / "killed.db"
    killed = BatchService(f"sqlite:///{database}", tmp_path / "killed.log")
    try:
        async with running(killed), killed.stub() as stub:
            batch_id = await opened(stub)
            follower = Follower(stub, batch_id)
            with _watching(killed.address, batch_id, tmp_path / "watched") as command:
                await until(lambda: asyncio.to_thread(_has_begun, tmp_path / "watched.err"))
                await added(stub, batch_id, items)
                following = asyncio.create_task(follower.follow())
                await _kill_at_random(killed, follower, random.Random(SEED))  # noqa: S311  # no secret
                batch = await following
                found = await outcome(stub, batch_id)
                assert await asyncio.to_thread(command.wait, SECONDS) == 0, (tmp_path / "watched.err").read_text()
        assert batch.state == pb.Batch.FINISHED
        assert batch.counts == undisturbed.counts
        assert follower.sequences == list(range(1, ITEMS + 1))
        assert Counter(one.item_id for one in follower.items) == Counter(one.item_id for one in items)
        assert compared(found) == compared(expected)
        assert _told(tmp_path / "watched.out") == Counter(one.item_id for one in items)
        assert _integrity(database) == "ok"
    except BaseException as error:
        error.add_note(f"SOAK_SEED={SEED} SOAK_KILLS={KILLS} SOAK_ITEMS={ITEMS}; the service: {killed.log()[-4000:]}")
        raise


async def _kill_at_random(service: BatchService, follower: Follower, chance: random.Random) -> None:
    """Kills and starts a service: mostly at a moment of the work, sometimes while it starts."""
    for left in range(KILLS, 0, -1):
        if chance.random() < 0.25:
            await asyncio.sleep(chance.uniform(0, 3))
        else:
            done = len(follower.items)
            await follower.reached(done + chance.randint(0, 2 * (ITEMS - done) // (left + 2)))
            await asyncio.sleep(chance.uniform(0, 0.1))
        service.kill(group=chance.random() < 0.5)
        service.start()


@contextmanager
def _watching(address: str, batch_id: str, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `bole batch watch`, which is to live through all of it, and ends it if it does not end by itself."""
    command = [*BOLE, "batch", "watch", batch_id, "--json", "--server", address]
    with (
        out.with_suffix(".out").open("wb") as items,
        out.with_suffix(".err").open("wb") as progress,
        subprocess.Popen(command, stdout=items, stderr=progress, cwd=REPOSITORY) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _has_begun(progress: Path) -> bool:
    """Tells whether the command has reached the service once: from then on it waits for it to come back."""
    return b" of " in progress.read_bytes()


def _told(out: Path) -> Counter[str]:
    """Returns how often each item was printed."""
    return Counter(json.loads(line)["item_id"] for line in out.read_text(encoding="utf-8").splitlines())


def _integrity(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
