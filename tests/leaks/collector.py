"""A collector of spans that keeps what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as pb
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class Collector(TraceServiceServicer):
    """Receives spans by OTLP over gRPC on a free port, and hands each on."""

    def __init__(self, take: Callable[[Span], None]) -> None:
        """Begins to listen.

        Args:
            take: Gets each span, from a thread of the server.
        """
        self._take = take
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1))
        add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]  # generated
        self.endpoint = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Export(  # noqa: N802  # the name of the contract
        self,
        request: pb.ExportTraceServiceRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> pb.ExportTraceServiceResponse:
        """Takes spans."""
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    self._take(span)
        return pb.ExportTraceServiceResponse()

    def close(self) -> None:
        """Stops listening."""
        self._server.stop(0).wait()


def words_of(span: Span) -> str:
    """Returns all text of a span, in one line."""
    return " ".join((span.name, span.trace_state, span.status.message, *_pairs(span.attributes), *_events(span)))


def _events(span: Span) -> Iterator[str]:
    for event in span.events:
        yield " ".join((event.name, *_pairs(event.attributes)))
    for link in span.links:
        yield " ".join((link.trace_state, *_pairs(link.attributes)))


def _pairs(attributes: Iterable[KeyValue]) -> Iterator[str]:
    for one in attributes:
        yield f"{one.key}={one.value}"
