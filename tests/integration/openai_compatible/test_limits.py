"""Deadlines, cancelling, and how many requests a server is asked at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from tests.integration.openai_compatible.asking import (
    REQUEST,
    always,
    answered,
    client,
    failed,
    never,
)
from tests.integration.openai_compatible.server import (
    Asked,
    Reply,
    chat,
    failure,
    serving,
)


async def test_the_wait_that_a_server_asks_for_is_kept_if_it_ends_before_the_deadline() -> None:
    started = asyncio.get_running_loop().time()
    busy = failure(429, "busy", **{"retry-after": "1"})
    assert (await answered(always(busy, chat("fine")))).text == "fine"
    assert 1.0 <= asyncio.get_running_loop().time() - started < 3.0
    error, asked = await failed(always(busy), replace(REQUEST, timeout_seconds=0.8))
    assert (error.reason, len(asked)) == (ErrorReason.MODEL_OVERLOADED, 1)


async def test_the_deadline_covers_everything_and_closes_the_connection() -> None:
    async with serving(never) as server, client(server) as model:
        with pytest.raises(BoleError) as error:
            await model.generate(replace(REQUEST, timeout_seconds=0.2))
        assert error.value.reason is ErrorReason.DEADLINE_TOO_SHORT
        await asyncio.wait_for(server.left.acquire(), 5)


async def test_without_a_deadline_the_limit_of_the_options_holds() -> None:
    async with serving(never) as server, client(server, timeout_seconds=0.2) as model:
        with pytest.raises(BoleError, match=r"within 0\.2 seconds") as error:
            await model.generate(replace(REQUEST, timeout_seconds=None))
        assert error.value.reason is ErrorReason.MODEL_UNAVAILABLE


async def test_cancelling_closes_the_connection_and_frees_the_place() -> None:
    release = asyncio.Event()

    async def answering(_: Asked) -> Reply:
        await release.wait()
        return chat("fine")

    async with serving(answering) as server, client(server, concurrency=1) as model:
        call = asyncio.create_task(model.generate(REQUEST))
        await asyncio.wait_for(server.arrived.acquire(), 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(server.left.acquire(), 5)
        release.set()
        assert (await model.generate(REQUEST)).text == "fine"


async def test_no_more_than_the_limit_is_asked_at_once_interactive_first_and_the_rest_is_turned_away() -> None:
    release = asyncio.Event()
    order: list[object] = []

    async def answering(asked: Asked) -> Reply:
        order.append(asked.body["max_tokens"])
        await release.wait()
        return chat("fine")

    async with serving(answering) as server, client(server, concurrency=1, queue_limit=1) as model:
        calls = [asyncio.create_task(model.generate(replace(REQUEST, max_output_tokens=1)))]
        await asyncio.wait_for(server.arrived.acquire(), 5)
        for tokens, priority in ((2, Priority.BATCH), (3, Priority.INTERACTIVE)):
            asked = replace(REQUEST, max_output_tokens=tokens, priority=priority)
            calls.append(asyncio.create_task(model.generate(asked)))
            await asyncio.sleep(0)
        with pytest.raises(BoleError) as error:
            await model.generate(REQUEST)
        assert error.value.reason is ErrorReason.MODEL_OVERLOADED
        assert order == [1]
        release.set()
        await asyncio.gather(*calls)
        assert order == [1, 3, 2]
