"""What a running server writes down of its calls, and that it answers nobody where it cannot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.integration.access.serving import POSTING, Office, Service, bearer, drafted, outcome, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = b"Ada Example\nada@example.com\n\nWork\n2020-01 to 2025-12 Engineer at Example Ltd: Python and Django.\n"
REQUEST_ID = "2b4f0a3c-9d8e-4f6a-8c1b-0123456789ab"
SCREEN = "/bole.v1.ScreeningService/ScreenResume"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("ats", "acme", ["caller"])
    office.open()
    async with serving(office) as running:
        yield running


@pytest.fixture
def path(service: Service) -> Path:
    """The record, of which a test sees what it causes itself."""
    path = service.office.folder / "audit.jsonl"
    path.write_bytes(b"")
    return path


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@contextmanager
def in_its_place_a_folder(path: Path) -> Iterator[None]:
    path.unlink()
    path.mkdir()
    yield
    path.rmdir()


def screening(**fields: object) -> pb.ScreenResumeRequest:
    documents = [pb.Document(content=RESUME, file_name="ada_example.txt")]
    return pb.ScreenResumeRequest(job_posting=POSTING, documents=documents, **fields)  # type: ignore[arg-type]


async def test_a_call_is_written_down_with_its_candidate(service: Service, path: Path) -> None:
    """One that the caller named, and one that the service named: by digests, and nothing of them beside that."""
    async with service.channel() as channel:
        stub = ScreeningServiceStub(channel)
        await stub.ScreenResume(screening(request_id=REQUEST_ID, candidate_id="c-77"), metadata=service.key("ats"))
        await stub.ScreenResume(screening(), metadata=service.key("ats"))

    named, unnamed = lines(path)

    assert {name: named[name] for name in ("tenant", "subject", "method", "code", "request_id")} == {
        "tenant": "acme",
        "subject": "ats",
        "method": SCREEN,
        "code": "OK",
        "request_id": REQUEST_ID,
    }
    assert len(named["candidate"]) == len(unnamed["candidate"]) == 64
    assert named["candidate"] != unnamed["candidate"]
    whole = json.dumps([named, unnamed])
    assert not any(word in whole for word in ("@", "Ada", "c-77", service.office.keys["ats"].text))


async def test_a_refused_call_is_written_down_without_a_caller_where_none_is_known(
    service: Service, path: Path
) -> None:
    token = service.office.provider.token(sub="ada", roles=["reviewer"])
    async with service.channel() as channel:
        await drafted(channel)
        await drafted(channel, bearer(token))
        await outcome(ScreeningServiceStub(channel).ScreenResume(pb.ScreenResumeRequest(), metadata=service.key("ats")))

    assert [(line.get("tenant"), line.get("subject"), line["code"]) for line in lines(path)] == [
        (None, None, "UNAUTHENTICATED"),
        ("acme", "ada", "PERMISSION_DENIED"),
        ("acme", "ats", "INVALID_ARGUMENT"),
    ]


async def test_a_stream_is_written_down_when_it_begins_for_each_candidate_and_when_it_ends(
    service: Service, path: Path
) -> None:
    document = pb.Document(content=RESUME)
    requests = [
        pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING)),
        pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id="a", candidate_id="c-1", documents=[document])),
        pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id="b", documents=[document])),
    ]
    async with service.channel() as channel:
        call = ScreeningServiceStub(channel).ScreenResumes(iter(requests), metadata=service.key("ats"))
        answers = [answer async for answer in call]

    assert len(answers) == 3
    assert [(line["code"], "candidate" in line) for line in lines(path)] == [
        ("STARTED", False),
        ("STARTED", True),
        ("OK", False),
    ]


async def test_where_nothing_can_be_written_down_nobody_is_answered(service: Service, path: Path) -> None:
    """It goes on by itself once it can; health is answered all the while."""
    async with service.channel() as channel:
        with in_its_place_a_folder(path):
            refused = [await drafted(channel, service.key("ats")), await drafted(channel)]
        again = await drafted(channel, service.key("ats"))

    assert refused == ["UNAVAILABLE STORAGE_UNAVAILABLE"] * 2
    assert again == "OK"
    assert len(lines(path)) == 1
