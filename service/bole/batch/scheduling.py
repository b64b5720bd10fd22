"""Whose turn it is: the highest priority first, and those of equal priority one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from bole.domain.batches import BatchPriority


class Turns:
    """Remembers who had a turn, so that nobody of equal priority has to wait for more than one turn of each other."""

    def __init__(self) -> None:
        """Starts with nobody."""
        self._count = 0
        self._last: dict[str, int] = {}

    def next(self, waiting: Iterable[tuple[str, BatchPriority]]) -> str | None:
        """Gives the next turn and returns to whom; None where nobody waits.

        Args:
            waiting: Batches with their priorities; of several that never had a turn the first goes first.
        """
        chosen = min(waiting, key=lambda one: (-one[1], self._last.get(one[0], 0)), default=None)
        if chosen is None:
            return None
        self._count += 1
        self._last[chosen[0]] = self._count
        return chosen[0]

    def forget(self, batch_id: str) -> None:
        """Forgets a batch that has ended."""
        self._last.pop(batch_id, None)
