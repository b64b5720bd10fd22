"""Who waits at the door: tenants in turn, and of one tenant first those who were sent away before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """A call that waits.

    Attributes:
        share: Whose it is: each share gets as many turns as every other one.
        returns: The call was refused before and is made again.
        since: When it came, in seconds of a clock that never goes back.
        let_in: Is done when it may go, or fails with what the caller is told.
    """

    share: str
    returns: bool
    since: float
    let_in: asyncio.Future[None] = field(repr=False)


@dataclass(slots=True)
class _Line:
    """The calls of one share, each kind in the order in which they came."""

    returned: deque[Waiting] = field(default_factory=deque)
    new: deque[Waiting] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.returned) + len(self.new)

    def of(self, waiting: Waiting) -> deque[Waiting]:
        """Returns the part of the line in which a call stands."""
        return self.returned if waiting.returns else self.new


class FairQueue:
    """Calls that wait, a line a share; nobody's many calls stand before the one call of another."""

    def __init__(self) -> None:
        """Starts empty."""
        self._lines: OrderedDict[str, _Line] = OrderedDict()
        """In the order of their turns."""
        self._length = 0

    def __len__(self) -> int:
        """Returns how many wait."""
        return self._length

    def __iter__(self) -> Iterator[Waiting]:
        """Yields those who wait."""
        for line in self._lines.values():
            yield from line.returned
            yield from line.new

    def length(self, share: str) -> int:
        """Returns how many calls of a share wait."""
        return len(self._lines.get(share, ()))

    def oldest_since(self) -> float | None:
        """Returns when the first of those who wait came; None where nobody waits."""
        firsts = [part[0].since for line in self._lines.values() for part in (line.returned, line.new) if part]
        return min(firsts, default=None)

    def add(self, waiting: Waiting) -> None:
        """Lets a call wait at the end of its line."""
        self._lines.setdefault(waiting.share, _Line()).of(waiting).append(waiting)
        self._length += 1

    def take(self) -> Waiting:
        """Takes the call whose turn it is.

        Raises:
            KeyError: Nobody waits.
        """
        share, line = self._lines.popitem(last=False)
        waiting = (line.returned or line.new).popleft()
        if line:
            self._lines[share] = line  # behind the others
        self._length -= 1
        return waiting

    def remove(self, waiting: Waiting) -> bool:
        """Takes a call out whose caller has gone; False where it does not wait any more."""
        line = self._lines.get(waiting.share)
        if line is None or waiting not in line.of(waiting):
            return False
        line.of(waiting).remove(waiting)
        self._shrunk(waiting.share, line)
        return True

    def take_from_the_longest(self, share: str) -> Waiting | None:
        """Takes the last call of the longest line, for one of `share` to have its room.

        Returns:
            None where no other line is longer than that of `share` would become.
        """
        longest = max(self._lines, key=lambda other: len(self._lines[other]), default=share)
        if self.length(longest) <= self.length(share) + 1:
            return None
        line = self._lines[longest]
        waiting = (line.new or line.returned).pop()
        self._shrunk(longest, line)
        return waiting

    def _shrunk(self, share: str, line: _Line) -> None:
        self._length -= 1
        if not line:
            del self._lines[share]
