"""Refuses messages that are none: seen by every ring around it, like any other call that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

from google.protobuf.message import DecodeError

from bole.api.converters import identifier
from bole.api.interceptors.wrapping import Behavior, Called, Context, Deserializer, WrappingInterceptor
from bole.api.validation import invalid


class Undecodable:
    """Stands for a message whose bytes are none of the method's type."""


class DecodingInterceptor(WrappingInterceptor):
    """The innermost ring."""

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:  # noqa: ARG002  # of all interceptors
        """Runs the call with messages of its type and an identifier that can be one.

        Raises:
            BoleError: ARGUMENT_INVALID.
        """
        if isinstance(request, AsyncIterator):
            return await proceed(_decoded(request), context)
        identifier(str(getattr(_message(request), "request_id", "")))
        return await proceed(request, context)

    def deserializer(self, inner: Deserializer) -> Deserializer:
        """Lets bytes that cannot be decoded reach `around`: gRPC itself would answer with the exception's text."""

        def deserialize(content: bytes) -> object:
            try:
                return inner(content)
            except DecodeError:
                return Undecodable()

        return deserialize


async def _decoded(requests: AsyncIterator[object]) -> AsyncIterator[object]:
    async for request in requests:
        yield _message(request)


def _message(request: object) -> object:
    if isinstance(request, Undecodable):
        raise invalid("", "The message cannot be decoded. Use stubs generated from the contract of this version.")
    return request
