"""Records spans in memory."""

from __future__ import annotations

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bole.telemetry.stage_spans import StageSpans
from bole.telemetry.tracing import SpanTracer


class Recording:
    """A tracer of the service whose spans a test looks at."""

    def __init__(self) -> None:
        """Begins to record."""
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        processor = SimpleSpanProcessor(self._exporter)
        provider.add_span_processor(processor)
        self.tracer = SpanTracer(provider.get_tracer("bole"), StageSpans(processor, provider.resource, "bole"))

    def spans(self, name: str = "") -> list[ReadableSpan]:
        """Returns the spans that have ended, all or those of a name, in the order of their ends."""
        return [span for span in self._exporter.get_finished_spans() if name in {"", span.name}]

    def text(self) -> str:
        """Returns everything that spans say."""
        return "\n".join(span.to_json() for span in self.spans())


def trace_of(span: ReadableSpan) -> str:
    """Returns the identifier of a span's trace, in hex."""
    assert span.context is not None
    return f"{span.context.trace_id:032x}"


def id_of(span: ReadableSpan) -> str:
    """Returns the identifier of a span, in hex."""
    assert span.context is not None
    return f"{span.context.span_id:016x}"
