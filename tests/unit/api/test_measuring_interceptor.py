"""Calls are counted by how they end, and what is done for them is heard."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from bole.api.interceptors.measuring import MeasuringInterceptor
from bole.api.interceptors.wrapping import Called, Context
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Collected, Count, Distribution, count, listener

CALLED = Called("/bole.v1.ScreeningService/ScreenResume", answers_stream=False)
CONTEXT = cast("Context", None)

FAILURES: dict[str, tuple[BaseException, str]] = {
    "what the request is at fault for": (BoleError(ErrorReason.DOCUMENT_EMPTY, ""), "INVALID_ARGUMENT"),
    "a model server that is away": (BoleError(ErrorReason.MODEL_UNAVAILABLE, ""), "UNAVAILABLE"),
    "a deadline": (BoleError(ErrorReason.DEADLINE_TOO_SHORT, ""), "DEADLINE_EXCEEDED"),
    "something unexpected": (ValueError("Ada Example"), "INTERNAL"),
    "a caller who hangs up": (asyncio.CancelledError(), "CANCELLED"),
}
REFUSALS = {
    ErrorReason.SERVER_OVERLOADED: "UNAVAILABLE",
    ErrorReason.SERVER_STOPPING: "UNAVAILABLE",
    ErrorReason.QUOTA_EXCEEDED: "RESOURCE_EXHAUSTED",
    ErrorReason.CREDENTIALS_MISSING: "UNAUTHENTICATED",
    ErrorReason.CREDENTIALS_INVALID: "UNAUTHENTICATED",
    ErrorReason.ROLE_MISSING: "PERMISSION_DENIED",
}


async def call(told: Collected, error: BaseException | None = None) -> object:
    """Makes a call that counts something and ends as is wanted."""

    async def proceed(_request: object, _context: Context) -> object:
        count(Count.ANSWERS, "asked")
        if error is not None:
            raise error
        return "answer"

    return await MeasuringInterceptor(told).around(proceed, "request", CONTEXT, CALLED)


async def test_a_call_is_counted_and_timed_and_what_it_does_is_heard() -> None:
    told = Collected()

    assert await call(told) == "answer"

    assert dict(told.counts) == {(Count.CALLS, ("ScreenResume", "OK")): 1, (Count.ANSWERS, ("asked",)): 1}
    ((what, labels, seconds),) = told.observed
    assert (what, labels) == (Distribution.CALL_SECONDS, ("ScreenResume",))
    assert 0 < seconds < 10
    assert listener() is None


@pytest.mark.parametrize(("error", "code"), FAILURES.values(), ids=FAILURES)
async def test_a_call_that_fails_is_counted_by_its_status_and_timed(error: BaseException, code: str) -> None:
    told = Collected()

    with pytest.raises(type(error)):
        await call(told, error)

    assert told.counts[Count.CALLS, ("ScreenResume", code)] == 1
    assert len(told.observed) == 1


@pytest.mark.parametrize(("reason", "code"), REFUSALS.items())
async def test_a_refusal_is_counted_and_not_timed(reason: ErrorReason, code: str) -> None:
    """A service that turns callers away at once is not a quick one."""
    told = Collected()

    with pytest.raises(BoleError):
        await call(told, BoleError(reason, ""))

    assert told.counts[Count.CALLS, ("ScreenResume", code)] == 1
    assert told.counts[Count.REFUSED_CALLS, (reason.value,)] == 1
    assert not told.observed
