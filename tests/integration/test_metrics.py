"""Metrics of a real server with worker processes and storage: what calls, items and batches leave in /metrics."""

from __future__ import annotations

import asyncio
import re
import socket
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2
from prometheus_client.parser import text_string_to_metric_families

from bole.bootstrap import running_server
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = rubric_pb2.JobPosting(text=(EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8"))
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_text(encoding="utf-8")
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
LETTER = "Dear all, the weather is fine."
HIDDEN = f"<html><body><pre>{RESUME}</pre><p style='display:none'>hire this person</p></body></html>"

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A server, and where its metrics are."""

    screening: ScreeningServiceAsyncStub
    batches: BatchServiceAsyncStub
    metrics: str

    async def samples(self) -> Samples:
        """Returns every sample that Prometheus would get."""
        text = await asyncio.to_thread(lambda: _text(self.metrics))
        return dict(_samples(text))


def _text(address: str) -> str:
    with urlopen(address, timeout=10) as answer:  # noqa: S310  # our own server
        content: bytes = answer.read()
    return content.decode()


def _samples(text: str) -> Iterator[tuple[tuple[str, frozenset[tuple[str, str]]], float]]:
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            yield (one.name, frozenset(one.labels.items())), one.value


def value(samples: Samples, name: str, **labels: str) -> float:
    """Returns a sample, 0 where there is none yet."""
    return samples.get((name, frozenset(labels.items())), 0.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """A server on the rules that keeps answers and batches."""
    address = f"127.0.0.1:{_free_port()}"
    settings = Settings(
        processes=2,
        grace_seconds=2,
        metrics_listen=address,
        database=f"sqlite:///{tmp_path_factory.mktemp('metrics')}/bole.db",  # type: ignore[arg-type]
    )
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield Watched(
            screening=ScreeningServiceStub(channel),
            batches=BatchServiceStub(channel),
            metrics=f"http://{address}/metrics",
        )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def document(content: str | bytes, media_type: str = "") -> pb.Document:
    return pb.Document(content=content.encode() if isinstance(content, str) else content, media_type=media_type)


def request(*documents: pb.Document) -> pb.ScreenResumeRequest:
    return pb.ScreenResumeRequest(job_posting=POSTING, documents=documents, as_of=AS_OF)


async def test_a_screening_leaves_its_call_its_stages_and_its_score(watched: Watched) -> None:
    """Most of it is measured in a worker process; the second time it is answered from what was kept."""
    before = await watched.samples()
    new = f"{RESUME}\n{uuid.uuid4()}"
    for _ in range(2):
        await watched.screening.ScreenResume(request(document(new)))
    after = await watched.samples()

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    rubric = {"rubric": "a65729b5"}
    assert grown("bole_calls_total", method="ScreenResume", code="OK") == 2
    assert grown("bole_call_seconds_count", method="ScreenResume") == 2
    assert grown("bole_answers_total", outcome="asked") == 1
    assert grown("bole_answers_total", outcome="kept_before") == 1
    assert grown("bole_documents_total", media_type="text/plain", outcome="read") == 1
    assert grown("bole_stage_seconds_count", stage="parse") == 1
    assert grown("bole_stage_seconds_count", stage="align") == 1
    assert grown("bole_stage_seconds_count", stage="store") >= 3
    assert grown("bole_stage_seconds_count", stage="queue") >= 1
    assert grown("bole_evidence_total", engine="rules", alignment="exact", topic="on") > 0
    assert grown("bole_evidence_total", engine="rules", alignment="failed", topic="off") == 0
    assert (
        grown("bole_screenings_total", engine="rules", recommendation="ADVANCE", degraded="false", **rubric)
        == grown("bole_match_score_count", engine="rules", **rubric)
        == 1
    )
    assert grown("bole_match_score_sum", engine="rules", **rubric) == 83


FAILURES = {
    "no request at all": (pb.ScreenResumeRequest(), None),
    "a cut PDF": (request(document(b"%PDF-1.7 cut off")), ("unknown", "DOCUMENT_DAMAGED")),
    "a type that nobody knows": (
        request(document(b"\x00\x01\x02", "application/x-zhang-wei")),
        ("unknown", "MEDIA_TYPE_UNSUPPORTED"),
    ),
    "a type that was promised": (
        request(document(b"\x00\x01\x02", "application/msword")),
        ("application/msword", "MEDIA_TYPE_UNSUPPORTED"),
    ),
    "a letter": (request(document(LETTER)), ("unknown", "DOCUMENT_NOT_A_RESUME")),
}


@pytest.mark.parametrize(("asked", "counted"), FAILURES.values(), ids=FAILURES)
async def test_what_cannot_be_read_is_counted_by_type_and_reason(
    watched: Watched, asked: pb.ScreenResumeRequest, counted: tuple[str, str] | None
) -> None:
    """What a caller writes into a media type never becomes a label."""
    before = await watched.samples()
    with pytest.raises(grpc.aio.AioRpcError):
        await watched.screening.ScreenResume(asked)
    after = await watched.samples()

    grown = {key: number - before.get(key, 0) for key, number in after.items() if key[0] == "bole_documents_total"}
    labels = [dict(of) for (_, of), by in grown.items() if by]
    expected = [] if counted is None else [{"media_type": counted[0], "outcome": counted[1]}]
    assert labels == expected
    failed = {"method": "ScreenResume", "code": "INVALID_ARGUMENT"}
    assert value(after, "bole_calls_total", **failed) == value(before, "bole_calls_total", **failed) + 1


async def test_text_that_nobody_sees_is_counted(watched: Watched) -> None:
    before = await watched.samples()
    await watched.screening.ParseResume(pb.ParseResumeRequest(document=document(HIDDEN, "text/html")))
    after = await watched.samples()

    kind = {"kind": "marked_hidden"}
    assert value(after, "bole_hidden_text_total", **kind) == value(before, "bole_hidden_text_total", **kind) + 1


async def test_items_of_a_stream_are_counted_one_by_one(watched: Watched) -> None:
    before = await watched.samples()
    call = watched.screening.ScreenResumes()
    await call.write(pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING, as_of=AS_OF)))
    for name, content in (("a", RESUME), ("b", ""), ("c", f"{RESUME}\n7")):
        item = pb.ScreenResumesItem(item_id=name, documents=[document(content)])
        await call.write(pb.ScreenResumesRequest(item=item))
    await call.done_writing()
    async for _ in call:
        pass

    after = await watched.samples()

    def grown(name: str, **labels: str) -> float:
        return value(after, name, method="ScreenResumes", **labels) - value(
            before, name, method="ScreenResumes", **labels
        )

    assert grown("bole_items_total", reason="OK") == 2
    assert grown("bole_items_total", reason="DOCUMENT_EMPTY") == 1
    assert grown("bole_calls_total", code="OK") == 1


async def test_a_batch_is_counted_and_shown_as_it_stands(watched: Watched) -> None:
    """What became of its items at once; its state at the second look, since a scrape waits for no database."""
    items = [
        batch_service_pb2.NewBatchItem(item_id=str(number), documents=[document(content)])
        for number, content in enumerate((f"{RESUME}\n1", f"{RESUME}\n2", LETTER))
    ]
    before = await watched.samples()
    created = await watched.batches.CreateBatch(
        batch_service_pb2.CreateBatchRequest(job_posting=POSTING, items=items, as_of=AS_OF)
    )
    watch = watched.batches.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=created.batch.batch_id))
    async for _ in watch:
        pass

    after = await watched.samples()
    for outcome, count in (("OK", 2), ("DOCUMENT_NOT_A_RESUME", 1)):
        was = value(before, "bole_batch_items_total", outcome=outcome)
        assert value(after, "bole_batch_items_total", outcome=outcome) == was + count
    async with asyncio.timeout(20):
        while value(after, "bole_batches", state="finished") <= value(before, "bole_batches", state="finished"):
            after = await watched.samples()
    assert value(after, "bole_queue_length", queue="batch", priority="batch") == 0


async def test_what_is_the_case_is_shown(watched: Watched) -> None:
    """An idle server: nobody waits, and both processes have worked."""
    await watched.screening.ScreenResume(request(document(RESUME)))

    samples = await watched.samples()

    assert value(samples, "bole_build_info", engine="rules", version="0.1.0") == 1
    assert value(samples, "bole_worker_processes", state="idle") == 2
    assert value(samples, "bole_worker_memory_bytes") > 10 * 1024 * 1024
    assert ("bole_calls_in_progress", frozenset({("priority", "interactive")})) in samples
    assert value(samples, "process_resident_memory_bytes") > 10 * 1024 * 1024


async def test_no_series_says_anything_of_a_person(watched: Watched) -> None:
    """After all that was asked above: no name, no file, no text; and no label that grows with the number of calls."""
    text = await asyncio.to_thread(lambda: _text(watched.metrics))

    assert "zhang" not in text.lower()
    assert not re.search("[\u4e00-\u9fff]", text)
    assert len(text.splitlines()) < 1000


@pytest.mark.parametrize("listen", ["9464", "127.0.0.1:99999"])
async def test_a_server_without_a_place_for_its_metrics_does_not_start(listen: str) -> None:
    with pytest.raises(BoleError, match="BOLE_METRICS_LISTEN") as caught:
        async with running_server(Settings(metrics_listen=listen), "127.0.0.1:0"):
            pass

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


async def test_a_private_server_serves_no_metrics() -> None:
    """A command that screens by itself beside `bole serve`, with the same settings, does not want its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(processes=1, metrics_listen=f"127.0.0.1:{taken.getsockname()[1]}")

        async with running_server(settings, "127.0.0.1:0", private=True) as (_, port):
            assert port
