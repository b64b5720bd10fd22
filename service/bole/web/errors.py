"""What a person sees when something fails: what happened, what to do, and by which reason it can be looked up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import MappingProxyType

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bole.api import error_status
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.web.pages import page, redirect, text

_LOG = logging.getLogger("bole.web")

_BY_NUMBER = MappingProxyType({code.value[0]: code for code in grpc.StatusCode})
_CREDENTIALS = frozenset({ErrorReason.CREDENTIALS_MISSING, ErrorReason.CREDENTIALS_INVALID})

STATUS = MappingProxyType(
    {
        grpc.StatusCode.INVALID_ARGUMENT: 400,
        grpc.StatusCode.OUT_OF_RANGE: 400,
        grpc.StatusCode.FAILED_PRECONDITION: 409,
        grpc.StatusCode.ABORTED: 409,
        grpc.StatusCode.ALREADY_EXISTS: 409,
        grpc.StatusCode.UNAUTHENTICATED: 401,
        grpc.StatusCode.PERMISSION_DENIED: 403,
        grpc.StatusCode.NOT_FOUND: 404,
        grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
        grpc.StatusCode.CANCELLED: 499,
        grpc.StatusCode.UNIMPLEMENTED: 501,
        grpc.StatusCode.UNAVAILABLE: 503,
        grpc.StatusCode.DEADLINE_EXCEEDED: 504,
    }
)
"""Status of HTTP by that of gRPC, as in `google/rpc/code.proto`; what is not here is 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failed call: `status` of HTTP, `reason` of `ErrorReason`, `message` in English, `field` at fault or empty."""

    status: int
    reason: str
    message: str
    field: str = ""


_WITHOUT_DETAILS = MappingProxyType(
    {
        grpc.StatusCode.UNAVAILABLE: BoleError(
            ErrorReason.SERVER_UNREACHABLE, "The service does not answer. Try again in a while, or tell its operator."
        ),
        grpc.StatusCode.DEADLINE_EXCEEDED: BoleError(
            ErrorReason.DEADLINE_TOO_SHORT, "The service took too long. Try again with less, or when it has less to do."
        ),
        grpc.StatusCode.RESOURCE_EXHAUSTED: BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "That is more than the service takes or gives in one message. Send less at once, or ask for smaller pages.",
        ),
    }
)
"""What gRPC itself says, which tells of addresses and not of what to do."""


def failure_of(error: grpc.aio.AioRpcError | BoleError) -> Failure:
    """Returns what a failed call says."""
    status = status_of(error)
    info, fields = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    reason = info.reason if any(detail.Unpack(info) for detail in status.details) else ErrorReason.INTERNAL
    field = fields.field_violations[0].field if any(detail.Unpack(fields) for detail in status.details) else ""
    return Failure(status=http_status(status), reason=reason, message=status.message, field=field)


def failure_to_show(error: grpc.aio.AioRpcError) -> Failure:
    """Returns what went wrong, to be shown beside what the person had put in.

    Raises:
        grpc.aio.AioRpcError: The person has to sign in first.
    """
    failure = failure_of(error)
    if failure.reason in _CREDENTIALS:
        raise error
    return failure


def status_of(error: grpc.aio.AioRpcError | BoleError) -> status_pb2.Status:
    """Returns the status of a failed call; always one with a reason in its details."""
    if isinstance(error, BoleError):
        return error_status.status_of(error, "")
    given: status_pb2.Status | None = rpc_status.from_call(error)  # type: ignore[arg-type]  # has all that is read of it
    if given is not None and given.details:
        return given
    return error_status.status_of(_WITHOUT_DETAILS.get(error.code(), error_status.internal_error()), "")


def http_status(status: status_pb2.Status) -> int:
    """Returns the status of HTTP for one of gRPC; 500 for those that are no fault of the caller."""
    return STATUS.get(_BY_NUMBER.get(status.code, grpc.StatusCode.UNKNOWN), 500)


def wants_json(request: Request) -> bool:
    """Tells whether a script asks, which shows what went wrong where the person is looking, or what has no pages."""
    return request.scope["session"] is None or "application/json" in request.headers.get("accept", "")


async def failed_call(request: Request, error: Exception) -> Response:
    """Answers for a call that failed: to sign in where that is what is missing, else a page that says what to do."""
    if not isinstance(error, grpc.aio.AioRpcError | BoleError):
        raise error
    failure = failure_of(error)
    if wants_json(request):
        return JSONResponse(
            {"reason": failure.reason, "message": failure.message, "field": failure.field}, failure.status
        )
    if failure.reason in _CREDENTIALS:
        return redirect("/sign-in" if failure.reason == ErrorReason.CREDENTIALS_MISSING else "/sign-in?again=1")
    return page(request, "failure.html.jinja", status=failure.status, failure=failure)


async def refused(request: Request, error: Exception) -> Response:
    """Answers for a request that the console itself refuses."""
    if not isinstance(error, HTTPException):
        raise error
    key = f"refused_{error.status_code}"
    message = text(request, key if error.status_code in {400, 403, 404, 405, 413} else "refused_other")
    if wants_json(request):
        return JSONResponse({"reason": "REFUSED", "message": message, "field": ""}, error.status_code)
    failure = Failure(status=error.status_code, reason="", message=message)
    return page(request, "failure.html.jinja", status=error.status_code, failure=failure)


async def gone(request: Request, error: Exception) -> Response:  # noqa: ARG001  # as all handlers of errors
    """Answers nobody: who sent the request left in the middle of it, which is no fault of anybody."""
    return Response(status_code=400)


async def unexpected(request: Request, error: Exception) -> Response:
    """Answers for a fault of the console: nothing of it is shown, its place is in the log."""
    _LOG.error(Line(Event.UNEXPECTED, error=error))
    failure = Failure(status=500, reason=ErrorReason.INTERNAL, message=text(request, "refused_unexpected"))
    if wants_json(request):
        return JSONResponse({"reason": failure.reason, "message": failure.message, "field": ""}, 500)
    return page(request, "failure.html.jinja", status=500, failure=failure)
