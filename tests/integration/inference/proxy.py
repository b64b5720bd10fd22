"""A TCP proxy that can fall silent, as a network or a server does that hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Passes bytes on to one address until it is told to be silent."""

    def __init__(self, target: str) -> None:
        self._host, _, self._port = target.partition(":")
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._connections: set[asyncio.Task[None]] = set()
        self.address = ""

    def hang(self) -> None:
        """Passes nothing on from now on; connections stay open, and new ones are taken."""
        self._flowing.clear()

    def go_on(self) -> None:
        """Drops the connections that hung, and passes on what comes by new ones."""
        self.drop()
        self._flowing.set()

    def drop(self) -> None:
        """Closes all connections."""
        for task in self._connections:
            task.cancel()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._flowing.wait()
            far_reader, far_writer = await asyncio.open_connection(self._host, int(self._port))
            try:
                await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
            finally:
                far_writer.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()
        raise ConnectionResetError


@asynccontextmanager
async def proxy_to(target: str) -> AsyncIterator[Proxy]:
    """A proxy for HOST:PORT while the block lasts."""
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    proxy.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        proxy.drop()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 1)
        await asyncio.sleep(0.05)
