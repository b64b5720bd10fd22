"""The gRPC API behind the console, called in the name of whoever is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import grpc

from bole.v1 import batch_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

Q = TypeVar("Q")
A = TypeVar("A")

CALL_SECONDS = 120.0
"""Longest time that a page waits for the service."""

Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Backend:
    """The stubs; one for the life of the console."""

    screening: ScreeningServiceAsyncStub
    batches: BatchServiceAsyncStub
    reviews: ReviewServiceAsyncStub

    @classmethod
    def over(cls, channel: grpc.aio.Channel) -> Backend:
        """Returns the stubs of a channel that shows no credentials of its own."""
        return cls(ScreeningServiceStub(channel), BatchServiceStub(channel), ReviewServiceStub(channel))

    async def asks_who_calls(self) -> bool:
        """Tells whether the service answers nobody who shows no credentials."""
        try:
            await Calls(self, ()).introduce()
        except grpc.aio.AioRpcError as error:
            return error.code() is grpc.StatusCode.UNAUTHENTICATED
        return False


@dataclass(frozen=True, slots=True)
class Calls:
    """The API in the name of one person: every call shows their credentials."""

    backend: Backend
    metadata: Metadata

    async def ask(self, method: grpc.aio.UnaryUnaryMultiCallable[Q, A], request: Q) -> A:
        """Makes a unary call.

        Raises:
            grpc.aio.AioRpcError: What the service says; the console's handler of errors shows it.
        """
        return await method(request, metadata=self.metadata, timeout=CALL_SECONDS)

    async def introduce(self) -> None:
        """Asks whether the service knows whoever calls; which roles they have does not matter.

        Raises:
            grpc.aio.AioRpcError: CREDENTIALS_MISSING or CREDENTIALS_INVALID, which leads to the page to sign in, and
                whatever else keeps the service from answering.
        """
        try:
            await self.ask(self.backend.batches.ListBatches, batch_service_pb2.ListBatchesRequest(page_size=1))
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.PERMISSION_DENIED:
                raise

    def watch(self, method: grpc.aio.UnaryStreamMultiCallable[Q, A], request: Q) -> AsyncIterator[A]:
        """Makes a call with many answers, without a time limit: it ends when the reader does.

        Raises:
            grpc.aio.AioRpcError: While it is read.
        """
        return aiter(method(request, metadata=self.metadata))


def shown(secret: str | None) -> Metadata:
    """Returns what a call shows of a person: an API key or a token, nothing without one."""
    return () if secret is None else (("authorization", f"Bearer {secret}"),)
