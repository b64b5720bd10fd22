"""What a gRPC call says of itself: its deadline, and what the caller accepts."""

from __future__ import annotations

import time
from typing import Protocol

from bole.domain.calls import CallTerms

EARLY_SECONDS = 0.5
"""How much sooner the items of a stream end than the stream: each is still answered with a status of its own."""


class _Timed(Protocol):
    def time_remaining(self) -> float | None: ...


def call_terms(context: _Timed, *, allow_degraded: bool) -> CallTerms:
    """Returns the terms of a unary call, which somebody waits for."""
    return CallTerms(deadline=deadline_of(context), allow_degraded=allow_degraded)


def deadline_of(context: _Timed, *, early_seconds: float = 0.0) -> float | None:
    """Returns when a call ends, in seconds of `time.monotonic()`; None where the caller set no deadline.

    Args:
        context: The call.
        early_seconds: How much sooner, so that what failed can still be said.
    """
    remaining = context.time_remaining()
    return None if remaining is None else time.monotonic() + remaining - early_seconds
