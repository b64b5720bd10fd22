"""What a gRPC call says of itself: its deadline, and what the caller accepts."""

from __future__ import annotations

import time
from typing import Protocol

from bole.api.current_call import caller_of
from bole.domain.calls import CallTerms

EARLY_SECONDS = 0.5
"""How much sooner the work ends than its call, so that what failed can still be said."""

_EARLY_SHARE = 0.1
"""The same for calls of a few seconds, as a share of their time."""


class _Timed(Protocol):
    def time_remaining(self) -> float | None: ...


def call_terms(context: _Timed, *, default_seconds: float, allow_degraded: bool) -> CallTerms:
    """Returns the terms of a unary call, which somebody waits for.

    Args:
        context: The call.
        default_seconds: Its time where the caller set no deadline.
        allow_degraded: Whether the caller takes less in place of the model's answer.
    """
    remaining = context.time_remaining()
    seconds = default_seconds if remaining is None else remaining
    early = min(EARLY_SECONDS, seconds * _EARLY_SHARE)
    return CallTerms(
        deadline=time.monotonic() + seconds - early, allow_degraded=allow_degraded, tenant=caller_of().tenant
    )


def stream_deadline(context: _Timed) -> float | None:
    """Returns when the items of a stream end, in seconds of `time.monotonic()`; None without a deadline."""
    remaining = context.time_remaining()
    return None if remaining is None else time.monotonic() + remaining - EARLY_SECONDS
