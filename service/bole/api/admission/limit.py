"""How many calls are worked on at the same time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol

_RISE = 0.5
"""By how much each call that ends raises the limit: by half in the time of a call. What is too much shows soon."""

_SHORTEST_FALL_SECONDS = 1.0


class Behind(Protocol):
    """What calls are let in to: worker processes, and the model."""

    def places(self) -> int:
        """Returns how many pieces of work can run there at the same time, all together."""
        ...

    def narrowest(self) -> int:
        """Returns how many can run where the fewest can: with fewer calls it would not be full."""
        ...

    def room(self) -> int:
        """Returns how many pieces of work may come at once without making a crowd before worker processes."""
        ...

    def late(self, seconds: float) -> float:
        """Returns how many pieces of work, for which somebody waits, have waited longer than this to run."""
        ...


class AdaptiveLimit:
    """Keeps what stands behind the door full without a queue there that grows.

    The calls whose work has waited too long behind the door are the calls that are too many there: the limit falls to
    what is in progress less them, though in the time of a call, at least a second, by no more than a half, since all
    work is late for a moment where something stands still. While none is late it rises by one for every two calls that
    end, if it held others back. So it settles where a short queue stands before the narrowest part, whichever that is,
    and it never falls below the places of that part.
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
        self._limit: float | None = None
        """None as long as nothing was learnt: the model may come when the service has begun."""
        self._falls_until = -math.inf
        self._falls_to = 0.0

    @property
    def calls(self) -> int:
        """How many calls may be worked on now."""
        return int(self._bounded())

    def adapt(self, in_progress: int, call_seconds: float) -> None:
        """Learns from a call that ends.

        Args:
            in_progress: Calls that are worked on, this one included.
            call_seconds: How long calls take.
        """
        limit = self._bounded()
        late = self._behind.late(self._target_seconds)
        if late:
            self._fall(limit, in_progress - late, call_seconds)
        elif in_progress >= int(limit):
            self._limit = limit + _RISE

    def _fall(self, limit: float, wanted: float, call_seconds: float) -> None:
        now = self._clock()
        if now >= self._falls_until:
            self._falls_until, self._falls_to = now + max(call_seconds, _SHORTEST_FALL_SECONDS), limit / 2
        self._limit = max(self._falls_to, min(limit, wanted))

    def _bounded(self) -> float:
        limit = self._behind.places() if self._limit is None else self._limit
        return max(1.0, min(self._most, max(limit, self._behind.narrowest())))
