"""Signing in with real keys and tokens: whose data a session sees, and when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest
import pytest_asyncio

from bole.security import watched_file
from bole.web.options import WebOptions
from tests.console import HOSTS, Console, console_alone, running_console, token_of
from tests.integration.access.serving import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

COOKIE = "bole_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A console over a service that asks who calls."""

    office: Office
    console: Console

    def browser(self) -> httpx2.AsyncClient:
        """Returns a browser that was never here."""
        return httpx2.AsyncClient(base_url=self.console.address, timeout=60)

    def key(self, name: str) -> str:
        """Returns a key that was given out."""
        return self.office.keys[name].text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("ada", "acme", ["caller", "reviewer"])
    office.give_key("bob", "other", ["caller"])
    office.give_key("eve", "acme", ["reviewer"])
    office.open()
    settings = office.settings(server_certificate=None, server_key=None).model_dump(exclude_unset=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched_file, "LOOK_SECONDS", 0.1)
        async with running_console(office.folder, **settings) as console:
            yield Guarded(office=office, console=console)


async def signing_in(browser: httpx2.AsyncClient, secret: str) -> httpx2.Response:
    """Sends the form of the page."""
    return await browser.post("/sign-in", data={"csrf_token": await token_of(browser), "secret": secret})


async def make_batch(guarded: Guarded, key: str, title: str) -> None:
    body = {"job_posting": {"title": title, "text": "Requirements: 3 years of Python; Django."}, "accepts_items": True}
    headers = {"authorization": f"Bearer {guarded.key(key)}"}
    answer = await guarded.console.client.post("/api/v1/BatchService/CreateBatch", json=body, headers=headers)
    assert answer.status_code == 200


async def test_pages_ask_who_it_is(guarded: Guarded) -> None:
    async with guarded.browser() as browser:
        answer = await browser.get("/batches")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        asked_by_a_script = await browser.get("/batches", headers={"accept": "application/json"})
        assert (asked_by_a_script.status_code, asked_by_a_script.json()["reason"]) == (401, "CREDENTIALS_MISSING")


async def test_whoever_signs_in_sees_what_their_tenant_has(guarded: Guarded) -> None:
    await make_batch(guarded, "ada", "Opening of Acme")
    await make_batch(guarded, "bob", "Opening of Other")
    for name, own, foreign in (("ada", "Acme", "Other"), ("bob", "Other", "Acme")):
        async with guarded.browser() as browser:
            assert (await signing_in(browser, guarded.key(name))).headers["location"] == "/"
            page = await browser.get("/batches")
            assert f"Opening of {own}" in page.text
            assert f"Opening of {foreign}" not in page.text
            assert guarded.key(name) not in page.text


async def test_a_stranger_uploads_nothing(guarded: Guarded) -> None:
    """It is not even looked at: an archive that is none would be told as such."""
    async with guarded.browser() as browser:
        headers = {"x-csrf-token": await token_of(browser), "accept": "application/json"}
        answer = await browser.post("/batches/none/files?name=a.zip", content=b"no archive", headers=headers)
        assert (answer.status_code, answer.json()["reason"]) == (401, "CREDENTIALS_MISSING")


async def test_a_token_of_an_identity_provider_signs_in(guarded: Guarded) -> None:
    await make_batch(guarded, "ada", "Opening by token")
    async with guarded.browser() as browser:
        assert (await signing_in(browser, guarded.office.provider.token())).status_code == 303
        assert "Opening by token" in (await browser.get("/batches")).text


async def test_a_key_without_the_role_signs_in_and_is_told_what_it_lacks(guarded: Guarded) -> None:
    async with guarded.browser() as browser:
        assert (await signing_in(browser, guarded.key("eve"))).status_code == 303
        page = await browser.get("/batches")
        assert page.status_code == 403
        assert "ROLE_MISSING" in page.text


NO_KEYS = {
    "nothing": ("", 400),
    "blanks": ("  ", 400),
    "not ASCII": ("bole_caf\xe9", 400),
    "two lines": ("bole_a\nx: b", 400),
    "without end": ("a" * 16_385, 400),
    "a key that was never given out": ("bole_" + "a" * 40, 401),
    "no key": ("password", 401),
}


@pytest.mark.parametrize(("secret", "status"), NO_KEYS.values(), ids=NO_KEYS)
async def test_what_is_no_key_does_not_sign_in(guarded: Guarded, secret: str, status: int) -> None:
    async with guarded.browser() as browser:
        answer = await signing_in(browser, secret)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert (await browser.get("/batches")).headers["location"] == "/sign-in"


async def test_an_identifier_from_before_signing_in_is_worth_nothing(guarded: Guarded) -> None:
    """Whoever planted it in a browser does not come in with it."""
    async with guarded.browser() as browser, guarded.browser() as thief:
        before = await token_of(browser)
        planted = browser.cookies[COOKIE]
        await signing_in(browser, guarded.key("ada"))
        assert browser.cookies[COOKIE] != planted
        assert await token_of(browser) != before
        answer = await thief.get("/batches", headers={"cookie": f"{COOKIE}={planted}"})
        assert answer.headers["location"] == "/sign-in"


async def test_an_identifier_that_somebody_made_up_is_not_taken(guarded: Guarded) -> None:
    for made_up in ("chosen", "", '"quoted"', "a" * 5_000, "a=b; c"):
        async with guarded.browser() as browser:
            answer = await browser.get("/sign-in", headers={"cookie": f"{COOKIE}={made_up}"})
            assert f"{COOKIE}={made_up};" not in answer.headers["set-cookie"]


async def test_signing_out_ends_the_session_for_whoever_has_its_cookie(guarded: Guarded) -> None:
    async with guarded.browser() as browser:
        await signing_in(browser, guarded.key("ada"))
        kept = browser.cookies[COOKIE]
        answer = await browser.post("/sign-out", data={"csrf_token": await token_of(browser)})
        assert answer.headers["location"] == "/sign-in"
        assert (await browser.get("/batches")).headers["location"] == "/sign-in"
        again = await browser.get("/batches", headers={"cookie": f"{COOKIE}={kept}"})
        assert again.headers["location"] == "/sign-in"


async def test_signing_out_needs_the_token_of_the_session(guarded: Guarded) -> None:
    async with guarded.browser() as browser, guarded.browser() as other:
        await signing_in(browser, guarded.key("ada"))
        answer = await browser.post("/sign-out", data={"csrf_token": await token_of(other)})
        assert answer.status_code == 403
        assert (await browser.get("/batches")).status_code == 200


async def test_a_key_that_is_taken_back_is_out_at_once(guarded: Guarded) -> None:
    guarded.office.give_key("tim", "acme", ["caller"])
    guarded.office.write_keys()
    async with guarded.browser() as browser:
        while (await signing_in(browser, guarded.key("tim"))).status_code != 303:  # until the file was looked at
            pass
        del guarded.office.entries["tim"]
        guarded.office.write_keys()
        while (answer := await browser.get("/batches")).status_code == 200:
            pass
        assert answer.headers["location"] == "/sign-in?again=1"


async def test_the_gateway_takes_no_cookie_for_a_key(guarded: Guarded) -> None:
    async with guarded.browser() as browser:
        await signing_in(browser, guarded.key("ada"))
        answer = await browser.post("/api/v1/BatchService/ListBatches", json={})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["details"][0]["reason"] == "CREDENTIALS_MISSING"


async def test_the_gateway_keeps_tenants_and_roles_apart(guarded: Guarded) -> None:
    client = guarded.console.client
    await make_batch(guarded, "ada", "Opening of one tenant")
    for headers, status in (
        ({"authorization": f"Bearer {guarded.key('ada')}"}, 200),
        ({"x-api-key": guarded.key("bob")}, 404),
        ({"authorization": f"Bearer {guarded.key('eve')}"}, 403),
        ({"authorization": f"Bearer {guarded.key('ada')}", "x-api-key": guarded.key("ada")}, 401),
        ({"authorization": guarded.key("ada")}, 401),
    ):
        listed = await client.post(
            "/api/v1/BatchService/ListBatches", json={}, headers={"x-api-key": guarded.key("ada")}
        )
        body = {"batch_id": listed.json()["batches"][0]["batch_id"]}
        answer = await client.post("/api/v1/BatchService/GetBatch", json=body, headers=headers)
        assert answer.status_code == status


async def test_a_session_that_has_ended_is_followed_by_another_one() -> None:
    async with console_alone(WebOptions(hosts=HOSTS, idle_seconds=0)) as client:
        first = await client.get("/sign-in")
        second = await client.get("/sign-in")
        assert first.headers["set-cookie"] != second.headers["set-cookie"]


async def test_whoever_writes_stays_signed_in(guarded: Guarded) -> None:
    async with guarded.browser() as browser:
        await signing_in(browser, guarded.key("ada"))
        answer = await browser.get("/session")
        assert (answer.status_code, "set-cookie" in answer.headers) == (204, False)


async def test_over_https_no_cookie_is_ever_sent_in_plain_text() -> None:
    async with console_alone(WebOptions(hosts=HOSTS, https=True)) as client:
        answer = await client.get("/sign-in")
        assert "; Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_service_that_does_not_answer_is_told_without_its_address() -> None:
    async with console_alone(WebOptions(hosts=HOSTS)) as client:
        answer = await client.post("/api/v1/BatchService/ListBatches", json={})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.json()["details"][0]["reason"] == "SERVER_UNREACHABLE"
        page = await signing_in(client, "bole_key")
        assert page.status_code == 503
        for text in (answer.text, page.text):
            assert "127.0.0.1" not in text
