"""The one table from reasons to gRPC status codes, and the status with its details."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import grpc
from google.protobuf import any_pb2, duration_pb2, message
from google.rpc import error_details_pb2, status_pb2

from bole.domain.errors import BoleError, ErrorReason

DOMAIN = "bole.v1"
RETRY_MILLISECONDS = 1000
"""When a caller should come back after UNAVAILABLE, where the error does not say so itself (`retry_ms`)."""

_INTERNAL_MESSAGE = "The service failed. Report the request id in the details to its operators."

STATUS_CODES: Mapping[ErrorReason, grpc.StatusCode] = MappingProxyType(
    dict.fromkeys(ErrorReason, grpc.StatusCode.INVALID_ARGUMENT)
    | {
        ErrorReason.SOURCE_NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        ErrorReason.DEADLINE_TOO_SHORT: grpc.StatusCode.DEADLINE_EXCEEDED,
        ErrorReason.SERVER_UNREACHABLE: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.SERVER_OVERLOADED: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.SERVER_STOPPING: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.MODEL_UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.MODEL_OVERLOADED: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.MODEL_OUTPUT_INVALID: grpc.StatusCode.INTERNAL,
        ErrorReason.MODEL_REQUEST_REFUSED: grpc.StatusCode.INTERNAL,
        ErrorReason.PART_NOT_INSTALLED: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.MODEL_CONTRACT_MISMATCH: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.BATCH_NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        ErrorReason.BATCH_CLOSED: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.BATCH_CHANGED: grpc.StatusCode.ABORTED,
        ErrorReason.REQUEST_ID_REUSED: grpc.StatusCode.ALREADY_EXISTS,
        ErrorReason.ITEM_ID_REUSED: grpc.StatusCode.ALREADY_EXISTS,
        ErrorReason.ITEM_QUARANTINED: grpc.StatusCode.INTERNAL,
        ErrorReason.ITEM_CANCELLED: grpc.StatusCode.CANCELLED,
        ErrorReason.SOURCE_NOT_ALLOWED: grpc.StatusCode.PERMISSION_DENIED,
        ErrorReason.STORAGE_UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
        ErrorReason.STORAGE_MISMATCH: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.CREDENTIALS_MISSING: grpc.StatusCode.UNAUTHENTICATED,
        ErrorReason.CREDENTIALS_INVALID: grpc.StatusCode.UNAUTHENTICATED,
        ErrorReason.ROLE_MISSING: grpc.StatusCode.PERMISSION_DENIED,
        ErrorReason.QUOTA_EXCEEDED: grpc.StatusCode.RESOURCE_EXHAUSTED,
        ErrorReason.CANDIDATE_NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        ErrorReason.CANDIDATE_OPTED_OUT: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.CANDIDATE_HELD: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.KEY_MISSING: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.CANDIDATE_ERASED: grpc.StatusCode.NOT_FOUND,
        ErrorReason.ROLE_UNKNOWN: grpc.StatusCode.NOT_FOUND,
        ErrorReason.QUESTIONS_EXHAUSTED: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.ITEM_NOT_FOUND: grpc.StatusCode.NOT_FOUND,
        ErrorReason.DOCUMENT_WITHOUT_PAGES: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.MODEL_NOT_CONFIGURED: grpc.StatusCode.FAILED_PRECONDITION,
        ErrorReason.INTERNAL: grpc.StatusCode.INTERNAL,
    }
)
"""Everything that is the request's fault is INVALID_ARGUMENT; only UNAVAILABLE is worth a retry."""


class _Timed(Protocol):
    def time_remaining(self) -> float | None: ...


def code_of(error: BaseException, call: _Timed | None = None) -> grpc.StatusCode:
    """Returns the status that a call ends with which raised this; gRPC cancels one whose deadline has passed."""
    match error:
        case BoleError():
            return STATUS_CODES[error.reason]
        case asyncio.CancelledError():
            remaining = None if call is None else call.time_remaining()
            late = remaining is not None and remaining <= 0
            return grpc.StatusCode.DEADLINE_EXCEEDED if late else grpc.StatusCode.CANCELLED
        case _:
            return grpc.StatusCode.INTERNAL


def internal_error() -> BoleError:
    """Builds the error for the unexpected; it says nothing of the cause."""
    return BoleError(ErrorReason.INTERNAL, _INTERNAL_MESSAGE)


def status_of(error: BoleError, request_id: str) -> status_pb2.Status:
    """Converts an error to a status whose details hold `ErrorInfo` and what else helps the caller."""
    return status_pb2.Status(
        code=STATUS_CODES[error.reason].value[0],
        message=error.message,
        details=[_packed(detail) for detail in _details(error, request_id)],
    )


def retry_milliseconds(error: BoleError) -> int | None:
    """Returns when the same call may succeed; None where it would fail again."""
    if "retry_ms" in error.metadata:
        return int(error.metadata["retry_ms"])
    return RETRY_MILLISECONDS if STATUS_CODES[error.reason] is grpc.StatusCode.UNAVAILABLE else None


def _details(error: BoleError, request_id: str) -> list[message.Message]:
    details: list[message.Message] = [
        error_details_pb2.ErrorInfo(reason=error.reason.value, domain=DOMAIN, metadata=dict(error.metadata))
    ]
    if error.field is not None:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=error.field, description=error.message, reason=error.reason.value
        )
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    code = STATUS_CODES[error.reason]
    if error.reason is ErrorReason.QUOTA_EXCEEDED:
        details.append(_quota_failure(error))
    retry = retry_milliseconds(error)
    if retry is not None:
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(retry)
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    if code is grpc.StatusCode.INTERNAL:
        details.append(error_details_pb2.RequestInfo(request_id=request_id))
    return details


def _quota_failure(error: BoleError) -> error_details_pb2.QuotaFailure:
    violation = error_details_pb2.QuotaFailure.Violation(
        subject="tenant",
        description=error.message,
        api_service=DOMAIN,
        quota_id=error.metadata.get("quota", ""),
        quota_value=int(error.metadata.get("limit", "0")),
    )
    return error_details_pb2.QuotaFailure(violations=[violation])


def _packed(detail: message.Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
