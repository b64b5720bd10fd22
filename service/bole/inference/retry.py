"""Whether a failed call is sent again, and after how long."""

from __future__ import annotations

from bole.inference.errors import Remedy

MOST_CALLS = {Remedy.NONE: 1, Remedy.ONCE: 2, Remedy.LATER: 6, Remedy.ELSEWHERE: 4, Remedy.RETURN: 4}
"""Calls for one request, the first included: few, because a request that breaks servers should not break many."""

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 2.0


def wait_seconds(remedy: Remedy, calls: int, left_seconds: float, chance: float) -> float | None:
    """Decides about another call.

    A replica that is away is not waited for here: its circuit is open, and the request waits for a place at any
    replica. Only one that is full is asked again after a while, which doubles, less up to half of it by chance.

    Args:
        remedy: What may be done about the failure.
        calls: Calls that were made for this request, at least 1.
        left_seconds: What is left until the deadline.
        chance: A random number in [0, 1).

    Returns:
        Seconds to wait, or None where the request has failed.
    """
    if calls >= MOST_CALLS[remedy]:
        return None
    wait = backoff_seconds(calls - 1, chance) if remedy is Remedy.LATER else 0.0
    return wait if wait < left_seconds else None


def backoff_seconds(tries: int, chance: float) -> float:
    """Returns a wait that doubles with each try up to 2 s, less up to half of it by chance.

    Args:
        tries: Tries before this wait, from 0.
        chance: A random number in [0, 1), so that several services do not come at the same moment.
    """
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(tries, 10))
    return longest * (1 - chance / 2)
