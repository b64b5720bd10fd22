"""When a replica counts as away, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 2.0


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
        """Returns how long to wait before the next look: doubling up to 2 s, less up to half of it by chance.

        Args:
            chance: A random number in [0, 1), so that several services do not look at the same moment.
        """
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(self.looks, 10))
        return longest * (1 - chance / 2)
