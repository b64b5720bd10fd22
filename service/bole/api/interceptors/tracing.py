"""Logs every call when it has ended, and records it as a span."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

import grpc

from bole.api.error_status import code_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.events import REQUEST_ID, Event, Line
from bole.domain.tracing import Tracer, traced_by

_LOG = logging.getLogger("bole.api")

_TRACE_PARENT = "traceparent"


class TracingInterceptor(WrappingInterceptor):
    """The ring in which all that is logged and recorded belongs to its call."""

    def __init__(self, tracer: Tracer | None) -> None:
        """Keeps who records; None where calls are logged alone."""
        self._tracer = tracer

    def wraps(self, method: str) -> bool:
        """Tells True for reflection too, which may be refused."""
        return super().wraps(method) or method.startswith("/grpc.reflection.")

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call, in the trace that its caller names."""
        began = time.perf_counter()
        code = grpc.StatusCode.OK
        try:
            return await self._recorded(proceed, request, context, called)
        except BaseException as error:
            code = code_of(error, context)
            raise
        finally:
            milliseconds = (time.perf_counter() - began) * 1000
            _LOG.info(Line(Event.CALL_FINISHED, method=called.method, code=code, milliseconds=milliseconds))

    async def _recorded(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        if self._tracer is None:
            return await proceed(request, context)
        with traced_by(self._tracer), self._tracer.call(called.method, _parent(context)) as span:
            try:
                answer = await proceed(request, context)
            except BaseException as error:
                span.tell(code=code_of(error, context), request_id=REQUEST_ID.get())
                raise
            # Not before: the request id of a stream comes with its first message.
            span.tell(code=grpc.StatusCode.OK, request_id=REQUEST_ID.get())
            return answer


def _parent(context: Context) -> dict[str, str]:
    """Returns the header that names the caller's span; the others of a trace may hold anything."""
    metadata: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    return {name: value for name, value in metadata if name == _TRACE_PARENT and isinstance(value, str)}
