"""Batches on a real Triton server: it dies in the middle and comes back; in two stages it reads the best alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bole.v1 import batch_service_pb2 as pb
from simulated_server import running_simulation
from tests.e2e.batch_service import BatchService, running, until
from tests.e2e.batch_work import Follower, batch_of, created, item, outcome
from tests.integration.model_service.known_answers import ROWAN
from tests.integration.model_service.services import TOKENIZER, rubric, simulation

ASKED = rubric(["Kafka", "Redis"])
ITEMS = [item(number, f"{ROWAN}\nDepots served: {number}\n".encode()) for number in range(60)]
BEST, CONTROLS = 8, 5


def service_on(address: str, folder: Path, **settings: str) -> BatchService:
    """Returns a service that asks the model server at `address`."""
    return BatchService(
        f"sqlite:///{folder / 'bole.db'}",
        folder / "service.log",
        engine="triton",
        triton_addresses=address,
        tokenizer=str(TOKENIZER),
        **settings,
    )


async def test_items_wait_for_a_model_server_that_is_killed(tmp_path: Path) -> None:
    """None fails, none is answered by another engine, and the batch says what it waits for."""
    slow = simulation(slots=8, fixed_request_milliseconds=300)
    with ExitStack() as stack:
        server = stack.enter_context(running_simulation(slow, tmp_path / "first"))
        service = service_on(server.grpc_address, tmp_path)
        async with running(service), service.stub() as stub:
            batch_id = await created(stub, ITEMS, rubric=ASKED)
            follower = Follower(stub, batch_id)
            following = asyncio.create_task(follower.follow())
            await follower.reached(5)
            server.kill()

            async def waits() -> bool:
                return (await batch_of(stub, batch_id)).waiting_for == "MODEL_UNAVAILABLE"

            await until(waits)
            again = running_simulation(slow, tmp_path / "again", ports=server.ports)
            await asyncio.to_thread(stack.enter_context, again)
            batch = await following

    assert batch.state == pb.Batch.FINISHED
    assert batch.waiting_for == ""
    assert batch.counts.succeeded_count == len(ITEMS)
    assert follower.sequences == list(range(1, len(ITEMS) + 1))
    assert {one.screening.provenance.engine for one in follower.items} == {"triton"}
    assert not any(one.screening.degraded for one in follower.items)


async def test_items_have_time_to_wait_for_a_slow_model_server(tmp_path: Path) -> None:
    """The time for an answer is counted from when the model begins with it, not from when the item does."""
    slow = simulation(slots=1, fixed_request_milliseconds=200)
    with running_simulation(slow, tmp_path / "model") as server:
        service = service_on(server.grpc_address, tmp_path, model_timeout_seconds="4")
        async with running(service), service.stub() as stub:
            batch = await Follower(stub, await created(stub, ITEMS, rubric=ASKED)).follow()

    assert batch.counts.succeeded_count == len(ITEMS)


async def test_the_model_reads_the_best_and_some_controls(tmp_path: Path) -> None:
    """The others keep the answers of the rules, and the batch says what that cost."""
    items = [*ITEMS[:20], *(item(number, b"Kim Doe\nExperience\n2020 - 2024 Clerk\n") for number in range(20, 22))]
    with running_simulation(simulation(), tmp_path / "model") as server:
        service = service_on(server.grpc_address, tmp_path)
        async with running(service), service.stub() as stub:
            cut = pb.TwoStage(best_count=BEST, control_count=CONTROLS)
            batch_id = await created(stub, items, rubric=ASKED, two_stage=cut)
            batch = await Follower(stub, batch_id).follow()
            results = await outcome(stub, batch_id)

    group = pb.BatchItem.CutGroup.Name
    own = [one for one in results if not one.duplicate_of_item_id]
    assert batch.state == pb.Batch.FINISHED
    assert batch.counts.succeeded_count == len(items)
    assert Counter(group(one.cut_group) for one in own) == {"BEST": BEST, "CONTROL": CONTROLS, "REST": 8}
    assert {(one.cut_group == pb.BatchItem.REST, one.screening.provenance.engine) for one in own} == {
        (False, "triton"),
        (True, "rules"),
    }
    assert batch.cut_cost.control_count == CONTROLS
    assert 0 <= batch.cut_cost.overlooked_count <= CONTROLS
