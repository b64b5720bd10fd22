"""Servers that are killed, hang, are full, or come back as another: nothing hangs, and nothing is lost."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from tests.integration.inference.proxy import proxy_to
from tests.integration.inference.servers import (
    SHARED_WORDS,
    answered,
    connected,
    model_at,
    prompt,
    reason,
    request,
    simulated,
    simulated_repository,
    start,
    until,
    until_active,
)
from triton_server import TritonServer, running_triton


async def test_a_server_that_is_killed_and_comes_back_answers_everything(tmp_path: Path) -> None:
    """Two hundred requests in flight or waiting when it dies; each ends in one answer."""
    repository = simulated_repository(tmp_path, fixed_request_milliseconds=200)
    with ExitStack() as stack:
        server = stack.enter_context(running_triton(repository))
        async with connected(server, default_timeout_seconds=60) as model:
            tasks = [asyncio.create_task(model.generate(request(priority=Priority.BATCH))) for _ in range(200)]
            assert await until_active(server, 8, 5)
            server.kill()
            await asyncio.sleep(0.5)
            done_before = sum(task.done() for task in tasks)
            await start(stack, repository, server)
            answers = await asyncio.gather(*tasks)
            assert done_before < 200
            assert len(answers) == 200
            assert all(answer.text for answer in answers)


async def test_a_server_that_is_stopped_and_started_again_answers_or_may_be_asked_again(tmp_path: Path) -> None:
    """While it stops it has the model and no version of it that answers: that is no other model."""
    repository = simulated_repository(tmp_path, fixed_request_milliseconds=300)
    with ExitStack() as stack:
        server = stack.enter_context(running_triton(repository))
        async with connected(server, default_timeout_seconds=60) as model:
            tasks = [asyncio.create_task(model.generate(request(priority=Priority.BATCH))) for _ in range(80)]
            assert await until_active(server, 8, 5)
            await asyncio.to_thread(server.stop)
            await start(stack, repository, server)
            found = await asyncio.gather(*tasks, return_exceptions=True)
            assert {reason(one) for one in found} <= {None, ErrorReason.MODEL_UNAVAILABLE, ErrorReason.MODEL_OVERLOADED}
            assert sum(reason(one) is None for one in found) > 40


async def test_who_does_not_wait_for_the_return_of_a_server_is_told_at_once(tmp_path: Path) -> None:
    """In the middle of a request or before it, while others go on waiting."""
    with simulated(tmp_path, fixed_request_milliseconds=5000) as server:
        async with connected(server, default_timeout_seconds=4) as model:
            tasks = [asyncio.create_task(model.generate(request(wait_for_return=False))) for _ in range(20)]
            patient = asyncio.create_task(model.generate(request()))
            assert await until_active(server, 8, 2)
            began = time.monotonic()
            server.kill()
            found = await asyncio.gather(*tasks, return_exceptions=True)
            assert time.monotonic() - began < 1
            assert [reason(one) for one in found] == [ErrorReason.MODEL_UNAVAILABLE] * 20
            assert not patient.done()
            assert reason(*await asyncio.gather(patient, return_exceptions=True)) is ErrorReason.MODEL_UNAVAILABLE


async def test_a_server_that_stays_away_is_said_to_be_away(tmp_path: Path) -> None:
    """What was under way ends at its deadline; what comes later ends at once."""
    with simulated(tmp_path, fixed_request_milliseconds=3000) as server:
        async with connected(server) as model:
            under_way = [asyncio.create_task(model.generate(request(timeout_seconds=2))) for _ in range(20)]
            assert await until_active(server, 8, 2)
            server.kill()
            await asyncio.sleep(0.3)
            began = time.monotonic()
            with pytest.raises(BoleError) as caught:
                await model.generate(request())
            assert time.monotonic() - began < 1.0
            assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
            assert caught.value.metadata == {"replicas": "1"}
            found = await asyncio.gather(*under_way, return_exceptions=True)
            assert {reason(one) for one in found} == {ErrorReason.MODEL_UNAVAILABLE}
            assert time.monotonic() - began < 3


async def test_an_idle_client_notices_at_its_next_call(tmp_path: Path) -> None:
    with simulated(tmp_path) as server:
        async with connected(server) as model:
            server.kill()
            await asyncio.sleep(0.3)
            began = time.monotonic()
            with pytest.raises(BoleError) as caught:
                await model.generate(request())
            assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
            assert time.monotonic() - began < 1


async def test_closing_ends_all_looking(server: TritonServer) -> None:
    before = asyncio.all_tasks()
    async with connected(server) as model:
        await model.generate(request())
        assert asyncio.all_tasks() > before
    await asyncio.sleep(0.05)
    assert asyncio.all_tasks() == before


async def test_a_server_that_hangs_is_left_out_until_it_goes_on(server: TritonServer) -> None:
    async with proxy_to(server.grpc_address) as proxy:
        model = model_at(proxy.address)
        await model.connect()
        proxy.hang()
        with pytest.raises(BoleError) as caught:
            await model.generate(request(timeout_seconds=0.5))
        assert caught.value.reason is ErrorReason.DEADLINE_TOO_SHORT
        await asyncio.sleep(2.5)
        began = time.monotonic()
        with pytest.raises(BoleError) as caught:
            await model.generate(request(timeout_seconds=5))
        assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
        assert time.monotonic() - began < 1.0
        proxy.go_on()

        async def answers() -> bool:
            return reason(*await asyncio.gather(model.generate(request()), return_exceptions=True)) is None

        await until(answers)
        await model.close()


async def test_a_connection_that_breaks_is_made_again(server: TritonServer) -> None:
    """Ten times in the middle of requests: each request ends in one answer."""
    async with proxy_to(server.grpc_address) as proxy:
        model = model_at(proxy.address)
        await model.connect()
        for _ in range(10):
            tasks = [asyncio.create_task(model.generate(request())) for _ in range(8)]
            await asyncio.sleep(0.005)
            proxy.drop()
            assert all(answer.text for answer in await asyncio.gather(*tasks))
        await model.close()


async def test_a_slow_server_is_not_taken_for_one_that_hangs(tmp_path: Path) -> None:
    with simulated(tmp_path, fixed_request_milliseconds=600) as server:
        async with connected(server) as model:
            found = await asyncio.gather(
                *(model.generate(request(timeout_seconds=0.3)) for _ in range(6)),
                model.generate(request(timeout_seconds=10)),
                return_exceptions=True,
            )
            assert [reason(one) for one in found] == [ErrorReason.DEADLINE_TOO_SHORT] * 6 + [None]
            assert (await model.generate(request())).text


async def test_a_full_queue_is_asked_again_while_that_helps(tmp_path: Path) -> None:
    """One slot, one place to wait: of eight at once all are answered if each takes 50 ms."""
    sizes: dict[str, str | int] = {"bole_max_batch_size": 1, "max_queue_size": 1}
    with simulated(tmp_path, fixed_request_milliseconds=50, **sizes) as server:
        async with connected(server, calls_per_replica=8) as model:
            answers = await asyncio.gather(*(model.generate(request()) for _ in range(8)))
            assert all(answer.text for answer in answers)


async def test_a_queue_that_stays_full_is_reported(tmp_path: Path) -> None:
    sizes: dict[str, str | int] = {"bole_max_batch_size": 1, "max_queue_size": 1}
    with simulated(tmp_path, fixed_request_milliseconds=1500, **sizes) as server:
        async with connected(server, calls_per_replica=8) as model:
            began = time.monotonic()
            found = await asyncio.gather(
                *(model.generate(request(timeout_seconds=1.2)) for _ in range(6)), return_exceptions=True
            )
            reasons = [reason(one) for one in found]
            assert set(reasons) == {ErrorReason.MODEL_OVERLOADED, ErrorReason.DEADLINE_TOO_SHORT}
            assert reasons.count(ErrorReason.MODEL_OVERLOADED) >= 3  # a last try may begin just before the deadline
            assert time.monotonic() - began < 2


async def test_one_prefix_stays_at_one_replica_until_it_is_full(tmp_path: Path, server: TritonServer) -> None:
    with simulated(tmp_path) as other:
        servers = (server, other)
        async with connected(*servers, calls_per_replica=4) as model:
            encoded = prompt(system=SHARED_WORDS)
            before = [await answered(one) for one in servers]
            for _ in range(10):
                await model.generate(request(encoded))
            taken = [await answered(one) - old for one, old in zip(servers, before, strict=True)]
            assert sorted(taken) == [0, 10]
            await asyncio.gather(*(model.generate(request(encoded)) for _ in range(40)))
            more = [await answered(one) - old for one, old in zip(servers, before, strict=True)]
            assert min(more) >= 10
            assert sum(more) == 50


async def test_when_one_of_two_replicas_is_killed_the_other_takes_over(tmp_path: Path, server: TritonServer) -> None:
    with simulated(tmp_path, fixed_request_milliseconds=300) as other:
        async with connected(server, other) as model:
            tasks = [asyncio.create_task(model.generate(request())) for _ in range(60)]
            assert await until_active(other, 8, 3)
            other.kill()
            answers = await asyncio.gather(*tasks)
            assert all(answer.text for answer in answers)
            began = time.monotonic()
            await model.generate(request())
            assert time.monotonic() - began < 1


async def test_a_replica_that_was_away_at_the_start_is_used_once_it_is_there(
    tmp_path: Path, server: TritonServer
) -> None:
    repository = simulated_repository(tmp_path)
    with ExitStack() as stack:
        other = stack.enter_context(running_triton(repository))
        other.kill()
        async with connected(server, other) as model:
            await asyncio.gather(*(model.generate(request()) for _ in range(20)))
            back = await start(stack, repository, other)

            async def used() -> bool:
                await asyncio.gather(*(model.generate(request()) for _ in range(20)))
                return await answered(back) > 0

            await until(used)
            assert await answered(back) > 0
