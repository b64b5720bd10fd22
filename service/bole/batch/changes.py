"""Who waits in this process for something to happen to a batch, so that nobody has to ask the store again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


async def set_within(event: asyncio.Event, seconds: float | None) -> bool:
    """Waits until an event is set, or the seconds are over, and tells whether it was set.

    Not by `asyncio.wait_for`: that of Python 3.11 loses a cancellation that comes at the moment at which the event is
    set, and with it the end of a watch at a stop of the server.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


class Changes:
    """Passes the word between callers, the runner and those who watch; for use from one event loop.

    What happens in other replicas is not told here.
    """

    def __init__(self) -> None:
        """Starts with nothing to tell."""
        self.work = asyncio.Event()
        """Set when there may be work to begin or to end; the runner clears it."""
        self._listening: dict[str, set[asyncio.Event]] = {}

    def tell(self, batch_id: str) -> None:
        """Wakes those who listen to the batch."""
        for event in self._listening.get(batch_id, ()):
            event.set()

    @contextmanager
    def listening(self, batch_id: str) -> Iterator[asyncio.Event]:
        """Yields an event that is set whenever something happens to the batch; the listener clears it."""
        event = asyncio.Event()
        self._listening.setdefault(batch_id, set()).add(event)
        try:
            yield event
        finally:
            listeners = self._listening[batch_id]
            listeners.discard(event)
            if not listeners:
                del self._listening[batch_id]
