"""What an error of the model server means: one row a case, and whether the request may be sent again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from bole.domain.errors import BoleError, ErrorReason


class Remedy(Enum):
    """What may be done about a failed call; a call is idempotent, so sending it twice changes nothing on the server."""

    NONE = auto()
    """The same request fails the same way, or nobody waits for its answer any more."""
    ONCE = auto()
    """Something broke inside the server: one more try."""
    LATER = auto()
    """The server is there and has no room: another replica, or the same one after a while."""
    ELSEWHERE = auto()
    """The server could not be reached: another replica that is there now."""
    RETURN = auto()
    """The server went away with the request: another replica, or the same one once it is back."""


AWAY = (Remedy.ELSEWHERE, Remedy.RETURN)
"""What may be done about an error that says that a replica is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One row of the table: what callers are told, and what may be done."""

    reason: ErrorReason
    message: str
    remedy: Remedy


_AWAY = Meaning(
    reason=ErrorReason.MODEL_UNAVAILABLE,
    message="The model server is away. Try again in a moment.",
    remedy=Remedy.RETURN,
)
_UNREACHED = replace(_AWAY, remedy=Remedy.ELSEWHERE)
_FULL = Meaning(
    reason=ErrorReason.MODEL_OVERLOADED,
    message="The model server's queue is full. Try again in a moment.",
    remedy=Remedy.LATER,
)
_OTHER_MODEL = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server has no model `tensorrt_llm` that answers single requests. `bole doctor` says more.",
    remedy=Remedy.NONE,
)
_KEY = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server wants another key or certificate. Set the one that it was started with.",
    remedy=Remedy.NONE,
)
_REFUSED = Meaning(
    reason=ErrorReason.MODEL_REQUEST_REFUSED,
    message="The model server refused the request. Its log says why.",
    remedy=Remedy.NONE,
)
_BROKEN = Meaning(
    reason=ErrorReason.MODEL_REQUEST_REFUSED,
    message="The model server failed on the request. Its log says why.",
    remedy=Remedy.ONCE,
)
LATE = Meaning(
    reason=ErrorReason.DEADLINE_TOO_SHORT,
    message="The model did not answer before the deadline. Allow more time.",
    remedy=Remedy.NONE,
)
_TOO_LARGE = Meaning(
    reason=ErrorReason.MODEL_CONTRACT_MISMATCH,
    message="The model server's answer is larger than any answer can be. `bole doctor` says more.",
    remedy=Remedy.NONE,
)
_DROPPED = Meaning(
    reason=ErrorReason.MODEL_UNAVAILABLE,
    message="The model server dropped the request. Try again in a moment.",
    remedy=Remedy.NONE,
)

BY_WORDS = (
    ("UNAVAILABLE", "failed to connect", _UNREACHED),
    ("UNAVAILABLE", "maximum queue size", _FULL),
    ("UNAVAILABLE", "protocol is restricted", _KEY),
    # A server that starts or stops has the model, and no version of it that answers.
    ("NOT_FOUND", "no available versions", _AWAY),
    ("NOT_FOUND", "not at ready state", _AWAY),
    ("INVALID_ARGUMENT", "no available versions", _AWAY),
    ("INVALID_ARGUMENT", "not at ready state", _AWAY),
    ("INTERNAL", "is not healthy", _AWAY),
    ("RESOURCE_EXHAUSTED", "received message larger", _TOO_LARGE),
    ("INVALID_ARGUMENT", "doesn't support models with decoupled", _OTHER_MODEL),
    ("INVALID_ARGUMENT", "unknown model", _OTHER_MODEL),
)
"""Where one status means several things: status, what the server's message holds in lower case, meaning."""

BY_STATUS = {
    "UNAVAILABLE": _AWAY,
    "RESOURCE_EXHAUSTED": _FULL,
    "DEADLINE_EXCEEDED": LATE,
    "CANCELLED": _DROPPED,
    "INVALID_ARGUMENT": _REFUSED,
    "OUT_OF_RANGE": _REFUSED,
    "FAILED_PRECONDITION": _REFUSED,
    "ALREADY_EXISTS": _REFUSED,
    "NOT_FOUND": _OTHER_MODEL,
    "UNIMPLEMENTED": _OTHER_MODEL,
    "UNAUTHENTICATED": _KEY,
    "PERMISSION_DENIED": _KEY,
    "INTERNAL": _BROKEN,
    "UNKNOWN": _BROKEN,
    "ABORTED": _BROKEN,
    "DATA_LOSS": _BROKEN,
}
"""What every gRPC status means when no row of `BY_WORDS` says otherwise."""


class ModelCallError(Exception):
    """A call of a model server failed.

    The server's own words stay here: they may hold something of a request, and never reach callers or logs.
    """

    def __init__(self, status: str, words: str) -> None:
        """Keeps the status by its gRPC name, and what the server said."""
        super().__init__(status)
        self.status = status.removeprefix("StatusCode.")
        self.words = words
        self.meaning = meaning_of(status, words)

    @property
    def reason(self) -> ErrorReason:
        """What failed, as callers are told."""
        return self.meaning.reason

    def as_bole_error(self) -> BoleError:
        """Returns what callers are told."""
        return BoleError(self.reason, self.meaning.message, metadata={"status": self.status})


def meaning_of(status: str, words: str) -> Meaning:
    """Looks up what an error means.

    Args:
        status: Name of the gRPC status, with or without `StatusCode.` before it; empty where none came.
        words: The server's message; only the words of `BY_WORDS` are looked for.

    Returns:
        The first row that fits; an unknown status means that something broke inside the server.
    """
    name = status.removeprefix("StatusCode.")
    lowered = words.lower()
    for row_status, fragment, meaning in BY_WORDS:
        if name == row_status and fragment in lowered:
            return meaning
    return BY_STATUS.get(name, _BROKEN)
