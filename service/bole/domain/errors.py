"""Everything that can go wrong, as one reason each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ErrorReason(StrEnum):
    """Why a request or an item failed; the names equal `bole.v1.ErrorReason` in the contract."""

    ARGUMENT_INVALID = "ARGUMENT_INVALID"
    DOCUMENT_EMPTY = "DOCUMENT_EMPTY"
    DOCUMENT_TOO_LARGE = "DOCUMENT_TOO_LARGE"
    DOCUMENT_TOO_LONG = "DOCUMENT_TOO_LONG"
    DOCUMENT_ENCRYPTED = "DOCUMENT_ENCRYPTED"
    DOCUMENT_DAMAGED = "DOCUMENT_DAMAGED"
    DOCUMENT_WITHOUT_TEXT = "DOCUMENT_WITHOUT_TEXT"
    DOCUMENT_NOT_A_RESUME = "DOCUMENT_NOT_A_RESUME"
    DOCUMENT_TIMED_OUT = "DOCUMENT_TIMED_OUT"
    DOCUMENT_OUT_OF_MEMORY = "DOCUMENT_OUT_OF_MEMORY"
    DOCUMENT_HOLDS_SEVERAL = "DOCUMENT_HOLDS_SEVERAL"
    MEDIA_TYPE_UNSUPPORTED = "MEDIA_TYPE_UNSUPPORTED"
    PART_NOT_INSTALLED = "PART_NOT_INSTALLED"
    JOB_POSTING_EMPTY = "JOB_POSTING_EMPTY"
    JOB_POSTING_WITHOUT_CRITERIA = "JOB_POSTING_WITHOUT_CRITERIA"
    RUBRIC_INVALID = "RUBRIC_INVALID"
    CRITERION_PROTECTED = "CRITERION_PROTECTED"
    FINDINGS_MISMATCH = "FINDINGS_MISMATCH"
    SOURCE_NOT_FOUND = "SOURCE_NOT_FOUND"
    SOURCE_UNREADABLE = "SOURCE_UNREADABLE"
    SERVER_UNREACHABLE = "SERVER_UNREACHABLE"
    DEADLINE_TOO_SHORT = "DEADLINE_TOO_SHORT"
    SERVER_OVERLOADED = "SERVER_OVERLOADED"
    SERVER_STOPPING = "SERVER_STOPPING"
    MODEL_UNAVAILABLE = "MODEL_UNAVAILABLE"
    MODEL_OVERLOADED = "MODEL_OVERLOADED"
    MODEL_OUTPUT_INVALID = "MODEL_OUTPUT_INVALID"
    MODEL_CONTRACT_MISMATCH = "MODEL_CONTRACT_MISMATCH"
    MODEL_REQUEST_REFUSED = "MODEL_REQUEST_REFUSED"
    PROMPT_TOO_LONG = "PROMPT_TOO_LONG"
    BATCH_NOT_FOUND = "BATCH_NOT_FOUND"
    BATCH_CLOSED = "BATCH_CLOSED"
    BATCH_CHANGED = "BATCH_CHANGED"
    REQUEST_ID_REUSED = "REQUEST_ID_REUSED"
    ITEM_ID_REUSED = "ITEM_ID_REUSED"
    ITEM_QUARANTINED = "ITEM_QUARANTINED"
    ITEM_CANCELLED = "ITEM_CANCELLED"
    SOURCE_NOT_ALLOWED = "SOURCE_NOT_ALLOWED"
    STORAGE_UNAVAILABLE = "STORAGE_UNAVAILABLE"
    STORAGE_MISMATCH = "STORAGE_MISMATCH"
    CREDENTIALS_MISSING = "CREDENTIALS_MISSING"
    CREDENTIALS_INVALID = "CREDENTIALS_INVALID"
    ROLE_MISSING = "ROLE_MISSING"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    CANDIDATE_NOT_FOUND = "CANDIDATE_NOT_FOUND"
    CANDIDATE_OPTED_OUT = "CANDIDATE_OPTED_OUT"
    CANDIDATE_HELD = "CANDIDATE_HELD"
    KEY_MISSING = "KEY_MISSING"
    CANDIDATE_ERASED = "CANDIDATE_ERASED"
    ROLE_UNKNOWN = "ROLE_UNKNOWN"
    QUESTIONS_EXHAUSTED = "QUESTIONS_EXHAUSTED"
    ITEM_NOT_FOUND = "ITEM_NOT_FOUND"
    DOCUMENT_WITHOUT_PAGES = "DOCUMENT_WITHOUT_PAGES"
    MODEL_NOT_CONFIGURED = "MODEL_NOT_CONFIGURED"
    INTERNAL = "INTERNAL"


class BoleError(Exception):
    """A failure with a reason, a sentence that tells a person what to do, and metadata.

    Nothing of a document (text, names, file names) may stand in `message` or `metadata`: both leave the service.
    """

    def __init__(
        self,
        reason: ErrorReason,
        message: str,
        *,
        field: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Builds the error.

        Args:
            reason: What failed.
            message: One or two sentences: what is wrong and what to do.
            field: Path of the request field at fault, such as `documents[0].content`.
            metadata: Every variable part of the message, by name (limits, counts, identifiers of criteria).
        """
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.field = field
        self.metadata: Mapping[str, str] = MappingProxyType(dict(metadata or {}))

    def __reduce__(self) -> tuple[object, ...]:
        """Keeps every part when the error crosses from a worker process."""
        return _rebuild, (self.reason, self.message, self.field, dict(self.metadata))


def _rebuild(reason: ErrorReason, message: str, field: str | None, metadata: dict[str, str]) -> BoleError:
    return BoleError(reason, message, field=field, metadata=metadata)
