"""How long to wait before something that was away is asked again."""

from __future__ import annotations

import random

_LONGEST_SECONDS = 30.0


class Backoff:
    """Waits that double up to a longest one, each shortened at random by up to a half.

    The chance keeps replicas that saw the same fault from asking again in step.
    """

    def __init__(self, first_seconds: float, longest_seconds: float = _LONGEST_SECONDS) -> None:
        """Starts without failures; the first wait takes at most `first_seconds`."""
        self._first_seconds, self._longest_seconds = first_seconds, longest_seconds
        self._failures = 0
        self._chance = random.Random()  # noqa: S311  # no secret

    @property
    def waits(self) -> bool:
        """True since a failure that no success followed."""
        return self._failures > 0

    def next_seconds(self) -> float:
        """Counts a failure and returns how long to wait, in seconds."""
        longest = min(self._first_seconds * 2.0**self._failures, self._longest_seconds)
        self._failures = min(self._failures + 1, 16)
        return longest * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Forgets failures: it answered."""
        self._failures = 0
