"""The console for tests: as an application on a server of this process, or as `bole web` beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import httpx2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.web.app import create_app
from bole.web.backend import Backend
from bole.web.options import WebOptions
from bole.web.serving import served

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
POSTING_EN = (EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8")
POSTING_ZH = (EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8")

_OPTIONS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
HOSTS = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """A console that runs: a browser's requests, and the API behind it."""

    address: str
    client: httpx2.AsyncClient
    channel: grpc.aio.Channel

    async def token(self) -> str:
        """Returns the CSRF token of the client's session."""
        return await token_of(self.client)

    async def post(self, path: str, **fields: str) -> httpx2.Response:
        """Sends a form as a page of the console does, and follows nothing."""
        return await self.client.post(path, data={"csrf_token": await self.token(), **fields})


async def token_of(browser: httpx2.AsyncClient, **headers: str) -> str:
    """Returns the CSRF token of a browser's session."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', (await browser.get("/sign-in", headers=headers)).text)
    assert found is not None
    return found[1]


@asynccontextmanager
async def running_console(
    folder: Path, *, options: WebOptions | None = None, **settings: object
) -> AsyncIterator[Console]:
    """Runs the console over a service with a database in `folder`, both in this process."""
    chosen = {"processes": 1, "grace_seconds": 2, "database": f"sqlite:///{folder / 'bole.db'}", **settings}
    async with AsyncExitStack() as stack:
        _, port = await stack.enter_async_context(
            running_server(Settings(**chosen), "127.0.0.1:0", storage=True)  # type: ignore[arg-type]  # as from outside
        )
        channel = await stack.enter_async_context(grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS))
        app = create_app(Backend.over(channel), options or WebOptions(hosts=HOSTS))
        web_port = await stack.enter_async_context(served(app, "127.0.0.1:0"))
        address = f"http://127.0.0.1:{web_port}"
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=address, timeout=60))
        yield Console(address=address, client=client, channel=channel)


@asynccontextmanager
async def console_alone(options: WebOptions) -> AsyncIterator[httpx2.AsyncClient]:
    """Runs the console without a service behind it, for what needs none; yields a browser."""
    async with (
        grpc.aio.insecure_channel("127.0.0.1:1") as channel,
        served(create_app(Backend.over(channel), options), "127.0.0.1:0") as port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        yield client


@contextmanager
def console_process(folder: Path, *arguments: str, **variables: str) -> Iterator[str]:
    """Runs `bole web` as a process of its own with a database in `folder`; yields its address, without a slash."""
    environment = {**os.environ, "BOLE_DATABASE": f"sqlite:///{folder / 'bole.db'}", "BOLE_PROCESSES": "1", **variables}
    command = [sys.executable, "-m", "bole", "web", "--listen", "127.0.0.1:0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://[^/\s]+", process.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            process.terminate()
            process.wait(60)
