"""Which shared prefixes a replica holds, and which it is computing right now."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum, auto

MOST_PREFIXES = 256
"""Prefixes remembered for a replica; the one that was used longest ago is forgotten first."""

FRESH_SECONDS = 120.0
"""Seconds since the last answer after which a prefix counts as pushed out of the server's cache."""

SMALLEST_PREFIX = 64
"""Tokens, two blocks of the cache: a shorter prefix costs less to compute again than to wait for."""


class Warmth(Enum):
    """What a replica knows of a prefix."""

    COLD = auto()
    COMPUTING = auto()
    WARM = auto()


class Prefixes:
    """The prefixes of one replica: a server can use a prefix again once the request that computed it has ended."""

    def __init__(self) -> None:
        self._last_answers: OrderedDict[str, float] = OrderedDict()
        self._computing: set[str] = set()

    def warmth(self, prefix: str, now: float) -> Warmth:
        """Tells what to expect of a request with this prefix; `now` are seconds of a clock that never goes back."""
        if prefix in self._computing:
            return Warmth.COMPUTING
        last = self._last_answers.get(prefix)
        return Warmth.WARM if last is not None and now - last < FRESH_SECONDS else Warmth.COLD

    def begin(self, prefix: str) -> None:
        """Notes that a request went first with a cold prefix."""
        self._last_answers.pop(prefix, None)
        self._computing.add(prefix)

    def end(self, prefix: str, now: float, *, first: bool, answered: bool) -> None:
        """Notes that a request with this prefix has ended.

        Args:
            prefix: The digest of the prefix.
            now: Seconds of the clock of `warmth`.
            first: Whether it was the one that `begin` was called for.
            answered: False where it failed or was cancelled: then the next one goes first.
        """
        if first:
            self._computing.discard(prefix)
        if not answered or prefix in self._computing:
            return
        self._last_answers[prefix] = now
        self._last_answers.move_to_end(prefix)
        if len(self._last_answers) > MOST_PREFIXES:
            self._last_answers.popitem(last=False)

    def forget(self) -> None:
        """Forgets what is held, because the server was away; requests under way end as they would have."""
        self._last_answers.clear()
