"""What is known of the call that runs: who makes it, and by which id it is found again."""

from __future__ import annotations

from contextvars import ContextVar

from bole.domain.access import Caller
from bole.domain.events import REQUEST_ID, loggable_id

CALLER: ContextVar[Caller] = ContextVar("bole_caller")
"""Set around every call; where nobody set it there is no default, since that would be somebody's data."""


def caller_of() -> Caller:
    """Returns who makes the call that runs.

    Raises:
        LookupError: No call runs.
    """
    return CALLER.get()


def name_request(given: str) -> None:
    """Gives the call that runs the caller's id, where that is a UUID: anything else may hold a name.

    Logs, traces, errors and the record of accesses then name the call by it, and else by the id that it had.
    """
    REQUEST_ID.set(loggable_id(given) or REQUEST_ID.get())
