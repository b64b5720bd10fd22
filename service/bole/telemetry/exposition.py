"""Serves metrics over HTTP, from a thread: they are answered while the event loop is busy, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, start_http_server

from bole.domain.errors import BoleError, ErrorReason

_MOST_PORT = 65_535


@asynccontextmanager
async def metrics_served(registry: CollectorRegistry, address: str) -> AsyncIterator[int]:
    """Serves a registry on `HOST:PORT` while the context lasts, and yields the port.

    Prometheus gets the OpenMetrics format, with exemplars, where it asks for that.

    Args:
        registry: What is served.
        address: `HOST:PORT` or `[IPV6]:PORT`; port 0 takes a free one.

    Raises:
        BoleError: ARGUMENT_INVALID where the address is none, is not one of this machine, or is in use.
    """
    host, port = _host_and_port(address)
    try:
        server, thread = await asyncio.to_thread(start_http_server, port, host, registry)
    except OSError as error:
        raise _unusable(address) from error
    try:
        yield server.server_port
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        await asyncio.to_thread(thread.join)


def _host_and_port(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) <= _MOST_PORT):
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "BOLE_METRICS_LISTEN is no address. Write it as HOST:PORT, such as 127.0.0.1:9464.",
        )
    return host, int(port)


def _unusable(address: str) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"Metrics cannot be served on {address}: it is in use or not an address of this machine. Stop the other "
        "program, or choose another BOLE_METRICS_LISTEN.",
    )
