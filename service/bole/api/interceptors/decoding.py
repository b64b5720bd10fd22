"""Refuses messages that are none: seen by every ring around it, like any other call that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError

from bole.api.converters import identifier
from bole.api.interceptors.wrapping import Behavior, Called, Context, Deserializer, WrappingInterceptor
from bole.api.message_parts import MOST_PARTS, has_too_many_parts
from bole.api.validation import invalid


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Stands for a message that is not decoded; `why` is a sentence, and what to do."""

    why: str


_NO_MESSAGE = Undecodable("The message cannot be decoded. Use stubs generated from the contract of this version.")
_TOO_MANY_PARTS = Undecodable(f"The message has more than {MOST_PARTS:,} parts. Send fewer at a time.")


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
        """Lets bytes that are not decoded reach `around`: gRPC itself would answer with the exception's text."""
        kind: Descriptor = inner.__self__.DESCRIPTOR  # type: ignore[attr-defined]  # `FromString` of a message's class

        def deserialize(content: bytes) -> object:
            if has_too_many_parts(content, kind):
                return _TOO_MANY_PARTS
            try:
                return inner(content)
            except DecodeError:
                return _NO_MESSAGE

        return deserialize


async def _decoded(requests: AsyncIterator[object]) -> AsyncIterator[object]:
    async for request in requests:
        yield _message(request)


def _message(request: object) -> object:
    if isinstance(request, Undecodable):
        raise invalid("", request.why)
    return request
