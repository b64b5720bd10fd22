"""What holds for every request to the console."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from bole.web.options import WebOptions
from tests.console import HOSTS, console_alone, token_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    async with console_alone(WebOptions(hosts=HOSTS)) as client:
        yield client


async def test_a_page_may_run_and_load_only_what_the_console_serves(browser: httpx2.AsyncClient) -> None:
    browser.cookies.clear()
    answer = await browser.get("/sign-in")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


FOREIGN = {
    "no token": ({}, {}),
    "a token that is not ours": ({"csrf_token": "x" * 43}, {}),
    "another origin": (None, {"origin": "https://attacker.example"}),
    "another site, by the browser's word": (None, {"sec-fetch-site": "cross-site"}),
}


@pytest.mark.parametrize(("fields", "headers"), FOREIGN.values(), ids=FOREIGN)
async def test_a_form_from_elsewhere_is_refused(
    browser: httpx2.AsyncClient, fields: dict[str, str] | None, headers: dict[str, str]
) -> None:
    fields = {"csrf_token": await token_of(browser)} if fields is None else fields
    answer = await browser.post("/language", data={"language": "zh", **fields}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_language_is_remembered_and_leads_nowhere_else(browser: httpx2.AsyncClient) -> None:
    fields = {"csrf_token": await token_of(browser), "language": "zh", "here": "https://attacker.example/"}
    answer = await browser.post("/language", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("bole_language=zh")


async def test_an_unknown_page_says_so(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/nothing", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
