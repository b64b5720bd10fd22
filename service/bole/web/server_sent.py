"""Events that a server sends as they happen (server-sent events), to a browser or to another system."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import NamedTuple

from starlette.responses import StreamingResponse

_QUIET_SECONDS = 15.0
"""After that a comment is sent, so that whatever lies between does not take the stream for dead."""


class Sent(NamedTuple):
    """One event: its kind, its data on one line, and what a client goes on from after a break; empty for nothing."""

    event: str
    data: str
    cursor: str = ""

    def encoded(self) -> bytes:
        """Returns it as it is sent."""
        named = f"id: {self.cursor}\n" if self.cursor else ""
        return f"{named}event: {self.event}\ndata: {self.data}\n\n".encode()


def event_stream(events: AsyncIterator[Sent]) -> StreamingResponse:
    """Returns the answer that sends events until there are no more, or nobody reads them."""
    return StreamingResponse(
        _with_comments(events), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _with_comments(events: AsyncIterator[Sent]) -> AsyncIterator[bytes]:
    upcoming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait([upcoming], timeout=_QUIET_SECONDS)
            if not done:
                yield b": still here\n\n"
                continue
            event = upcoming.result()
            if event is None:
                return
            yield event.encoded()
            upcoming = asyncio.ensure_future(anext(events, None))
    finally:
        upcoming.cancel()
        with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
            await upcoming
