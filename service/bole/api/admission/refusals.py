"""What callers are told who are not let in."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason


def overloaded(waiting: int, retry_seconds: float) -> BoleError:
    """Builds the refusal of a call for which there is no room; `waiting` calls stand before it."""
    return BoleError(
        ErrorReason.SERVER_OVERLOADED,
        "The server has as many calls as it can serve. Try again after the delay in RetryInfo.",
        metadata={"waiting": str(waiting), "retry_ms": _milliseconds(retry_seconds)},
    )


def too_many(what: str, limit: int, retry_seconds: float) -> BoleError:
    """Builds the refusal of one of too many calls of a kind, such as `watches`, which take no turns."""
    return BoleError(
        ErrorReason.SERVER_OVERLOADED,
        f"The server has {limit} {what} and takes no more. Try again after the delay in RetryInfo.",
        metadata={"waiting": "0", "limit": str(limit), "retry_ms": _milliseconds(retry_seconds)},
    )


def stopping(retry_seconds: float) -> BoleError:
    """Builds the refusal of a server that stops: another replica, or the same one started anew, may take the call."""
    return BoleError(
        ErrorReason.SERVER_STOPPING,
        "The server is stopping. Try again in a moment, or at another replica.",
        metadata={"retry_ms": _milliseconds(retry_seconds)},
    )


def too_late(expected_seconds: float) -> BoleError:
    """Builds the refusal of a call whose time would be over before its turn came."""
    return BoleError(
        ErrorReason.DEADLINE_TOO_SHORT,
        "The deadline leaves no time for the work: others are before this call. Allow more time.",
        metadata={"expected_ms": _milliseconds(expected_seconds)},
    )


def over_quota(quota: str, limit: int, retry_seconds: float, message: str) -> BoleError:
    """Builds the refusal of a tenant that has used up what it may have of `quota`, such as `calls_per_minute`."""
    return BoleError(
        ErrorReason.QUOTA_EXCEEDED,
        message,
        metadata={"quota": quota, "limit": str(limit), "retry_ms": _milliseconds(retry_seconds)},
    )


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(1000 * seconds)))
