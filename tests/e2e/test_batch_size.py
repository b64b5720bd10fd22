"""A large batch is added, cancelled, followed, listed and deleted, and the service does not grow with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest

from bole.v1 import batch_service_pb2 as pb
from tests.e2e.batch_service import BatchService, running
from tests.e2e.batch_work import ITEMS_A_CALL, Follower, created, item, outcome
from tests.errors import reason_of, status_of_call

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

ITEMS = int(os.environ.get("SOAK_MOST_ITEMS", "5000"))
MOST_GROWTH_BYTES = 64 * 1024 * 1024
"""What the service may grow by while all items go in and out; 50,000 of them and their answers are more."""


@pytest.mark.timeout(120 + ITEMS // 200)
async def test_many_items_go_in_and_out(tmp_path: Path) -> None:
    """The batch is cancelled as soon as it is whole; every item is told and listed once."""
    service = BatchService(f"sqlite:///{tmp_path / 'bole.db'}", tmp_path / "service.log", batch_width="1")
    async with running(service), service.stub() as stub:
        await _in_and_out(stub, 2 * ITEMS_A_CALL)
        before = _memory(service)
        await _in_and_out(stub, ITEMS)
        assert _memory(service) - before < MOST_GROWTH_BYTES


async def _in_and_out(stub: BatchServiceAsyncStub, count: int) -> None:
    batch_id = await created(stub, [item(number, b"Reference %d" % number) for number in range(count)])
    batch = (await stub.CancelBatch(pb.CancelBatchRequest(batch_id=batch_id))).batch
    follower = Follower(stub, batch_id)
    await follower.follow()
    listed = await outcome(stub, batch_id)
    await stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=batch_id))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id))

    assert batch.state == pb.Batch.CANCELLED
    assert batch.counts.total_count == count
    assert follower.sequences == list(range(1, count + 1))
    assert {one.item_id for one in listed} == {f"{number:05d}" for number in range(count)}
    assert len(listed) == count
    assert reason_of(status_of_call(caught.value)) == "BATCH_NOT_FOUND"


def _memory(service: BatchService) -> int:
    """Returns the most memory that the service's own process has taken so far, in bytes."""
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
