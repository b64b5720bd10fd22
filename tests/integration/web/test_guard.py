"""What holds for every request to the console."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.console import Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with running_console(tmp_path_factory.mktemp("console")) as running:
        yield running


async def test_a_page_may_run_and_load_only_what_the_console_serves(console: Console) -> None:
    answer = await console.client.get("/sign-in")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers.get("set-cookie", "HttpOnly; SameSite=Lax")
    assert "HttpOnly" in cookie


async def test_another_name_is_not_answered(console: Console) -> None:
    answer = await console.client.get("/sign-in", headers={"host": "attacker.example"})
    assert answer.status_code == 421


FOREIGN = {
    "no token": ({}, {}),
    "a token that is not ours": ({"csrf_token": "x" * 43}, {}),
    "another origin": (None, {"origin": "https://attacker.example"}),
    "another site, by the browser's word": (None, {"sec-fetch-site": "cross-site"}),
}


@pytest.mark.parametrize(("fields", "headers"), FOREIGN.values(), ids=FOREIGN)
async def test_a_form_from_elsewhere_is_refused(
    console: Console, fields: dict[str, str] | None, headers: dict[str, str]
) -> None:
    fields = {"csrf_token": await console.token()} if fields is None else fields
    answer = await console.client.post("/language", data={"language": "zh", **fields}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_language_is_remembered_and_leads_nowhere_else(console: Console) -> None:
    answer = await console.post("/language", language="zh", here="https://attacker.example/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("bole_language=zh")


async def test_an_unknown_page_says_so(console: Console) -> None:
    answer = await console.client.get("/nothing", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
