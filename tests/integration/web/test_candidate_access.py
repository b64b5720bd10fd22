"""Who may look at a candidate, see who it is, and decide: where the service asks who calls."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest
import pytest_asyncio
from lxml import html

from tests.console import EXAMPLES, POSTING_EN, Console, running_console, token_of
from tests.integration.access.serving import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = (EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A console over a service that asks who calls, and the page of a candidate of its tenant `acme`."""

    office: Office
    console: Console
    path: str

    @asynccontextmanager
    async def browser_of(self, name: str) -> AsyncIterator[Browser]:
        """Yields a browser in which somebody has signed in."""
        async with httpx2.AsyncClient(base_url=self.console.address, timeout=60) as client:
            browser = Browser(client)
            await browser.post("/sign-in", secret=self.office.keys[name].text)
            yield browser


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's browser."""

    client: httpx2.AsyncClient

    async def get(self, path: str) -> httpx2.Response:
        """Asks for a page."""
        return await self.client.get(path)

    async def post(self, path: str, **fields: str) -> httpx2.Response:
        """Sends a form."""
        return await self.client.post(path, data={"csrf_token": await token_of(self.client), **fields})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("ada", "acme", ["caller", "reviewer"])
    office.give_key("carl", "acme", ["caller"])
    office.give_key("bob", "other", ["caller", "reviewer"])
    office.open()
    settings = office.settings(server_certificate=None, server_key=None).model_dump(exclude_unset=True)
    async with running_console(office.folder, **settings) as console:
        headers = {"authorization": f"Bearer {office.keys['ada'].text}"}
        document = {"content": base64.b64encode(RESUME).decode(), "file_name": "nora.pdf"}
        body = {"job_posting": {"text": POSTING_EN}, "items": [{"item_id": "nora", "documents": [document]}]}
        made = await console.client.post("/api/v1/BatchService/CreateBatch", json=body, headers=headers)
        batch = made.json()["batch"]["batch_id"]
        await console.client.post("/api/v1/BatchService/WatchBatch", json={"batch_id": batch}, headers=headers)
        yield Guarded(office=office, console=console, path=f"/batches/{batch}/items/nora")


async def test_a_caller_reads_the_evidence_and_does_not_learn_who_it_is(guarded: Guarded) -> None:
    async with guarded.browser_of("carl") as browser:
        page = await browser.get(guarded.path)
        assert "Django monolith" in page.text
        assert "needs the role “reviewer”" in page.text
        assert "/decision" not in page.text
        assert (await browser.post(f"{guarded.path}/reveal")).status_code == 403
        assert "Whitfield" not in (await browser.get(guarded.path)).text


@pytest.mark.parametrize("part", ["", "/documents/0/pages/1.png", "/next"])
async def test_another_tenant_finds_nobody(guarded: Guarded, part: str) -> None:
    async with guarded.browser_of("bob") as browser:
        assert (await browser.get(f"{guarded.path}{part}")).status_code == 404
        assert (await browser.post(f"{guarded.path}/reveal")).status_code == 404


async def test_a_reviewer_need_not_say_who_they_are(guarded: Guarded) -> None:
    async with guarded.browser_of("ada") as browser:
        page = html.fromstring((await browser.get(guarded.path)).text)
        assert not page.xpath("//input[@name='reviewer']")
        assert (await browser.post(f"{guarded.path}/reveal")).status_code == 303
        assert "Nora Whitfield" in (await browser.get(guarded.path)).text
        fields = {
            name: str(page.xpath(f"string(//input[@name='{name}']/@value)")) for name in ("request_id", "rubric_digest")
        }
        await browser.post(f"{guarded.path}/decision", outcome="ADVANCED", reason="Shown work.", **fields)
        kept = (await browser.get(guarded.path)).text.partition('<ol class="decisions">')[2].partition("</ol>")[0]
        assert "Shown work." in kept
        assert "ada" in kept
