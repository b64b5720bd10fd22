"""A request on its way through the runtime, and the ways to answer it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from contract import InferRequest


class Failure(Enum):
    """Why a request has no answer."""

    REFUSED = "the request itself is wrong"
    CANCELLED = "its client has gone"
    OVERLOADED = "there is no room for it now"
    BROKEN = "the runtime failed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A request and the ways to answer it; use `answer` and `refuse`, one of them, once."""

    request: InferRequest
    is_cancelled: Callable[[], bool]
    succeed: Callable[[list[int]], None]
    fail: Callable[[Failure, str], None]


def answer(call: Call, generated_ids: list[int]) -> None:
    """Answers a call; where the answer cannot be handed over, its client is told so, and nobody else is disturbed."""
    try:
        call.succeed(generated_ids)
    except Exception as error:  # noqa: BLE001 (no memory to hand it over, for example; the client must not wait)
        refuse(call, Failure.BROKEN, f"the answer cannot be handed over: {error}")


def refuse(call: Call, failure: Failure, message: str) -> None:
    """Answers a call with an error; one that cannot be handed over is lost, and must not take other calls with it."""
    with contextlib.suppress(Exception):
        call.fail(failure, message)
