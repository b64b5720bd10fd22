"""What tests read of an error."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status


def details_of(status: status_pb2.Status) -> dict[str, Message]:
    """Returns the unpacked details by name of their type, each type once."""
    found: dict[str, Message] = {}
    for kind in (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.RetryInfo,
        error_details_pb2.RequestInfo,
    ):
        for detail in status.details:
            message = kind()
            if detail.Unpack(message):
                name = kind.DESCRIPTOR.name
                if name in found:
                    raise ValueError(f"{name} stands twice")
                found[name] = message
    return found


def reason_of(status: status_pb2.Status) -> str:
    """Returns the reason of the `ErrorInfo`."""
    info = details_of(status)["ErrorInfo"]
    if not isinstance(info, error_details_pb2.ErrorInfo):
        raise TypeError("no ErrorInfo")
    return info.reason


def status_of_call(error: grpc.aio.AioRpcError) -> status_pb2.Status:
    """Returns the status with details of a failed call."""
    status: status_pb2.Status | None = rpc_status.from_call(error)  # type: ignore[arg-type]  # has all that is read of a call
    if status is None:
        raise ValueError("the error has no status details")
    return status


def failure_of(caught: pytest.ExceptionInfo[grpc.aio.AioRpcError]) -> tuple[grpc.StatusCode, str, list[str]]:
    """Returns code, reason and fields at fault of a failed call."""
    status = status_of_call(caught.value)
    violations = details_of(status).get("BadRequest", error_details_pb2.BadRequest())
    assert isinstance(violations, error_details_pb2.BadRequest)
    return caught.value.code(), reason_of(status), [one.field for one in violations.field_violations]
