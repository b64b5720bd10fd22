"""What strangers may send: forms have an end, and what cannot be read is refused without a fault."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc
import httpx2
import pytest
import pytest_asyncio
from starlette.types import Message

from bole.web.app import create_app
from bole.web.backend import Backend
from bole.web.guard import COOKIE
from bole.web.options import WebOptions
from bole.web.pages import MOST_FIELDS, MOST_FORM_BYTES
from tests.console import HOSTS, console_alone, token_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
FIELD = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n'
FILE = b'--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    async with console_alone(WebOptions(hosts=HOSTS, document_bytes=1024 * 1024)) as client:
        yield client


UNREADABLE = {
    "a field that does not end": (FORM, b"here=" + b"a" * (MOST_FORM_BYTES + 1), 413),
    "fields that do not end": (FORM, b"here=/&" * (MOST_FORM_BYTES // 7 + 1), 400),
    "many large fields": (MULTIPART, (FIELD + b"a" * 1024 * 1024 + b"\r\n") * 3 + b"--x--\r\n", 413),
    "many fields": (MULTIPART, (FIELD + b"a\r\n") * (MOST_FIELDS + 1) + b"--x--\r\n", 400),
    "a file where none is taken": (MULTIPART, FILE, 400),
    "no boundary": ("multipart/form-data", FILE, 400),
    "another boundary": ("multipart/form-data; boundary=y", FILE, 400),
    "a form that is cut": (MULTIPART, FILE[:-20], 403),
    "another encoding": (f"{MULTIPART}; charset=none", FIELD + b"\xff\r\n--x--\r\n", 403),
    "bytes": (FORM, b"csrf_token=%ff%fe&here=\xff", 403),
    "text": ("text/plain", b"csrf_token=a", 403),
    "JSON": ("application/json", b'{"csrf_token": "a"}', 403),
    "nothing": (FORM, b"", 403),
}


@pytest.mark.parametrize(("kind", "body", "status"), UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_refused(browser: httpx2.AsyncClient, kind: str, body: bytes, status: int) -> None:
    answer = await browser.post("/language", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024, 403), (4 * 1024 * 1024, 413)])
async def test_a_file_has_room_beside_the_fields_and_no_more(
    browser: httpx2.AsyncClient, size: int, status: int
) -> None:
    files = {"file": ("posting.txt", b"a" * size)}
    assert (await browser.post("/screenings/rubric", files=files)).status_code == status


async def test_a_form_without_end_that_does_not_tell_its_length_is_ended(browser: httpx2.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"a" * 65_536

    answer = await browser.post(
        "/language", content=pieces(), headers={"content-type": FORM, "accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["reason"]) == (413, "REFUSED")


async def test_who_leaves_in_the_middle_of_a_form_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    came: list[Message] = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return came.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", FORM.encode())]
    scope = {"type": "http", "method": "POST", "path": "/language", "query_string": b"", "headers": headers}
    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        await create_app(Backend.over(channel), WebOptions(hosts=HOSTS))(scope, receive, send)
    assert sent[0]["status"] == 400
    assert caplog.records == []


async def test_cookies_of_other_programs_of_the_machine_sign_nobody_out(browser: httpx2.AsyncClient) -> None:
    token = await token_of(browser)
    own = f"{COOKIE}={browser.cookies[COOKIE]}"
    for others in ('state={"a": [1, 2]}; {}', "a b=c; {}", "=; ;; {}", '{}; "', "{}; a=[]"):
        assert await token_of(browser, cookie=others.replace("{}", own)) == token


async def test_what_is_not_there_is_refused_without_a_session(browser: httpx2.AsyncClient) -> None:
    for path in ("/static/none.css", "/static/../app.py", "/static/%2e%2e/app.py", "/api/v1/"):
        answer = await browser.get(path)
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers


NAMES = {
    "none": ("", 421),
    "another name": ("attacker.example", 421),
    "another port": ("localhost:1", 200),
    "capitals": ("LocalHost", 200),
    "an address of IPv6 that is not ours": ("[::2]:80", 421),
    "the end of a name": ("localhost.attacker.example", 421),
    "a name before ours": ("attacker.example:80@localhost", 421),
    "nothing of a name": ("[", 421),
}


@pytest.mark.parametrize(("host", "status"), NAMES.values(), ids=NAMES)
async def test_only_names_of_the_console_are_answered(browser: httpx2.AsyncClient, host: str, status: int) -> None:
    for path in ("/sign-in", "/api/openapi.json", "/static/console.css"):
        answer = await browser.get(path, headers={"host": host})
        assert answer.status_code == status
        assert ("set-cookie" in answer.headers) <= (status == 200)
