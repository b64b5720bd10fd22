"""How many calls are worked on at the same time."""

from __future__ import annotations

from typing import Protocol


class Behind(Protocol):
    """What calls are let in to: worker processes, and the model."""

    def places(self) -> int:
        """Returns how many pieces of work can run there at the same time, all together."""
        ...

    def narrowest(self) -> int:
        """Returns how many can run where the fewest can: with fewer calls it would not be full."""
        ...

    def late(self, seconds: float) -> float:
        """Returns how many pieces of work, for which somebody waits, have waited longer than this to run."""
        ...


class AdaptiveLimit:
    """Keeps what stands behind the door full without a queue there that grows.

    The calls whose work has waited too long behind the door are the calls that are too many there: the limit falls to
    what is in progress less them. While none is too many it rises by one whenever as many calls have ended as it
    allows, if it held others back. So it settles where a short queue stands before the narrowest part, whichever that
    is, and it never falls below the places of that part.
    """

    def __init__(self, behind: Behind, *, most: int, target_seconds: float) -> None:
        """Starts with as many calls as there are places.

        Args:
            behind: What stands behind the door.
            most: The limit is never above this.
            target_seconds: How long work may wait behind the door.
        """
        self._behind = behind
        self._most = most
        self._target_seconds = target_seconds
        self._limit: float | None = None
        """None as long as nothing was learnt: the model may come when the service has begun."""

    @property
    def calls(self) -> int:
        """How many calls may be worked on now."""
        limit = self._behind.places() if self._limit is None else self._limit
        return int(max(1, min(self._most, max(limit, self._behind.narrowest()))))

    def adapt(self, in_progress: int) -> None:
        """Learns from a call that ends; `in_progress` counts it, too."""
        limit = self.calls
        late = self._behind.late(self._target_seconds)
        if late:
            self._limit = min(limit, in_progress - late)
        elif in_progress >= limit:
            self._limit = max(limit, self._limit or 0) + 1 / limit
