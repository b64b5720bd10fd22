"""What the service needs from outside may be away when it starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bole.domain.errors import BoleError
from bole.domain.events import Event, Line, Part

_LOG = logging.getLogger("bole.bootstrap")

_RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""Waits between looks for what is away; the last one repeats."""


async def waited_for(part: Part, look: Callable[[], Awaitable[bool]], begin: Callable[[], Awaitable[None]]) -> None:
    """Looks until something is ready, then calls `begin`.

    Args:
        part: What is looked for.
        look: Tells whether it is there; what it raises is logged, and it is asked again.
        begin: Lets it be used.
    """
    tries = 0
    while True:
        await asyncio.sleep(_RETRY_SECONDS[min(tries, len(_RETRY_SECONDS) - 1)])
        tries += 1
        try:
            if await look():
                return await begin()
        except BoleError as error:
            _LOG.error(Line(Event.PART_REFUSED, part=part, reason=error.reason, sentence=error))
        except Exception as error:  # noqa: BLE001  # the service goes on looking, whatever went wrong this time
            _LOG.error(Line(Event.PART_FAILED, part=part, error=error))
