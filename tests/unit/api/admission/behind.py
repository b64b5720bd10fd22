"""What stands behind the door, scripted by tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Behind:
    """Places, and how much work has waited too long; and a clock that goes on when a test says so."""

    at_once: int = 2
    fewest: int = 0
    too_late: float = 0.0
    free: int = 1000
    now: float = 1000.0

    def places(self) -> int:
        """Returns how many pieces of work run at once."""
        return self.at_once

    def narrowest(self) -> int:
        """Returns how many run where the fewest can."""
        return self.fewest or self.at_once

    def room(self) -> int:
        """Returns how much work may come at once."""
        return self.free

    def late(self, seconds: float) -> float:  # noqa: ARG002  # scripted
        """Returns how much work is late."""
        return self.too_late

    def clock(self) -> float:
        """Returns the time."""
        return self.now
