"""What a caller agreed to when making a call: how long it may take, who it waits behind, what will do instead."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bole.domain.access import DEFAULT_TENANT
from bole.domain.generation import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTerms:
    """The terms of one call.

    `deadline` is a time of `time.monotonic()` in seconds, None without one. `allow_degraded` accepts an answer of the
    embedded engine when the model server is away. `comes_back` is True for who asks again later by itself: where the
    model server goes away in the middle it is told so, instead of waiting. `tenant` is whose call it is: what is kept
    of an answer is for nobody else.
    """

    priority: Priority = Priority.INTERACTIVE
    deadline: float | None = None
    allow_degraded: bool = False
    comes_back: bool = False
    tenant: str = DEFAULT_TENANT

    def seconds_left(self) -> float | None:
        """Returns the time until the deadline, at least 0; None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())
