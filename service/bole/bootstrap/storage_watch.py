"""A storage that was there may go away, and come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bole.domain.errors import BoleError
from bole.domain.events import Event, Line

_LOG = logging.getLogger("bole.bootstrap")

_SECONDS = 2.0
"""Between looks."""


async def watched_storage(check: Callable[[], Awaitable[None]], tell: Callable[[bool], Awaitable[None]]) -> None:
    """Tells whenever a storage that is there begins to fail, and when it is there again.

    Args:
        check: Asks the storage something, and raises `BoleError` where it does not answer.
        tell: Is told whether it is there.
    """
    was_there = True
    while True:
        await asyncio.sleep(_SECONDS)
        try:
            await check()
        except BoleError as error:
            if was_there:
                _LOG.warning(Line(Event.STORAGE_AWAY, sentence=error))
            is_there = False
        else:
            if not was_there:
                _LOG.info(Line(Event.STORAGE_READY))
            is_there = True
        if is_there is not was_there:
            await tell(is_there)
            was_there = is_there
