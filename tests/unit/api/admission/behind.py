"""What stands behind the door, scripted by tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Behind:
    """Places, and how long the oldest work has waited; and a clock that goes on when a test says so."""

    at_once: int = 2
    waited: float = 0.0
    now: float = 1000.0

    def places(self) -> int:
        """Returns how many pieces of work run at once."""
        return self.at_once

    def oldest_seconds(self) -> float:
        """Returns how long work waits."""
        return self.waited

    def clock(self) -> float:
        """Returns the time."""
        return self.now
