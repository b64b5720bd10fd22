"""The API as JSON over HTTP: what systems without gRPC send, and what they are answered."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator

from bole.web.gateway import bodies, openapi
from tests.console import POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = b"Ada Example\nada@example.com\n\nWork\n2018-01 to 2025-12 Backend engineer at Example Ltd: Python, Django.\n"
DOCUMENT = {"content": base64.b64encode(RESUME).decode(), "media_type": "text/plain"}
POSTING = {"job_posting": {"text": POSTING_EN}}
JSON = {"content-type": "application/json"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with running_console(tmp_path_factory.mktemp("gateway")) as running:
        yield running


async def call(console: Console, method: str, request: object = None, **headers: str) -> httpx2.Response:
    return await console.client.post(f"/api/v1/{method}", json=request or {}, headers=headers)


def reason_of(answer: httpx2.Response) -> str:
    details: list[dict[str, Any]] = answer.json()["details"]
    return str(next(one["reason"] for one in details if one["@type"].endswith("google.rpc.ErrorInfo")))


def events_of(text: str) -> list[tuple[str, Any, str]]:
    """Returns kind, data and cursor of each event."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"]), lines.get("id", "")))
    return found


def validate(instance: object, name: str) -> None:
    """Fails where something is not what the description says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": openapi.document()["components"]}
    Draft202012Validator(schema).validate(instance)


async def test_a_call_is_answered_as_it_is_described(console: Console) -> None:
    answer = await call(console, "ScreeningService/ScreenResume", {**POSTING, "documents": [DOCUMENT]})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert 0 <= answer.json()["screening"]["match_score"] <= 100
    validate(answer.json(), "ScreenResumeResponse")
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_a_rubric_goes_back_as_it_came(console: Console) -> None:
    rubric = (await call(console, "ScreeningService/DraftRubric", POSTING)).json()["rubric"]
    answer = await call(console, "BatchService/CreateBatch", {"rubric": rubric, "accepts_items": True})
    assert answer.json()["batch"]["rubric"]["criteria"] == rubric["criteria"]


async def test_many_are_screened_in_one_call_that_tells_of_each(console: Console) -> None:
    items = [{"item_id": name, "documents": [DOCUMENT]} for name in ("a", "b")]
    items.append({"item_id": "c", "documents": [{"content": ""}]})
    answer = await call(console, "ScreeningService/ScreenResumes", {"config": POSTING, "items": items})

    assert answer.headers["content-type"].startswith("text/event-stream")
    (_, first, _), *rest, last = events_of(answer.text)
    assert first["rubric"]["criteria"]
    assert sorted(data["item"]["item_id"] for _, data, _ in rest) == ["a", "b", "c"]
    assert last[:2] == ("end", {})


async def test_a_batch_is_watched_and_goes_on_from_a_cursor(console: Console) -> None:
    items = [{"item_id": name, "documents": [DOCUMENT]} for name in ("a", "b")]
    batch = (await call(console, "BatchService/CreateBatch", {**POSTING, "items": items})).json()["batch"]["batch_id"]

    events = events_of((await call(console, "BatchService/WatchBatch", {"batch_id": batch})).text)
    told = [(data["item"]["item_id"], cursor) for kind, data, cursor in events if kind == "message" and "item" in data]
    assert sorted(name for name, _ in told) == ["a", "b"]
    again = events_of((await call(console, "BatchService/WatchBatch", {"batch_id": batch, "cursor": told[0][1]})).text)
    assert [data["item"]["item_id"] for kind, data, _ in again if kind == "message" and "item" in data] == [told[1][0]]


async def test_a_call_ends_with_its_reader(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    made = await call(console, "BatchService/CreateBatch", {**POSTING, "accepts_items": True})
    watched = {"batch_id": made.json()["batch"]["batch_id"], "progress_only": True}
    async with console.client.stream("POST", "/api/v1/BatchService/WatchBatch", json=watched) as answer:
        assert (await anext(answer.aiter_lines())).startswith("id: ")
    while not any("WatchBatch code=CANCELLED" in record.getMessage() for record in caplog.records):
        await call(console, "BatchService/GetBatch", {"batch_id": watched["batch_id"]})


async def test_a_stream_that_fails_at_once_fails_by_its_status(console: Console) -> None:
    answer = await call(console, "BatchService/WatchBatch", {"batch_id": "none"})
    assert (answer.status_code, reason_of(answer)) == (404, "BATCH_NOT_FOUND")
    assert answer.headers["content-type"] == "application/json"


async def test_what_a_call_fails_by_is_told_with_the_field(console: Console) -> None:
    answer = await call(console, "ScreeningService/ScreenResume", {**POSTING, "documents": [{"content": ""}]})
    assert (answer.status_code, answer.json()["code"], reason_of(answer)) == (400, 3, "DOCUMENT_EMPTY")
    assert answer.json()["details"][1]["field_violations"][0]["field"] == "documents[0].content"
    validate(answer.json(), "google.rpc.Status")


REFUSED = {
    "no such method": ("BatchService/MakeTea", "POST", b"{}", JSON, 404),
    "no such service": ("TeaService/GetBatch", "POST", b"{}", JSON, 404),
    "health": ("grpc.health.v1.Health/Check", "POST", b"{}", JSON, 404),
    "another verb": ("BatchService/GetBatch", "GET", b"", JSON, 405),
    "a question of a browser": ("BatchService/GetBatch", "OPTIONS", b"", {}, 405),
    "no JSON by its own word": ("BatchService/GetBatch", "POST", b"{}", {"content-type": "text/plain"}, 415),
    "a form": ("BatchService/GetBatch", "POST", b"a=b", {"content-type": "application/x-www-form-urlencoded"}, 415),
    "no kind": ("BatchService/GetBatch", "POST", b"{}", {}, 415),
    "compressed": ("BatchService/GetBatch", "POST", b"{}", {**JSON, "content-encoding": "gzip"}, 415),
    "no JSON": ("BatchService/GetBatch", "POST", b"<", JSON, 400),
    "an unknown field": ("BatchService/GetBatch", "POST", b'{"batch": "a"}', JSON, 400),
    "credentials that are none": ("BatchService/GetBatch", "POST", b"{}", {**JSON, "authorization": "caf\xe9"}, 401),
    "credentials without end": ("BatchService/GetBatch", "POST", b"{}", {**JSON, "authorization": "a" * 20_000}, 401),
}


@pytest.mark.parametrize(("path", "verb", "body", "headers", "status"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_says_why(  # noqa: PLR0917  # a table
    console: Console, path: str, verb: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    answer = await console.client.request(verb, f"/api/v1/{path}", content=body, headers=encoded)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")
    assert reason_of(answer) in {"ARGUMENT_INVALID", "CREDENTIALS_INVALID"}
    assert ("access-control-allow-origin" in answer.headers) is False


async def test_a_body_has_an_end_whether_it_tells_its_length_or_not(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_BODY_BYTES", 1024 * 1024)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 65_536

    for content in (b" " * 1_048_577, pieces()):
        answer = await console.client.post("/api/v1/BatchService/GetBatch", content=content, headers=JSON)
        assert (answer.status_code, reason_of(answer)) == (413, "ARGUMENT_INVALID")
        assert "AddBatchItems" in answer.json()["message"]


async def test_bodies_that_do_not_come_hold_up_nobody_who_tells_a_length(console: Console) -> None:
    """Of bodies without a length two are read at a time."""
    ended = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b'{"batch_id": '
        await ended.wait()
        yield b'"none"}'

    async def send(content: AsyncIterator[bytes]) -> int:
        answer = await console.client.post("/api/v1/BatchService/GetBatch", content=content, headers=JSON)
        return answer.status_code

    waiting = [asyncio.create_task(send(slow())) for _ in range(4)]
    assert (await call(console, "BatchService/GetBatch", {"batch_id": "none"})).status_code == 404
    ended.set()
    assert await asyncio.gather(*waiting) == [404] * 4


async def test_the_description_and_its_page_are_open(console: Console) -> None:
    described = await console.client.get("/api/openapi.json")
    assert described.json() == json.loads(openapi.written())
    for language, word in (("en", "JSON API"), ("zh", "JSON 接口")):
        page = await console.client.get("/api/docs", headers={"accept-language": language})
        assert page.status_code == 200
        assert f"<h1>{word}</h1>" in page.text
        assert "/api/v1/ScreeningService/ScreenResumes" in page.text


async def test_a_message_has_a_page_with_all_that_it_holds(console: Console) -> None:
    for name in ("ScreenResumeRequest", "BatchItem", "Batch.State", "google.rpc.Status"):
        page = await console.client.get(f"/api/docs/{name}")
        assert page.status_code == 200
        assert set(re.findall(r'href="#([^"]+)"', page.text)) - set(re.findall(r'id="([^"]+)"', page.text)) == set()
    assert (await console.client.get("/api/docs/Nothing")).status_code == 404
