"""What is known of the call that runs: who makes it, and by which id it is found again."""

from __future__ import annotations

from contextvars import ContextVar

from bole.domain.access import Caller

CALLER: ContextVar[Caller] = ContextVar("bole_caller")
"""Set around every call; where nobody set it there is no default, since that would be somebody's data."""

REQUEST_ID: ContextVar[str] = ContextVar("bole_request_id", default="")
"""As it stands in the details of errors."""


def caller_of() -> Caller:
    """Returns who makes the call that runs.

    Raises:
        LookupError: No call runs.
    """
    return CALLER.get()
