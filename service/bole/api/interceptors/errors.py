"""Turns every failure of a call into a status with details, and leaks nothing of it."""

from __future__ import annotations

import uuid

from grpc_status import rpc_status

from bole.api.current_call import name_request
from bole.api.error_status import internal_error, retry_milliseconds, status_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.api.method_roles import is_open
from bole.domain.errors import BoleError
from bole.domain.events import REQUEST_ID


class ErrorInterceptor(WrappingInterceptor):
    """The outermost ring: the only place where an unexpected exception ends."""

    def wraps(self, method: str) -> bool:
        """Tells True for all that may be refused, reflection too."""
        return not is_open(method)

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:  # noqa: ARG002  # of all interceptors
        """Runs the call; a `BoleError` becomes its status, anything else INTERNAL."""
        REQUEST_ID.set(str(uuid.uuid4()))
        try:
            name_request(str(getattr(request, "request_id", "")))
            return await proceed(request, context)
        except BoleError as error:
            failure = error
        except Exception:  # noqa: BLE001  # nothing may leave here as UNKNOWN with its text; the next ring has told of it
            failure = internal_error()
        status = rpc_status.to_status(status_of(failure, REQUEST_ID.get()))
        return await context.abort(status.code, status.details, (*status.trailing_metadata, *_pushback(failure)))


def _pushback(error: BoleError) -> tuple[tuple[str, str], ...]:
    """Returns the trailer that tells gRPC clients with a retry policy when to make the call again (gRFC A6)."""
    retry = retry_milliseconds(error)
    return () if retry is None else (("grpc-retry-pushback-ms", str(retry)),)
