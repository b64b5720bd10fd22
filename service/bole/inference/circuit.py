"""When a replica counts as away, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bole.inference.retry import backoff_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Whether requests go to a replica; a value, replaced by each event.

    It opens when the connection is refused or breaks, and closes when a look at the replica finds it there and serving
    what it should. `looks` are those in vain since it opened.
    """

    open: bool = False
    looks: int = 0

    def lost(self) -> Self:
        """The connection was refused or broke; further losses while it is open say nothing new."""
        return self if self.open else type(self)(open=True)

    def looked_in_vain(self) -> Self:
        """The replica is still away: the next look comes later."""
        return type(self)(open=True, looks=self.looks + 1)

    def regained(self) -> Self:
        """The replica is back."""
        return type(self)()

    def wait_seconds(self, chance: float) -> float:
        """Returns how long to wait before the next look; `chance` is a random number in [0, 1)."""
        return backoff_seconds(self.looks, chance)
