"""A batch that is followed over broken connections."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio

from bole.cli.batch.watching import Watch
from bole.cli.patience import Patience
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from tests.factories import screening
from tests.unit.cli.batch.conftest import Bole
from tests.unit.cli.batch.scripted_service import AWAY, BATCH_ID, ScriptedBatches, batch, item, serving, told

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

STOPPING = BoleError(ErrorReason.SERVER_STOPPING, "The server is stopping.")


@pytest_asyncio.fixture
async def stub(service: ScriptedBatches, tmp_path: Path) -> AsyncIterator[BatchServiceAsyncStub]:
    with serving(service, tmp_path) as address:
        async with grpc.aio.insecure_channel(address) as channel:
            yield BatchServiceStub(channel)


async def test_a_broken_stream_goes_on_from_its_last_cursor(
    stub: BatchServiceAsyncStub, service: ScriptedBatches
) -> None:
    """Every item is told once."""
    service.watches.extend(
        [
            [told(batch(pb.Batch.RUNNING), "c0"), told(item("000001"), "c1"), STOPPING],
            [told(item("000002"), "c2"), told(batch(pb.Batch.FINISHED), "c2")],
        ]
    )
    items: list[str] = []
    watch = Watch(batch_id=BATCH_ID)

    ended = await watch.follow(stub, Patience(), on_batch=lambda _: None, on_item=lambda one: items.append(one.item_id))

    assert ended.state == pb.Batch.FINISHED
    assert items == ["000001", "000002"]
    assert watch.cursor == "c2"
    asked = [one for one in service.requests["WatchBatch"] if isinstance(one, pb.WatchBatchRequest)]
    assert [one.cursor for one in asked] == ["", "c1"]


async def test_a_server_that_stays_away_is_given_up(stub: BatchServiceAsyncStub, service: ScriptedBatches) -> None:
    """In time, and with its reason."""
    service.watches.extend([[AWAY]] * 9)

    with pytest.raises(BoleError, match="did not come back") as caught:
        await Watch(batch_id=BATCH_ID).follow(stub, Patience(outage_seconds=0.6), on_batch=lambda _: None)

    assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE
    assert len(service.requests["WatchBatch"]) == 2


async def test_an_outage_ends_with_the_first_word(stub: BatchServiceAsyncStub, service: ScriptedBatches) -> None:
    """Each one has its whole time: a long watch may see many."""
    running = told(batch(pb.Batch.RUNNING))
    service.watches.extend([[running, AWAY], [running, AWAY], [told(batch())]])

    ended = await Watch(batch_id=BATCH_ID).follow(stub, Patience(outage_seconds=0.6), on_batch=lambda _: None)

    assert ended.state == pb.Batch.FINISHED


def test_an_unknown_batch_is_no_outage(bole: Bole, service: ScriptedBatches) -> None:
    """It is asked for once."""
    service.watches.append([BoleError(ErrorReason.BATCH_NOT_FOUND, "There is no such batch.")])

    assert "There is no such batch. (BATCH_NOT_FOUND)" in bole("watch", "b2", expect=2).output
    assert len(service.requests["WatchBatch"]) == 1


def test_the_end_says_what_came_of_it(bole: Bole, service: ScriptedBatches) -> None:
    """With the next command to type."""
    service.batch = batch(total=3, succeeded=2, failed=1)
    service.batch.counts.failure_counts["DOCUMENT_EMPTY"] = 1

    output = bole("watch", BATCH_ID).output

    assert "Batch b1 is finished: of 3 items 2 screened, 1 failed. Failed: DOCUMENT_EMPTY 1." in output
    assert "Results: bole batch results b1 --server unix:" in output


def test_nothing_screened_is_a_failure(bole: Bole, service: ScriptedBatches) -> None:
    """For scripts."""
    service.batch = batch(total=1, failed=1)

    bole("watch", BATCH_ID, expect=1)


def test_items_are_lines_of_json_on_their_own(bole: Bole, service: ScriptedBatches) -> None:
    """All else goes to standard error; the cursor is passed on."""
    service.watches.append([told(item("000001", screening()), "c1"), told(batch(total=1, succeeded=1), "c1")])

    (line,) = bole("watch", BATCH_ID, "--json", "--cursor", "c0").stdout.splitlines()

    assert json.loads(line)["item_id"] == "000001"
    (asked,) = service.requests["WatchBatch"]
    assert isinstance(asked, pb.WatchBatchRequest)
    assert (asked.cursor, asked.progress_only) == ("c0", False)


def test_without_json_no_items_are_sent(bole: Bole, service: ScriptedBatches) -> None:
    """Ten thousand answers would cross the network for a bar."""
    bole("watch", BATCH_ID)

    (asked,) = service.requests["WatchBatch"]
    assert isinstance(asked, pb.WatchBatchRequest)
    assert asked.progress_only


def test_a_cursor_is_of_no_use_without_json(bole: Bole, service: ScriptedBatches) -> None:
    """It would pass over nothing that is shown."""
    assert "Give --json too" in bole("watch", BATCH_ID, "--cursor", "c0", expect=2).output
    assert service.requests["WatchBatch"] == []


def test_what_the_cut_cost_is_said(bole: Bole, service: ScriptedBatches) -> None:
    """In the words of the reports."""
    service.batch = batch(total=100, succeeded=100)
    service.batch.two_stage.best_count = 20
    cost = pb.CutCost(best_count=18, control_count=30, rest_count=29, agreement=0.8, overlooked_count=2)
    service.batch.cut_cost.CopyFrom(cost)

    output = bole("watch", BATCH_ID).output

    assert "0.80" in output
    assert "read the best 18, and 30 of the others" in output
    assert "remaining 29 keep" in output


def test_a_batch_of_which_nothing_was_cut_tells_no_cost(bole: Bole, service: ScriptedBatches) -> None:
    """The service that finished it had the rules alone."""
    service.batch = batch(total=100, succeeded=100)
    service.batch.cut_cost.SetInParent()

    assert "controls" not in bole("watch", BATCH_ID).output
