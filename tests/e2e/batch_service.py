"""Whole services of the tests: `bole serve` on one port and one database, killed, stopped and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import grpc
from grpc_health.v1 import health_pb2

from bole.v1.batch_service_pb2_grpc import BatchServiceStub

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

T = TypeVar("T")

REPOSITORY = Path(__file__).resolve().parents[2]
BOLE = [sys.executable, "-m", "bole"]
SECONDS = 100.0
"""Longest wait for anything that is to happen: tests share their machine with others."""
_CLOSING_SECONDS = 10.0
"""Longest time that processes may live on after their service was killed; a tenth of a second is usual."""
_CHANNEL = [
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 300),
]


class BatchService:
    """One replica: its processes come and go, its port and its database stay."""

    def __init__(self, database: str, log: Path, **settings: str) -> None:
        """Prepares a replica; nothing runs yet.

        Args:
            database: The address of its database.
            log: File that its output is added to.
            settings: More settings by the names of their variables without `BOLE_`, in small letters.
        """
        defaults = {"processes": "2", "lease_seconds": "1", "grace_seconds": "2", "database": database}
        self._environment = {f"BOLE_{name.upper()}": value for name, value in (defaults | settings).items()}
        self._log = log
        self.address = f"127.0.0.1:{_free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The service's own process, of the last start."""
        if self._process is None:
            raise RuntimeError("the service was never started")
        return self._process

    def start(self) -> None:
        """Starts the service, and does not wait for it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*BOLE, "serve", "--listen", self.address],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=REPOSITORY,
                env=os.environ | self._environment,
                start_new_session=True,
            )

    def kill(self, *, group: bool = False) -> None:
        """Ends the service as `kill -9` does, alone or with its process group, and waits for what it leaves behind.

        Raises:
            AssertionError: A process of it lives on.
        """
        own = self.process
        if group:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(own.pid, signal.SIGKILL)
        own.kill()
        own.wait()
        deadline = time.monotonic() + _CLOSING_SECONDS
        while left := _session(own.pid):
            assert time.monotonic() < deadline, f"{len(left)} processes outlive the service that was killed"
            time.sleep(0.01)

    def terminate(self) -> int:
        """Ends the service as an operator does; returns its exit status."""
        self.process.terminate()
        return self.process.wait(SECONDS)

    def end(self) -> None:
        """Ends what runs, whatever its state; for the end of a test."""
        if self._process is not None and (self._process.poll() is None or _session(self._process.pid)):
            self.kill()

    def log(self) -> str:
        """Returns what all of its processes have written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @asynccontextmanager
    async def stub(self) -> AsyncIterator[BatchServiceAsyncStub]:
        """Yields a client that connects again whenever the service is back."""
        async with grpc.aio.insecure_channel(self.address, options=_CHANNEL) as channel:
            yield BatchServiceStub(channel)

    async def is_healthy(self, service: str = "bole.v1.BatchService") -> bool:
        """Tells whether a service reports SERVING; False where nobody answers."""
        async with grpc.aio.insecure_channel(self.address, options=_CHANNEL) as channel:
            check = channel.unary_unary(
                "/grpc.health.v1.Health/Check",
                request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
                response_deserializer=health_pb2.HealthCheckResponse.FromString,
            )
            try:
                answer = await check(health_pb2.HealthCheckRequest(service=service), timeout=5)
            except grpc.aio.AioRpcError:
                return False
            return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    async def ready(self) -> None:
        """Waits until batches are served."""

        async def answers() -> bool:
            assert self.process.poll() is None, self.log()
            return await self.is_healthy()

        await until(answers)


@asynccontextmanager
async def running(*services: BatchService) -> AsyncIterator[None]:
    """Runs services while the context lasts, from the moment that all of them serve batches."""
    try:
        for service in services:
            service.start()
        for service in services:
            await service.ready()
        yield
    finally:
        for service in services:
            service.end()


async def until(reached: Callable[[], Awaitable[bool]], *, pause_seconds: float = 0.05) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(SECONDS):
        while not await reached():  # noqa: ASYNC110  # services are asked, and tell nobody
            await asyncio.sleep(pause_seconds)


async def answered(call: Callable[[], Awaitable[T]]) -> T:
    """Returns the answer of a call, made again as long as the service or its database is away."""
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                return await call()
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                await asyncio.sleep(0.1)


def _session(leader: int) -> list[int]:
    """Returns the processes of the session that a service leads: workers leave its group, not its session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, _parent, _group, session = path.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state not in {"Z", "X"}:
                found.append(int(path.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
