"""The spans of a service as a collector gets them: of calls, of items, and of their stages in worker processes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from bole.bootstrap import running_server
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import DROPPED, KEYS
from bole.domain.measuring import Stage
from bole.settings import Settings
from bole.telemetry.tracing import PREFIX, spans_sent
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.integration.test_batch_service import POSTING, RESUME, created, some, told
from tests.leaks.collector import Collector, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
REQUEST_ID = "123e4567-e89b-12d3-a456-426614174000"
METADATA = (
    ("traceparent", f"00-{TRACE}-{PARENT}-01"),
    ("tracestate", "vendor=Ada"),
    ("baggage", "candidate=Ada"),
)
SCREENED, STREAM = "bole.v1.ScreeningService/ScreenResume", "bole.v1.ScreeningService/ScreenResumes"

Spans = list[Span]


def settings_with(endpoint: str, folder: Path) -> Settings:
    database = f"sqlite:///{folder / 'bole.db'}"
    return Settings(processes=1, grace_seconds=5, otlp_endpoint=endpoint, database=database)  # type: ignore[arg-type]


async def screen(channel: grpc.aio.Channel) -> None:
    document = pb.Document(content=RESUME.encode(), file_name="ada.txt")
    request = pb.ScreenResumeRequest(request_id=REQUEST_ID, job_posting=POSTING, documents=[document])
    await ScreeningServiceStub(channel).ScreenResume(request, metadata=METADATA)


async def stream(channel: grpc.aio.Channel) -> None:
    async def requests() -> AsyncIterator[pb.ScreenResumesRequest]:
        yield pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING))
        for number, content in enumerate((f"{RESUME}\nstream".encode(), b"")):
            document = pb.Document(content=content)
            yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=f"i{number}", documents=[document]))

    async for _ in ScreeningServiceStub(channel).ScreenResumes(requests()):
        pass


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def spans(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Spans]:
    """What a collector has got of some calls and a batch, when the service has stopped."""
    got: Spans = []
    collector = Collector(got.append)
    settings = settings_with(collector.endpoint, tmp_path_factory.mktemp("state"))
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        await screen(channel)
        await stream(channel)
        batches = BatchServiceStub(channel)
        await told(batches, (await created(batches, some(2))).batch_id, progress_only=True)
    yield got
    collector.close()


def named(spans: Spans, name: str) -> Spans:
    return [span for span in spans if span.name == name]


def under(spans: Spans, parent: Span) -> Spans:
    return [span for span in spans if span.parent_span_id == parent.span_id]


def attributes_of(span: Span) -> dict[str, object]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value") or "") for one in span.attributes}


async def test_a_call_belongs_to_the_trace_of_its_caller(spans: Spans) -> None:
    (call,) = named(spans, SCREENED)

    assert (call.trace_id.hex(), call.parent_span_id.hex()) == (TRACE, PARENT)
    assert call.kind is Span.SPAN_KIND_SERVER
    assert attributes_of(call) == {
        "rpc.system": "grpc",
        "rpc.service": "bole.v1.ScreeningService",
        "rpc.method": "ScreenResume",
        "bole.code": "OK",
        "bole.request_id": REQUEST_ID,
    }


async def test_stages_are_spans_within_their_call_though_other_processes_did_the_work(spans: Spans) -> None:
    (call,) = named(spans, SCREENED)
    stages = under(spans, call)

    assert {"queue", "parse", "align", "store"} <= {span.name for span in stages} <= set(Stage)
    for span in stages:
        assert call.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= call.end_time_unix_nano


async def test_items_of_a_stream_are_spans_of_its_call(spans: Spans) -> None:
    (call,) = named(spans, STREAM)
    good, bad = sorted((span for span in under(spans, call) if span.name == "item"), key=lambda one: one.status.code)

    assert "parse" in {span.name for span in under(spans, good)}
    assert bad.status == Status(code=Status.STATUS_CODE_ERROR)
    assert attributes_of(bad)["bole.reason"] == "DOCUMENT_EMPTY"


async def test_items_of_a_batch_are_traces_of_their_own(spans: Spans) -> None:
    items = [span for span in named(spans, "item") if not span.parent_span_id]

    assert len({span.trace_id for span in items}) == 2
    for item in items:
        assert attributes_of(item).keys() == {"bole.batch_id"}
        assert "parse" in {span.name for span in under(spans, item)}


async def test_spans_hold_keys_of_the_allow_list_alone(spans: Spans) -> None:
    allowed = {PREFIX + key for key in KEYS} | {"rpc.system", "rpc.service", "rpc.method"}

    assert PREFIX + DROPPED not in allowed
    assert {key for span in spans for key in attributes_of(span)} <= allowed
    assert "Ada" not in " ".join(map(words_of, spans))


async def test_calls_are_answered_while_the_collector_is_away(tmp_path: Path) -> None:
    async with (
        running_server(settings_with("http://127.0.0.1:9", tmp_path), "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        await screen(channel)


@pytest.mark.parametrize("endpoint", ["127.0.0.1:4317", "collector", "ftp://collector:4317", ""])
async def test_an_endpoint_that_is_none_is_said_so(endpoint: str) -> None:
    with pytest.raises(BoleError, match="BOLE_OTLP_ENDPOINT") as caught:
        async with spans_sent(endpoint):
            pass
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


async def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(BoleError, match=r"bole-screening\[tracing\]") as caught:
        async with spans_sent("http://127.0.0.1:4317"):
            pass
    assert caught.value.reason is ErrorReason.PART_NOT_INSTALLED
