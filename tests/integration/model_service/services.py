"""The service on real Triton servers: how tests start it, and what they ask it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from google.rpc import error_details_pb2, status_pb2
from google.type import date_pb2
from grpc_health.v1 import health_pb2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import resume_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from simulated_server import Simulation
from tests.errors import details_of
from triton_metrics import metric, read_metrics
from triton_server import TritonServer

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

TOKENIZER = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny" / "tokenizer.json"
AS_OF = date_pb2.Date(year=2026, month=1, day=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service: its stub, its channel, and its address as HOST:PORT."""

    stub: ScreeningServiceAsyncStub
    channel: grpc.aio.Channel
    address: str

    async def healthy(self) -> bool:
        """Tells whether it reports SERVING, both as a whole and by name."""
        check = self.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        names = ("", "bole.v1.ScreeningService")
        answers = [await check(health_pb2.HealthCheckRequest(service=name)) for name in names]
        return all(one.status == health_pb2.HealthCheckResponse.SERVING for one in answers)


@asynccontextmanager
async def running_service(
    address: str,
    *,
    tokenizer: Path = TOKENIZER,
    model_queue_limit: int = 1024,
    call_limit_seconds: float = 120,
) -> AsyncIterator[Service]:
    """Runs a service on the model server at `address` while the context lasts."""
    settings = Settings(
        engine="triton",
        triton_addresses=address,
        tokenizer=tokenizer,
        model_queue_limit=model_queue_limit,
        call_limit_seconds=call_limit_seconds,
        processes=2,
        grace_seconds=1,
    )
    async with running_server(settings, "127.0.0.1:0") as (_, port):
        own = f"127.0.0.1:{port}"
        async with grpc.aio.insecure_channel(own) as channel:
            yield Service(stub=ScreeningServiceStub(channel), channel=channel, address=own)


def simulation(
    *, slots: int = 16, max_seq_len: int = 32768, gpu: str = "h100", fixed_request_milliseconds: float = 1
) -> Simulation:
    """Returns a simulated model with the tiny tokenizer, by default one that answers at once."""
    return Simulation(
        tokenizer=TOKENIZER,
        slots=slots,
        max_seq_len=max_seq_len,
        gpu=gpu,
        fixed_request_milliseconds=fixed_request_milliseconds,
    )


def criterion(
    *names: str,
    requirement: rubric_pb2.Criterion.Requirement.ValueType = rubric_pb2.Criterion.MUST,
    kind: rubric_pb2.Criterion.Kind.ValueType = rubric_pb2.Criterion.SKILL,
) -> rubric_pb2.Criterion:
    """Returns a criterion that asks for all of some terms."""
    terms = [rubric_pb2.Term(name=name) for name in names]
    group = rubric_pb2.TermGroup(combination=rubric_pb2.TermGroup.ALL_OF, terms=terms)
    return rubric_pb2.Criterion(text=" and ".join(names), kind=kind, requirement=requirement, term_groups=[group])


def rubric(names: Iterable[str]) -> rubric_pb2.Rubric:
    """Returns a rubric that must have each of some terms."""
    return rubric_pb2.Rubric(title="Backend engineer", language_code="en", criteria=[criterion(one) for one in names])


def screening_request(resume: str, asked: rubric_pb2.Rubric, *, allow_degraded: bool = False) -> pb.ScreenResumeRequest:
    """Asks to screen a resume in plain text."""
    return pb.ScreenResumeRequest(
        rubric=asked, documents=[pb.Document(content=resume.encode())], as_of=AS_OF, allow_degraded=allow_degraded
    )


async def stream_requests(resumes: Sequence[str], asked: rubric_pb2.Rubric) -> AsyncIterator[pb.ScreenResumesRequest]:
    """Asks to screen some resumes; the `item_id` is the place, from 0."""
    yield pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(rubric=asked, as_of=AS_OF))
    for place, resume in enumerate(resumes):
        documents = [pb.Document(content=resume.encode())]
        yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=str(place), documents=documents))


def warning_codes(warnings: Iterable[resume_pb2.Warning]) -> set[str]:
    """Returns the names of the codes of warnings."""
    return {resume_pb2.Warning.Code.Name(one.code) for one in warnings}


def retry_seconds(status: status_pb2.Status) -> float:
    """Returns after how long a caller is told to come back."""
    info = details_of(status)["RetryInfo"]
    assert isinstance(info, error_details_pb2.RetryInfo)
    return info.retry_delay.seconds + info.retry_delay.nanos / 1e9


async def active_requests(server: TritonServer) -> float:
    """Returns how many requests the model server works on, by its own metrics."""
    return await model_metric(server, "nv_trt_llm_request_metrics", request_type="active")


async def model_metric(server: TritonServer, family: str, **labels: str) -> float:
    """Returns a series of the model server's own metrics."""
    value = metric(await asyncio.to_thread(read_metrics, server.metrics_url), family, **labels)
    assert value is not None
    return value


async def until(reached: Callable[[], Awaitable[bool]], within_seconds: float) -> float:
    """Waits until something is so, and returns the seconds that it took; fails after `within_seconds`."""
    began = time.monotonic()
    async with asyncio.timeout(within_seconds):
        while not await reached():  # noqa: ASYNC110  # servers are asked, and tell nobody
            await asyncio.sleep(0.02)
    return time.monotonic() - began
