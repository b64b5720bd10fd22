"""Calls that answer with a stream, seen by the interceptors alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import cast

import pytest

from bole.api.admission.door import DoorLimits
from bole.api.current_call import CALLER
from bole.api.interceptors.admission import AdmissionInterceptor, AdmissionLimits
from bole.api.interceptors.deadline import DeadlineInterceptor
from bole.api.interceptors.wrapping import Behavior, Called, Context
from bole.domain.access import ANYONE
from bole.domain.errors import BoleError, ErrorReason


class Call:
    """A call without a deadline, of a caller who shows nothing."""

    def time_remaining(self) -> float | None:
        """Returns None."""
        return None

    def peer(self) -> str:
        """Returns an address."""
        return "ipv4:127.0.0.1:50000"

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        """Returns none."""
        return ()


class Idle:
    """Nothing behind the door waits."""

    def places(self) -> int:
        """Returns some."""
        return 10

    def narrowest(self) -> int:
        """Returns as many."""
        return 10

    def room(self) -> int:
        """Returns as many."""
        return 10

    def late(self, seconds: float) -> float:  # noqa: ARG002  # nothing is
        """Returns none."""
        return 0.0


def admission(calls: int = 10) -> AdmissionInterceptor:
    door = DoorLimits(calls=calls, waiting=0, wait_seconds=1, target_seconds=1)
    return AdmissionInterceptor(AdmissionLimits(door=door, streams=1, watches=1), Idle())


@pytest.fixture(autouse=True)
def _anyone_calls() -> Iterator[None]:
    token = CALLER.set(ANYONE)
    yield
    CALLER.reset(token)


CONTEXT = cast("Context", Call())
ANSWERS_ONCE = Called("/bole.v1.ScreeningService/ScreenResume", answers_stream=False)
ANSWERS_STREAM = Called("/bole.v1.BatchService/WatchBatch", answers_stream=True)


def lasting(seconds: float) -> Behavior:
    async def proceed(_request: object, _context: Context) -> object:
        await asyncio.sleep(seconds)
        return "answer"

    return proceed


async def endless(_request: object, _context: Context) -> object:
    await asyncio.Event().wait()
    return None


async def test_the_servers_own_limit_ends_calls_that_answer_once() -> None:
    """A stream runs on."""
    interceptor = DeadlineInterceptor(0.01)

    assert await interceptor.around(lasting(0.1), "request", CONTEXT, ANSWERS_STREAM) == "answer"
    with pytest.raises(BoleError) as caught:
        await interceptor.around(lasting(60), "request", CONTEXT, ANSWERS_ONCE)
    assert caught.value.reason is ErrorReason.DEADLINE_TOO_SHORT


async def test_a_server_that_stops_ends_watches_alone() -> None:
    """Calls that answer once, and streams in both directions, go on to their end."""
    interceptor = admission()

    async def requests() -> object:
        yield "request"

    watch = asyncio.create_task(interceptor.around(endless, "request", CONTEXT, ANSWERS_STREAM))
    both = asyncio.create_task(interceptor.around(lasting(0.1), requests(), CONTEXT, ANSWERS_STREAM))
    once = asyncio.create_task(interceptor.around(lasting(0.1), "request", CONTEXT, ANSWERS_ONCE))
    await asyncio.sleep(0)

    interceptor.stop()

    with pytest.raises(BoleError) as caught:
        await asyncio.wait_for(watch, 10)
    assert caught.value.reason is ErrorReason.SERVER_STOPPING
    assert [await both, await once] == ["answer", "answer"]
    await interceptor.idle(10)


async def test_a_caller_who_hangs_up_is_not_told_that_the_server_stops() -> None:
    interceptor = admission()
    watch = asyncio.create_task(interceptor.around(endless, "request", CONTEXT, ANSWERS_STREAM))
    await asyncio.sleep(0)

    watch.cancel()

    with pytest.raises(asyncio.CancelledError):
        await watch
    interceptor.stop()
    with pytest.raises(BoleError, match="stopping"):
        await interceptor.around(endless, "request", CONTEXT, ANSWERS_STREAM)
