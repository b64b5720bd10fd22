"""The health check of the service's container, against a real server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from bole.bootstrap import running_server
from bole.settings import Settings
from tests.integration.deploy.host import ENTRYPOINT
from tests.integration.inference.servers import TOKENIZER
from triton_server import free_ports

CHECK = ENTRYPOINT.parents[1] / "bole" / "check.py"


def check(port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHECK), f"127.0.0.1:{port}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


async def test_a_service_that_serves_is_healthy() -> None:
    async with running_server(Settings(), "127.0.0.1:0") as (_, port):
        checked = await asyncio.to_thread(check, port)
    assert (checked.returncode, checked.stdout) == (0, "SERVING\n")


async def test_a_service_that_waits_for_its_model_is_not() -> None:
    settings = Settings(
        engine="triton", tokenizer=Path(TOKENIZER), triton_addresses=f"127.0.0.1:{free_ports().grpc}", processes=1
    )
    async with running_server(settings, "127.0.0.1:0") as (_, port):
        checked = await asyncio.to_thread(check, port)
    assert (checked.returncode, checked.stdout) == (1, "NOT_SERVING\n")


def test_nothing_that_answers_is_not_healthy() -> None:
    checked = check(free_ports().grpc)
    assert checked.returncode == 1
    assert "does not answer" in checked.stderr
