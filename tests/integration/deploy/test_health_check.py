"""The health check of the service's container, against a real server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2_grpc

from bole.bootstrap import running_server
from bole.settings import Settings
from tests.integration.deploy.host import ENTRYPOINT
from tests.integration.inference.servers import TOKENIZER
from triton_server import free_ports

CHECK = ENTRYPOINT.parents[1] / "bole" / "check.py"


def check(port: int, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHECK), f"127.0.0.1:{port}", *arguments]
    environment = os.environ | variables
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@asynccontextmanager
async def server_with_tls(tls: Path) -> AsyncIterator[int]:
    """A server that says SERVING to those who show a certificate of the authority."""
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(health.aio.HealthServicer(), server)
    key, certificate, authority = ((tls / name).read_bytes() for name in ("server.key", "server.pem", "ca.pem"))
    port = server.add_secure_port(
        "127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)], authority, require_client_auth=True)
    )
    await server.start()
    yield port
    await server.stop(0)


async def test_a_service_that_serves_is_healthy() -> None:
    async with running_server(Settings(processes=1), "127.0.0.1:0") as (_, port):
        checked = await asyncio.to_thread(check, port)
    assert (checked.returncode, checked.stdout) == (0, "SERVING\n")


async def test_a_service_that_waits_for_its_model_is_not() -> None:
    settings = Settings(
        engine="triton", tokenizer=Path(TOKENIZER), triton_addresses=f"127.0.0.1:{free_ports().grpc}", processes=1
    )
    async with running_server(settings, "127.0.0.1:0") as (_, port):
        checked = await asyncio.to_thread(check, port)
        alive = await asyncio.to_thread(check, port, "--answers", "--service", "bole.v1.ScreeningService")
    assert (checked.returncode, checked.stdout) == (1, "NOT_SERVING\n")
    assert (alive.returncode, alive.stdout) == (0, "NOT_SERVING\n")


def test_nothing_that_answers_is_not_healthy() -> None:
    checked = check(free_ports().grpc, "--answers")
    assert checked.returncode == 1
    assert "does not answer: " in checked.stderr
    assert checked.stderr.count("\n") == 1, "a line for people, not the object of an error"


async def test_a_service_with_tls_is_known_by_its_certificate(tls: Path) -> None:
    """It is at 127.0.0.1, which no certificate of a name is for."""
    client = {
        "BOLE_CLIENT_CERTIFICATE": str(tls / "client.pem"),
        "BOLE_CLIENT_CERTIFICATE_KEY": str(tls / "client.key"),
    }
    async with server_with_tls(tls) as port:
        known = await asyncio.to_thread(check, port, BOLE_SERVER_CERTIFICATE=str(tls / "server.pem"), **client)
        another = await asyncio.to_thread(check, port, BOLE_SERVER_CERTIFICATE=str(tls / "client.pem"), **client)
    assert (known.returncode, known.stdout) == (0, "SERVING\n")
    assert another.returncode == 1
