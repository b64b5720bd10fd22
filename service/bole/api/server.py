"""The grpc.aio server: services, health, reflection, limits, and a stop that loses nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from bole.api.admission.limit import Behind
from bole.api.batch_servicer import BatchServicer
from bole.api.interceptors.access import AccessInterceptor
from bole.api.interceptors.admission import AdmissionInterceptor, AdmissionLimits
from bole.api.interceptors.deadline import DeadlineInterceptor
from bole.api.interceptors.decoding import DecodingInterceptor
from bole.api.interceptors.errors import ErrorInterceptor
from bole.api.interceptors.health_messages import HealthMessagesInterceptor
from bole.api.interceptors.measuring import MeasuringInterceptor
from bole.api.interceptors.request_bytes import RequestBytesInterceptor
from bole.api.interceptors.slow_clients import SlowClientInterceptor
from bole.api.interceptors.tracing import TracingInterceptor
from bole.api.review_servicer import ReviewServicer
from bole.api.screening_servicer import ScreeningServicer
from bole.api.source_documents import SourceDocuments
from bole.api.transport import TransportLimits, channel_arguments
from bole.domain.access import AuditLog, Authenticator
from bole.domain.generation import Priority
from bole.domain.measuring import Measures
from bole.domain.service_state import QueueState
from bole.domain.tracing import Tracer
from bole.pipeline.use_cases import UseCases
from bole.v1 import (
    batch_service_pb2,
    batch_service_pb2_grpc,
    review_service_pb2,
    review_service_pb2_grpc,
    screening_service_pb2,
    screening_service_pb2_grpc,
)

SCREENING = screening_service_pb2.DESCRIPTOR.services_by_name["ScreeningService"].full_name
BATCHES = batch_service_pb2.DESCRIPTOR.services_by_name["BatchService"].full_name
REVIEWS = review_service_pb2.DESCRIPTOR.services_by_name["ReviewService"].full_name

_REFUSAL_SECONDS = 2.0
"""How long new calls are still answered with a refusal that says why, before the port closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """What the server takes.

    Attributes:
        document_bytes: Largest document.
        transport: What one connection may take.
        request_bytes: Requests in work together, from which on no further one is let in.
        admission: Calls at once.
        call_seconds: Time of a unary call that sets no deadline.
        taking_seconds: Time for a client to take one answer of a stream.
        resting_seconds: Time of a stream of both sides without a message.
        stream_width: Items of a stream that run at once.
    """

    document_bytes: int
    transport: TransportLimits
    request_bytes: int
    admission: AdmissionLimits
    call_seconds: float
    taking_seconds: float
    resting_seconds: float
    stream_width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAccess:
    """Who may call; as it stands everybody who reaches the server.

    Attributes:
        authenticator: Tells who calls; None where callers show no credentials.
        audit: Where accesses are written down; None for nowhere.
        credentials: TLS; None for plain text.
        clients_show_certificates: TLS asks for them.
    """

    authenticator: Authenticator | None = None
    audit: AuditLog | None = None
    credentials: grpc.ServerCredentials | None = None
    clients_show_certificates: bool = False


OPEN = ServerAccess()
"""For a server that its own user alone reaches."""


class AddressInUseError(OSError):
    """The address to listen on cannot be had."""


def _answers(path: str) -> bool:
    """Tells whether a server listens on a socket: gRPC would take its path away from it."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _access_interceptor(access: ServerAccess) -> AccessInterceptor:
    return AccessInterceptor(
        access.authenticator, access.audit, clients_show_certificates=access.clients_show_certificates
    )


def _screening_servicer(
    use_cases: UseCases, streamed: UseCases, documents: SourceDocuments, limits: ServerLimits
) -> ScreeningServicer:
    return ScreeningServicer(
        use_cases,
        streamed,
        documents,
        limit_bytes=limits.document_bytes,
        call_seconds=limits.call_seconds,
        stream_width=limits.stream_width,
    )


class Server:
    """One server on one address."""

    def __init__(
        self,
        use_cases: UseCases,
        limits: ServerLimits,
        documents: SourceDocuments,
        batches: BatchServicer | None = None,
        reviews: ReviewServicer | None = None,
        *,
        streamed: UseCases,
        behind: Behind,
        access: ServerAccess = OPEN,
        measures: Measures | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Puts the services together; nothing listens yet.

        Args:
            use_cases: What answers.
            limits: What is taken at once.
            documents: What finds the documents of requests.
            batches: None for no `BatchService`.
            reviews: None for no `ReviewService`.
            streamed: What answers the items of streams, for which nobody waits.
            behind: Where the work of calls runs and waits.
            access: Who may call.
            measures: Who is told of calls and of what is done for them; None for nobody.
            tracer: Who records them as spans; None for nobody.
        """
        self.use_cases = use_cases
        self._access = access
        self._waiting = {SCREENING} | ({BATCHES} if batches else set()) | ({REVIEWS} if reviews else set())
        """Services that report NOT_SERVING."""
        self._admission = AdmissionInterceptor(limits.admission, behind)
        self._slow_clients = SlowClientInterceptor(
            taking_seconds=limits.taking_seconds, resting_seconds=limits.resting_seconds
        )
        self._health = health.aio.HealthServicer()
        rings = (
            ErrorInterceptor(),
            TracingInterceptor(tracer),
            *(() if measures is None else (MeasuringInterceptor(measures),)),
            _access_interceptor(access),
            RequestBytesInterceptor(limits.request_bytes),
            self._admission,
            DeadlineInterceptor(limits.call_seconds),
            self._slow_clients,
            DecodingInterceptor(),
            HealthMessagesInterceptor(),
        )
        self._server = grpc.aio.server(interceptors=rings, options=channel_arguments(limits.transport))
        screenings = _screening_servicer(use_cases, streamed, documents, limits)
        screening_service_pb2_grpc.add_ScreeningServiceServicer_to_server(screenings, self._server)
        if batches is not None:
            batch_service_pb2_grpc.add_BatchServiceServicer_to_server(batches, self._server)
        if reviews is not None:
            review_service_pb2_grpc.add_ReviewServiceServicer_to_server(reviews, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = (*sorted(self._waiting), health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)

    @property
    def queue(self) -> QueueState:
        """The calls that wait to be let in."""
        return self._admission.queue

    @property
    def calls_in_progress(self) -> Mapping[Priority, int]:
        """The calls that were let in and have not ended."""
        return self._admission.calls_in_progress

    async def start(self, address: str) -> int:
        """Listens on `HOST:PORT` or `unix:PATH` and reports NOT_SERVING until `serving`; returns the port.

        Raises:
            AddressInUseError: The address is taken or cannot be used.
        """
        if address.startswith("unix:") and _answers(address.removeprefix("unix:")):
            raise AddressInUseError(address)
        try:
            port = self._bound(address)
        except RuntimeError as error:
            raise AddressInUseError(address) from error
        for service in ("", *self._waiting):
            await self._health.set(service, health_pb2.HealthCheckResponse.NOT_SERVING)
        await self._server.start()
        return port

    def _bound(self, address: str) -> int:
        if address.startswith("unix:"):
            # Its file is what keeps others from a socket: they stay out where callers are not asked who they are.
            before = os.umask(0o177 if self._access.authenticator is None else 0o117)
            try:
                return self._server.add_insecure_port(address)
            finally:
                os.umask(before)
        if self._access.credentials is None:
            return self._server.add_insecure_port(address)
        return self._server.add_secure_port(address, self._access.credentials)

    async def serving(self, service: str) -> None:
        """Reports SERVING for a service: all that its answers need has been checked.

        The whole server, which has no name, serves once all of its services do.
        """
        self._waiting.discard(service)
        await self._health.set(service, health_pb2.HealthCheckResponse.SERVING)
        if not self._waiting:
            await self._health.set("", health_pb2.HealthCheckResponse.SERVING)

    async def not_serving(self, service: str) -> None:
        """Reports NOT_SERVING for a service, and for the whole server: what its answers need has gone away."""
        self._waiting.add(service)
        for name in (service, ""):
            await self._health.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)

    async def stop(self, grace_seconds: float) -> None:
        """Reports NOT_SERVING, refuses new calls, lets those in progress finish, then closes."""
        await self._health.enter_graceful_shutdown()
        self._admission.stop()
        self._slow_clients.stop()
        await self._admission.idle(grace_seconds)
        await self._server.stop(_REFUSAL_SECONDS)

    async def wait(self) -> None:
        """Waits until the server has stopped."""
        await self._server.wait_for_termination()
