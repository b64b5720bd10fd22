"""`bole web` as an operator starts it: what it refuses, and the console over TLS to a service over TLS."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from bole.cli import web
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.web.guard import COOKIE_OF_HTTPS
from tests.console import token_of
from tests.integration.access.serving import Office, serving

CERTIFICATE, KEY = "{}/server.pem", "{}/server.key"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(folder=tmp_path)
    made.give_key("ada", "acme", ["caller"])
    made.open()
    return made


REFUSED: dict[str, tuple[dict[str, str], str | None, str]] = {
    "a key for everybody": ({"api_key": "bole_key"}, None, "people sign in with their own"),
    "a token for everybody": ({"token": "a.b.c"}, None, "people sign in with their own"),
    "keys in plain text": ({}, "bole.example.com:50051", "in plain text"),
    "an address for all machines": ({"web_listen": "0.0.0.0:0"}, None, "lets other machines in"),
    "an address without a host": ({"web_listen": ":0"}, None, "lets other machines in"),
    "no address": ({"web_listen": "localhost:http"}, None, "Cannot listen on localhost:http"),
    "a certificate that is none": ({"server_certificate": "{}/keys.yaml", "server_key": KEY}, None, "is no use"),
    "a key of another one": ({"server_certificate": CERTIFICATE, "server_key": "{}/other.key"}, None, "is no use"),
    "a key that is not there": ({"server_certificate": CERTIFICATE, "server_key": "{}/none"}, None, "is no use"),
}


@pytest.mark.parametrize(("changes", "server", "said"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_says_what_to_set(
    office: Office, changes: dict[str, str], server: str | None, said: str
) -> None:
    office.authority.issue("other", ("localhost",)).put(office.folder, "other")
    chosen = {name: value.format(office.folder) for name, value in changes.items()}
    plain = {"processes": "1", "web_listen": "127.0.0.1:0", "database": f"sqlite:///{office.folder}/bole.db"}
    with pytest.raises(BoleError) as caught:
        await web._serve(Settings(**plain | chosen), server)  # type: ignore[arg-type]  # as from the environment
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert said in caught.value.message


async def test_an_address_that_is_taken_is_told(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        settings = Settings(processes=1, web_listen=address, database=SecretStr(f"sqlite:///{office.folder}/bole.db"))
        with pytest.raises(BoleError, match="choose another address with --listen"):
            await web._serve(settings, None)


async def test_people_sign_in_over_tls_to_a_service_over_tls(office: Office) -> None:
    async with serving(office, storage=True) as service, started(office, service.port) as (process, address):
        trusting = ssl.create_default_context(cafile=str(office.folder / "ca.pem"))
        async with httpx2.AsyncClient(base_url=address, verify=trusting, timeout=60) as browser:
            sent = {"csrf_token": await token_of(browser), "secret": office.keys["ada"].text}
            assert (await browser.post("/sign-in", data=sent)).headers["location"] == "/"
            assert COOKIE_OF_HTTPS in browser.cookies
            assert (await browser.get("/batches")).status_code == 200
        process.terminate()
        assert await process.wait() == 0


@asynccontextmanager
async def started(office: Office, port: int) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Runs `bole web` with TLS of its own to a service with TLS; yields the process and its address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOLE_")}
    environment = kept | {
        "BOLE_SERVER_AUTHORITY": str(office.folder / "ca.pem"),
        "BOLE_SERVER_CERTIFICATE": CERTIFICATE.format(office.folder),
        "BOLE_SERVER_KEY": KEY.format(office.folder),
    }
    command = [sys.executable, "-m", "bole", "web", "--server", f"127.0.0.1:{port}", "--listen", "localhost:0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
    try:
        assert process.stdout is not None
        found = re.search(rb"https://localhost:\d+", await process.stdout.readline())
        assert found is not None
        yield process, found[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
