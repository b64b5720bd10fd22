"""What the gateway answers when a call fails: a `google.rpc.Status` as JSON, and the status of HTTP that fits it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import grpc
from google.protobuf import json_format
from google.rpc import code_pb2, error_details_pb2, status_pb2
from starlette.responses import Response

from bole.api.error_status import DOMAIN
from bole.api.json_format import as_line
from bole.domain.errors import BoleError, ErrorReason
from bole.web.errors import http_status, status_of

_CODES = {401: code_pb2.UNAUTHENTICATED, 404: code_pb2.NOT_FOUND, 405: code_pb2.UNIMPLEMENTED}


class Refused(Exception):  # noqa: N818  # it is what a caller is told, as BoleError is
    """The gateway itself refuses a request, by a status of HTTP that no call ends with."""

    def __init__(self, http_status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Keeps what is answered: the status, one or two sentences that say what to do, and headers."""
        super().__init__(message)
        self.http_status, self.message, self.headers = http_status, message, headers or {}

    def status(self) -> status_pb2.Status:
        """Returns it as a status of the API."""
        status = status_pb2.Status(code=_CODES.get(self.http_status, code_pb2.INVALID_ARGUMENT), message=self.message)
        status.details.add().Pack(error_details_pb2.ErrorInfo(reason=ErrorReason.ARGUMENT_INVALID, domain=DOMAIN))
        return status


def answer_of(error: grpc.aio.AioRpcError | BoleError | Refused) -> Response:
    """Returns what a failed request is answered."""
    if isinstance(error, Refused):
        return _answer(error.http_status, error.status(), error.headers)
    status = status_of(error)
    return _answer(http_status(status), status, _headers(status))


def as_json(message: status_pb2.Status) -> str:
    """Returns a status on one line; details of a kind that is not known here are left out."""
    try:
        return as_line(message)
    except (json_format.Error, TypeError):
        return as_line(status_pb2.Status(code=message.code, message=message.message))


def _answer(http_status: int, status: status_pb2.Status, headers: Mapping[str, str]) -> Response:
    return Response(as_json(status), http_status, headers=headers, media_type="application/json")


def _headers(status: status_pb2.Status) -> Mapping[str, str]:
    if status.code == code_pb2.UNAUTHENTICATED:
        return {"www-authenticate": "Bearer"}
    retry = error_details_pb2.RetryInfo()
    if any(detail.Unpack(retry) for detail in status.details):
        return {"retry-after": str(math.ceil(retry.retry_delay.ToMilliseconds() / 1000))}
    return {}
