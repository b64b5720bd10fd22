"""What the service needs from outside may be away when it starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bole.domain.errors import BoleError

_LOG = logging.getLogger("bole.bootstrap")

_RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""Waits between looks for what is away; the last one repeats."""


async def waited_for(name: str, look: Callable[[], Awaitable[bool]], when_ready: Callable[[], Awaitable[None]]) -> None:
    """Looks until something is ready, then calls `when_ready`.

    Args:
        name: Of what is looked for, in logs.
        look: Tells whether it is there; what it raises is logged, and it is asked again.
        when_ready: Lets it be used.
    """
    tries = 0
    while True:
        await asyncio.sleep(_RETRY_SECONDS[min(tries, len(_RETRY_SECONDS) - 1)])
        tries += 1
        try:
            if await look():
                return await when_ready()
        except BoleError as error:
            _LOG.error("%s.refused %s", name, error.message)  # the message names what differs
        except Exception as error:  # noqa: BLE001  # the service goes on looking, whatever went wrong this time
            _LOG.error("%s.failed exception=%s", name, type(error).__name__)
