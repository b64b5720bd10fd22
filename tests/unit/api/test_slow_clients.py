"""Streams whose clients are slow, seen by the interceptor alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest

from bole.api.interceptors.slow_clients import SlowClientInterceptor
from bole.api.interceptors.wrapping import Called, Context
from bole.domain.errors import BoleError, ErrorReason

ONCE = Called("/bole.v1.ScreeningService/ScreenResume", answers_stream=False)
STREAM = Called("/bole.v1.ScreeningService/ScreenResumes", answers_stream=True)
SOON, LONG = 0.05, 60.0


class Client:
    """The context of a stream whose client takes answers as long as it may."""

    def __init__(self) -> None:
        self.takes = asyncio.Event()
        self.takes.set()
        self.taken = 0

    async def write(self, _answer: object) -> None:
        """Waits until the client has room."""
        await self.takes.wait()
        self.taken += 1

    def peer(self) -> str:
        """Returns who it is."""
        return "a client"


async def requests(pause: float, count: int) -> AsyncIterator[object]:
    for number in range(count):
        await asyncio.sleep(pause)
        yield number


async def telling(_request: object, context: Context) -> str:
    """Answers once, and says who asked."""
    await context.write("answer")
    return context.peer()


async def echoing(request: object, context: Context) -> None:
    async for one in cast("AsyncIterator[object]", request):
        await context.write(one)


async def run(
    interceptor: SlowClientInterceptor, client: Client, *, both: AsyncIterator[object] | None = None
) -> object:
    context = cast("Context", client)
    if both is None:
        return await interceptor.around(telling, "request", context, STREAM)
    return await interceptor.around(echoing, both, context, STREAM)


async def test_a_client_that_takes_nothing_ends_its_stream() -> None:
    interceptor, client = SlowClientInterceptor(taking_seconds=SOON, resting_seconds=LONG), Client()
    client.takes.clear()

    for both in (None, requests(0, 3)):
        with pytest.raises(BoleError, match=r"took no answer for 0\.05 seconds") as caught:
            await run(interceptor, client, both=both)
        assert caught.value.reason is ErrorReason.DEADLINE_TOO_SHORT


async def test_a_stream_in_which_nothing_moves_ends() -> None:
    interceptor, client = SlowClientInterceptor(taking_seconds=LONG, resting_seconds=SOON), Client()

    with pytest.raises(BoleError, match=r"either direction for 0\.05 seconds"):
        await run(interceptor, client, both=requests(LONG, 1))


async def test_a_stream_goes_on_as_long_as_something_moves() -> None:
    """Ten messages, each well within the time, take longer than it together; a watch may rest."""
    interceptor, client = SlowClientInterceptor(taking_seconds=0.5, resting_seconds=0.5), Client()

    await run(interceptor, client, both=requests(0.06, 10))

    assert client.taken == 10
    assert await run(interceptor, client) == "a client"


async def test_at_a_stop_clients_have_a_moment_to_take_what_is_written() -> None:
    """A stream that is written to before or after it; one that is taken from goes on."""
    interceptor = SlowClientInterceptor(taking_seconds=LONG, resting_seconds=LONG, stopping_seconds=SOON)
    stuck, quick = Client(), Client()
    stuck.takes.clear()
    before = asyncio.create_task(run(interceptor, stuck))
    goes_on = asyncio.create_task(run(interceptor, quick, both=requests(SOON, 3)))
    await asyncio.sleep(0)

    interceptor.stop()
    after = asyncio.create_task(run(interceptor, stuck))

    for task in (before, after):
        with pytest.raises(BoleError, match="took no answer"):
            await task
    await goes_on
    assert quick.taken == 3


async def test_calls_that_answer_once_are_left_alone() -> None:
    interceptor, client = SlowClientInterceptor(taking_seconds=0, resting_seconds=0), Client()

    assert await interceptor.around(telling, "request", cast("Context", client), ONCE) == "a client"
