"""A `bole serve` with storage in a process of its own, and what memory it takes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from model_material import serving
from triton_server import free_ports

_LOOK_SECONDS = 0.2
_STOP_SECONDS = 60


@dataclass(slots=True)
class Memory:
    """The most that was seen."""

    peak_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchServer:
    """A running service."""

    process: subprocess.Popen[bytes] = field(repr=False)
    address: str

    def channel(self) -> grpc.aio.Channel:
        """Returns a new channel to it."""
        return grpc.aio.insecure_channel(self.address)

    @contextlib.asynccontextmanager
    async def memory(self) -> AsyncIterator[Memory]:
        """Looks at the resident memory of the service and of all processes that it started, while the context lasts."""
        memory = Memory()

        async def look() -> None:
            while True:
                memory.peak_bytes = max(memory.peak_bytes, resident_bytes(self.process.pid))
                await asyncio.sleep(_LOOK_SECONDS)

        task = asyncio.create_task(look())
        try:
            yield memory
        finally:
            task.cancel()


@contextlib.asynccontextmanager
async def running_service(folder: Path, **settings: str) -> AsyncIterator[BatchServer]:
    """Runs `bole serve` with its database in `folder` while the context lasts.

    Args:
        folder: Where its state lies; settings of the environment do not count.
        settings: `BOLE_*` variables.
    """
    address = f"127.0.0.1:{free_ports().grpc}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOLE_")},
        "BOLE_DATABASE": f"sqlite:///{folder / 'bole.db'}",
        **settings,
    }
    command = [sys.executable, "-m", "bole", "serve", "--listen", address]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: ASYNC220  # once a run
        server = BatchServer(process=process, address=address)
        try:
            async with server.channel() as channel:
                await serving(channel)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=_STOP_SECONDS)


def resident_bytes(process_id: int) -> int:
    """Returns the resident memory of a process and of all below it; one that ends meanwhile counts nothing."""
    total = _own_bytes(process_id)
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process_id}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                total += resident_bytes(int(child))
    return total


def _own_bytes(process_id: int) -> int:
    try:
        statistics = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(statistics[1]) * resource.getpagesize()
