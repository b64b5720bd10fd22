"""Logs every call when it has ended, and records it as a span."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable

import grpc

from bole.api.error_status import code_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.api.method_roles import is_open
from bole.domain.errors import BoleError
from bole.domain.events import REQUEST_ID, Event, Line
from bole.domain.tracing import Tracer, traced_call

_LOG = logging.getLogger("bole.api")

_TRACE_PARENT = "traceparent"


class TracingInterceptor(WrappingInterceptor):
    """The ring in which all that is logged and recorded belongs to its call."""

    def __init__(self, tracer: Tracer | None) -> None:
        """Keeps who records; None where calls are logged alone."""
        self._tracer = tracer

    def wraps(self, method: str) -> bool:
        """Tells True for all that may be refused, reflection too."""
        return not is_open(method)

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call, in the trace that its caller names."""
        with traced_call(self._tracer, called.method, _parent(context)) as span:
            began = time.perf_counter()
            code = grpc.StatusCode.OK
            try:
                return await proceed(request, context)
            except BaseException as error:
                code = code_of(error, context)
                if not isinstance(error, BoleError | asyncio.CancelledError):
                    log_unexpected(error)
                raise
            finally:
                milliseconds = (time.perf_counter() - began) * 1000
                # Not before: the request id of a stream comes with its first message.
                span.tell(code=code, request_id=REQUEST_ID.get())
                _LOG.info(Line(Event.CALL_FINISHED, method=called.method, code=code, milliseconds=milliseconds))


def log_unexpected(error: BaseException) -> None:
    """Logs where an unexpected exception arose; not its text, which may hold words of a resume."""
    _LOG.error(Line(Event.CALL_FAILED, error=error))


def _parent(context: Context) -> dict[str, str]:
    """Returns the header that names the caller's span; the others of a trace may hold anything."""
    metadata: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    return {name: value for name, value in metadata if name == _TRACE_PARENT and isinstance(value, str)}
