"""Spans by OpenTelemetry, sent to a collector; needs the extra `tracing` once they are sent.

No provider is registered for the whole process: what a library would record by itself goes nowhere, and every span
that leaves is one of those below, with attributes of the allow-list.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import let_through
from bole.domain.measuring import Count, Distribution, Labels, Measures, Stage
from bole.domain.tracing import OpenSpan, SpanName

if TYPE_CHECKING:
    from bole.telemetry.stage_spans import StageSpans

PREFIX = "bole."
"""Stands before the keys of the allow-list where they are attributes."""

_SCOPE = "bole"
_NANOSECONDS = 1_000_000_000
_PROPAGATOR = TraceContextTextMapPropagator()
_EXPORT_SECONDS = 5.0
"""How long a collector may take for one export."""
_LAST_SECONDS = 2.0
"""How long spans may hold up the end of the service."""


class SpanTracer:
    """A `Tracer` of the service (`domain.tracing`) on a tracer of OpenTelemetry."""

    def __init__(self, tracer: trace.Tracer, stages: StageSpans) -> None:
        """Keeps what makes spans, and what makes those of stages."""
        self._tracer, self._stages = tracer, stages

    @contextmanager
    def call(self, method: str, headers: Mapping[str, str]) -> Iterator[OpenSpan]:
        """Records a call; of what its caller sends only the identifiers of trace and span are taken."""
        service, _, name = method.strip("/").partition("/")
        about = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": name}
        parent = _PROPAGATOR.extract(headers, context=Context())
        with self._opened(f"{service}/{name}", parent, trace.SpanKind.SERVER, about) as opened:
            yield opened

    @contextmanager
    def span(self, name: SpanName, **fields: object) -> Iterator[OpenSpan]:
        """Records a part of the work."""
        kind = trace.SpanKind.CLIENT if name is SpanName.ATTEMPT else trace.SpanKind.INTERNAL
        with self._opened(name.value, None, kind, _attributes(fields)) as opened:
            yield opened

    def stage(self, which: Stage, began: float, ended: float) -> None:
        """Records a stage of a call or an item that has ended, here or in another process.

        Args:
            which: The stage; what the service does for itself is no trace.
            began: Seconds of `time.perf_counter()`.
            ended: The same.
        """
        if not trace.get_current_span().is_recording():
            return
        now, clock = time.time_ns(), time.perf_counter()
        self._stages.record(which, now - int((clock - began) * _NANOSECONDS), now - int((clock - ended) * _NANOSECONDS))

    def headers(self) -> dict[str, str]:
        """Returns the W3C header of the span that goes on here; none outside of one."""
        headers: dict[str, str] = {}
        _PROPAGATOR.inject(headers)
        return headers

    @contextmanager
    def _opened(
        self, name: str, parent: Context | None, kind: trace.SpanKind, attributes: Mapping[str, int | float | str]
    ) -> Iterator[OpenSpan]:
        with self._tracer.start_as_current_span(
            name,
            context=parent,
            kind=kind,
            attributes=attributes,
            # What OpenTelemetry records of an exception is its message and its traceback.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            opened = _Open(span)
            try:
                yield opened
            except BaseException as error:
                opened.fail(error)
                raise


class _Open:
    """A span that has not ended."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tell(self, **fields: object) -> None:
        self._span.set_attributes(_attributes(fields))

    def fail(self, error: BaseException) -> None:
        """Says of a failure what a log line says; nobody is to blame for a call that was cancelled."""
        if isinstance(error, asyncio.CancelledError):
            return
        self.tell(error=error)
        self._span.set_status(trace.StatusCode.ERROR)


class RecordedStages:
    """`Measures` that have stages recorded as spans beside; everything else passes through."""

    def __init__(self, measures: Measures | None, tracer: SpanTracer) -> None:
        """Keeps who else is told, None for nobody, and who records."""
        self._measures, self._tracer = measures, tracer

    def count(self, what: Count, labels: Labels, by: float) -> None:
        """Passes it on."""
        if self._measures is not None:
            self._measures.count(what, labels, by)

    def observe(self, what: Distribution, labels: Labels, value: float) -> None:
        """Passes it on."""
        if self._measures is not None:
            self._measures.observe(what, labels, value)

    def stage(self, which: Stage, began: float, ended: float) -> None:
        """Passes it on, and records it; calls of model servers are recorded as they go on (`SpanName.ATTEMPT`)."""
        if self._measures is not None:
            self._measures.stage(which, began, ended)
        if which is not Stage.MODEL:
            self._tracer.stage(which, began, ended)


@asynccontextmanager
async def spans_sent(endpoint: str) -> AsyncIterator[SpanTracer]:
    """Sends spans to a collector while the context lasts, from a thread of its own.

    While the collector is away spans are kept as far as a bounded queue has room; nothing waits for it.

    Args:
        endpoint: OTLP over gRPC: http://HOST:PORT, or https:// for TLS. Certificates, sampling and the size of the
            queue follow variables of OpenTelemetry: `OTEL_EXPORTER_OTLP_*`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`.

    Raises:
        BoleError: PART_NOT_INSTALLED without the extra; ARGUMENT_INVALID where the endpoint is none.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "BOLE_OTLP_ENDPOINT is no address. Write it as http://HOST:PORT, or with https:// for TLS.",
        )
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  # an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        from bole.telemetry.stage_spans import StageSpans  # noqa: PLC0415
    except ImportError as error:
        raise _not_installed() from error
    resource = Resource.create({"service.name": "bole", "service.version": version("bole-screening")})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=_EXPORT_SECONDS)
    processor = BatchSpanProcessor(exporter)
    provider.add_span_processor(processor)
    try:
        yield SpanTracer(provider.get_tracer(_SCOPE), StageSpans(processor, resource, _SCOPE))
    finally:
        sending = asyncio.ensure_future(asyncio.to_thread(provider.shutdown))
        _, late = await asyncio.wait([sending], timeout=_LAST_SECONDS)
        if late:
            await asyncio.to_thread(exporter.shutdown)
        await sending


def _attributes(fields: Mapping[str, object]) -> dict[str, int | float | str]:
    return {PREFIX + key: value for key, value in let_through(fields).items()}


def _not_installed() -> BoleError:
    return BoleError(
        ErrorReason.PART_NOT_INSTALLED,
        "BOLE_OTLP_ENDPOINT needs packages that are not installed. "
        "Install them with: pip install 'bole-screening[tracing]'.",
        metadata={"part": "tracing"},
    )
