"""Reads the body of a request: JSON of at most so many bytes, and nothing that a page of another site can send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect, Request

from bole.web.gateway.refusals import Refused

MOST_BODY_BYTES = 96 * 1024 * 1024
"""A message of 64 MiB, as the service takes it, with its documents in base64."""

_SMALL_BYTES = 1024 * 1024
_LARGE_AT_ONCE = 2
_READING_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Bodies:
    """Reads bodies; large ones from callers alone whom the service knows, and few at once."""

    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))

    async def read(self, request: Request, introduce: Callable[[], Awaitable[None]]) -> bytes:
        """Returns a body; `introduce` is awaited before a large one is read, and raises for whom nobody knows.

        Raises:
            Refused: It is no JSON by its own word, too large, or does not end in two minutes.
        """
        _refuse_other_kinds(request)
        told = request.headers.get("content-length", "")
        if told.isdecimal() and int(told) > MOST_BODY_BYTES:
            raise _too_large()
        is_small = told.isdecimal() and int(told) <= _SMALL_BYTES
        if not is_small:
            await introduce()
        try:
            async with asyncio.timeout(_READING_SECONDS):
                if is_small:
                    return await _whole(request)
                async with self._turns:
                    return await _whole(request)
        except TimeoutError as error:
            raise Refused(408, "The body did not come to its end in 120 seconds. Send it again.") from error
        except ClientDisconnect as error:
            raise Refused(400, "The connection ended before the body did. Send it again.") from error


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            raise _too_large()
    return bytes(body)


def _refuse_other_kinds(request: Request) -> None:
    """A browser asks before it sends JSON to another site, and is told no; any other kind it would send unasked."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "The body has to be JSON: send the header `content-type: application/json`.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "The body has to be sent as it is, without `content-encoding`.")


def _too_large() -> Refused:
    return Refused(
        413,
        f"A body holds at most {MOST_BODY_BYTES // 1024**2} MiB. Send fewer candidates at once: "
        "`BatchService/AddBatchItems` takes them in parts.",
    )
