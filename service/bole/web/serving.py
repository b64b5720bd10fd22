"""Serves the console over HTTP while a context lasts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from bole.domain.errors import BoleError, ErrorReason

_GRACE_SECONDS = 5
_POLL_SECONDS = 0.01


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


@asynccontextmanager
async def served(
    app: ASGIApp, address: str, *, certificate: Path | None = None, key: Path | None = None
) -> AsyncIterator[int]:
    """Listens on `HOST:PORT` and yields the port.

    Raises:
        BoleError: ARGUMENT_INVALID where the address cannot be had, or certificate and key are no use.
    """
    host, _, port = address.rpartition(":")
    listening = _bound(host.strip("[]"), port, address)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # paths hold identifiers of candidates
        lifespan="off",
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    try:
        config.load()
    except (OSError, ValueError) as error:  # of which ssl.SSLError is one
        listening.close()
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "The certificate or key of the console is no use. Let BOLE_SERVER_CERTIFICATE and BOLE_SERVER_KEY name "
            "PEM files that belong together and that this user may read.",
        ) from error
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  # it tells of its start by an attribute alone
            await asyncio.sleep(_POLL_SECONDS)
        if task.done():
            await task
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await task


def _bound(host: str, port: str, address: str) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, int(port)))
        listening.listen()
    except (OSError, ValueError, OverflowError) as error:
        listening.close()
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"Cannot listen on {address}: it is in use or not an address of this machine. Stop the other program, or "
            "choose another address with --listen.",
        ) from error
    return listening
