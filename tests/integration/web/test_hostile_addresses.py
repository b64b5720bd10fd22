"""No address and no form makes a fault of the console, whatever stands in it."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import grpc
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bole.web.app import create_app
from bole.web.backend import Backend
from bole.web.guard import Guard
from bole.web.options import WebOptions
from tests.console import HOSTS, POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = b"Ada Example\n\nWork\n2018-01 to 2025-12 Backend engineer at Example Ltd: Python, Django.\n"
WORDS = ("9" * 20, "\0<script>", "%ff")
FIELDS = ("draft", "do", "kit", "act", "posting", "outcome", "head", "seed", "weight-1", "weight.c1", "core")
ENDING = ("/sign-out", "/cancel", "/delete")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    folder = tmp_path_factory.mktemp("console")
    async with running_console(folder, options=WebOptions(hosts=HOSTS, reports=folder)) as running:
        yield running


async def routes() -> list[Route]:
    """Returns all routes of pages."""
    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        guard = create_app(Backend.over(channel), WebOptions(hosts=HOSTS))
    assert isinstance(guard, Guard)
    app = guard._app
    assert isinstance(app, Starlette)
    return [route for route in app.routes if not isinstance(route, Mount) and isinstance(route, Route)]


def addresses(path: str, batch: str) -> Iterator[str]:
    """Yields a path with each word in the place of its parameters, and in what pages read of a query."""
    for word in WORDS:
        shown = word if word == "%ff" else quote(word, safe="")
        filled = re.sub(r"\{[^}]+\}", shown, path.replace("{batch_id}", batch).replace("{item_id}", "a"))
        yield f"{filled}?page={shown}&page_token={shown}&item={shown}&item=b&role={shown}&batch={shown}&name={shown}"


async def test_no_address_makes_a_fault(console: Console) -> None:
    faults, batch = [], await made(console)
    for route in await routes():
        if "GET" not in (route.methods or ()):
            continue
        for address in addresses(route.path, batch):
            async with console.client.stream("GET", address) as answer:
                if answer.status_code >= 500:
                    faults.append((answer.status_code, address))
    assert faults == []


async def test_no_form_makes_a_fault(console: Console) -> None:
    faults, batch = [], await made(console)
    headers = {"x-csrf-token": await console.token()}
    for route in await routes():
        if "GET" in (route.methods or ()) or route.path.endswith(ENDING):
            continue
        for address, word in zip(addresses(route.path, batch), WORDS, strict=True):
            fields = dict.fromkeys(FIELDS, word)
            answer = await console.client.post(address, data=fields, headers=headers)
            if answer.status_code >= 500:
                faults.append((answer.status_code, address))
    assert faults == []


async def made(console: Console) -> str:
    """Returns a batch with one candidate who was screened."""
    document = {"content": base64.b64encode(RESUME).decode()}
    body = {"job_posting": {"text": POSTING_EN}, "items": [{"item_id": "a", "documents": [document]}]}
    answer = await console.client.post("/api/v1/BatchService/CreateBatch", json=body)
    batch = str(answer.json()["batch"]["batch_id"])
    await console.client.post("/api/v1/BatchService/WatchBatch", json={"batch_id": batch})
    return batch
