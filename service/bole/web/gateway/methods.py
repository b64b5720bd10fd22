"""The methods of the API by their descriptors: what the gateway has is what the contract has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from bole.v1 import batch_service_pb2, review_service_pb2, screening_service_pb2
from bole.web.backend import Backend

PREFIX = "/api/v1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: `stubs` is the attribute of `Backend` that makes its calls."""

    descriptor: MethodDescriptor
    stubs: str

    @property
    def name(self) -> str:
        """Returns service and method, such as `BatchService/GetBatch`."""
        return f"{self.descriptor.containing_service.name}/{self.descriptor.name}"

    @property
    def takes_many(self) -> bool:
        """Tells whether a call sends a stream; over HTTP that is one body with all of it."""
        return bool(self.descriptor.client_streaming)

    @property
    def gives_many(self) -> bool:
        """Tells whether a call is answered by a stream, over HTTP by server-sent events."""
        return bool(self.descriptor.server_streaming)

    def new_request(self) -> Message:
        """Returns an empty message of the kind that it takes."""
        made: Message = message_factory.GetMessageClass(self.descriptor.input_type)()
        return made

    def of(self, backend: Backend) -> Any:  # noqa: ANN401  # one of four kinds of callables, told apart by its streams
        """Returns what makes the call."""
        return getattr(getattr(backend, self.stubs), self.descriptor.name)


_SERVICES = (
    (screening_service_pb2.DESCRIPTOR.services_by_name["ScreeningService"], "screening"),
    (batch_service_pb2.DESCRIPTOR.services_by_name["BatchService"], "batches"),
    (review_service_pb2.DESCRIPTOR.services_by_name["ReviewService"], "reviews"),
)

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.name: method
        for service, stubs in _SERVICES
        for method in (Method(descriptor=one, stubs=stubs) for one in service.methods)
    }
)
"""By `Method.name`, in the order of the contract."""
