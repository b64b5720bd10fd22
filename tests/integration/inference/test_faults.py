"""Servers that are killed, hang, are full, or come back as another: nothing hangs, and nothing is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from tests.integration.inference.proxy import proxy_to
from tests.integration.inference.servers import (
    answered,
    connected,
    model_at,
    prompt,
    reason,
    request,
    simulated,
    simulated_repository,
    until_active,
)
from triton_server import TritonServer, running_triton


async def start(stack: ExitStack, repository: Path, server: TritonServer) -> TritonServer:
    """Starts a server where a killed one was, without holding up the loop."""
    return await asyncio.to_thread(lambda: stack.enter_context(running_triton(repository, ports=server.ports)))


async def until(holds: Callable[[], Awaitable[bool]], within_seconds: float = 10) -> None:
    """Waits until something holds; fails where that takes too long."""
    async with asyncio.timeout(within_seconds):
        while not await holds():  # noqa: ASYNC110 (it is asked, and tells nobody)
            await asyncio.sleep(0.05)


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


async def test_a_server_that_comes_back_as_another_model_is_refused_until_connected_again(tmp_path: Path) -> None:
    """Whoever waits for the old one is told at once, not at the deadline."""
    with ExitStack() as stack:
        server = stack.enter_context(simulated(tmp_path / "old", fixed_request_milliseconds=2000))
        async with connected(server, default_timeout_seconds=30) as model:
            under_way = asyncio.create_task(model.generate(request()))
            assert await until_active(server, 1, 2)
            server.kill()
            await start(stack, simulated_repository(tmp_path / "new", bole_model_digest="d" * 64), server)
            with pytest.raises(BoleError) as caught:
                await under_way
            assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
            assert f"{'a' * 64} expected, {'d' * 64} served" in caught.value.message
            with pytest.raises(BoleError) as caught:
                await model.generate(request())
            assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
            assert (await model.connect()).model_digest == "d" * 64
            await model.generate(request())


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
            assert reasons.count(ErrorReason.MODEL_OVERLOADED) >= 4
            assert time.monotonic() - began < 2


async def test_one_prefix_stays_at_one_replica_until_it_is_full(tmp_path: Path, server: TritonServer) -> None:
    with simulated(tmp_path) as other:
        servers = (server, other)
        async with connected(*servers, calls_per_replica=4) as model:
            encoded = prompt(task="Posting of the two replicas.", shared_words=60)
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
