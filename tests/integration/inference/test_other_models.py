"""Servers that come back as another model at the same address: no answer of it is taken for one of the old."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from tests.integration.inference.servers import (
    connected,
    request,
    simulated,
    simulated_repository,
    start,
    until,
    until_active,
)


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


async def test_another_model_behind_the_address_of_an_idle_server_is_noticed(tmp_path: Path) -> None:
    """No call is in flight that could break: the connection itself is watched."""
    with ExitStack() as stack:
        server = stack.enter_context(simulated(tmp_path / "old"))
        async with connected(server) as model:
            await model.generate(request())
            server.kill()
            await start(stack, simulated_repository(tmp_path / "new", bole_model_digest="d" * 64), server)

            async def refused() -> bool:
                with pytest.raises(BoleError) as caught:
                    await model.generate(request())
                return caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH

            await until(refused)
            for _ in range(20):
                assert await refused()
                await asyncio.sleep(0.05)
            assert (await model.connect()).model_digest == "d" * 64
            await model.generate(request())


async def test_one_replica_of_another_model_does_not_speak_for_one_that_is_away(tmp_path: Path) -> None:
    """The one that is away may come back as what it was: callers may ask again."""
    with ExitStack() as stack:
        servers = [stack.enter_context(simulated(tmp_path / name)) for name in ("one", "two")]
        async with connected(*servers) as model:
            for server in servers:
                server.kill()
            await start(stack, simulated_repository(tmp_path / "new", bole_model_digest="d" * 64), servers[1])
            for _ in range(20):
                with pytest.raises(BoleError) as caught:
                    await model.generate(request())
                assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
                await asyncio.sleep(0.1)
