"""How many calls are worked on at the same time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

_LOWERED_TO = 0.9
"""What is left of the limit when work has waited too long behind the door."""


class Behind(Protocol):
    """What calls are let in to: worker processes, and the model."""

    def places(self) -> int:
        """Returns how many pieces of work can run there at the same time, all together."""
        ...

    def oldest_seconds(self) -> float:
        """Returns how long the first piece of work has waited that somebody waits for; 0 where none waits."""
        ...


class AdaptiveLimit:
    """Keeps what stands behind the door full without a queue there that grows.

    The limit rises by one when as many calls as it allows have ended while it held others back, and falls by a tenth
    when the oldest work behind the door has waited longer than the target: at most once in the time of the target,
    since work that waits already is not made fewer by it. It never falls below the places there are: so many calls
    leave none of them empty.
    """

    def __init__(
        self, behind: Behind, *, most: int, target_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Starts with as many calls as there are places.

        Args:
            behind: What stands behind the door.
            most: The limit is never above this.
            target_seconds: How long work may wait behind the door.
            clock: Seconds that never go back.
        """
        self._behind = behind
        self._most = most
        self._target_seconds = target_seconds
        self._clock = clock
        self._limit = 0.0
        self._lowered_at = clock() - target_seconds

    @property
    def calls(self) -> int:
        """How many calls may be worked on now."""
        return int(min(self._most, max(self._limit, self._behind.places(), 1)))

    def adapt(self, in_progress: int) -> None:
        """Learns from a call that has ended; `in_progress` counts it, too."""
        limit = self.calls
        if self._behind.oldest_seconds() > self._target_seconds:
            if self._clock() - self._lowered_at >= self._target_seconds:
                self._lowered_at = self._clock()
                self._limit = min(limit, in_progress) * _LOWERED_TO
        elif in_progress >= limit:
            self._limit = min(self._most, max(self._limit, limit) + 1 / limit)
