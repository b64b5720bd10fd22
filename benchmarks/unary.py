"""What a `ScreenResume` call costs beside the pipeline: gRPC, conversion, admission and the hop to a worker process."""

from __future__ import annotations

import asyncio
import datetime
import statistics
import time
from typing import TYPE_CHECKING

import grpc

from bole.api import messages
from bole.bootstrap import reader, running_server
from bole.domain.documents import Document
from bole.domain.rubric import JobPosting, Rubric
from bole.pipeline.screening import Reader, ScreeningRequest, screen
from bole.settings import Settings
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub
from documents import EXAMPLES

CALLS = 300
AS_OF = datetime.date(2026, 1, 31)


def measure() -> dict[str, float]:
    """Returns the medians in milliseconds; calls and pipeline runs alternate, so that both see the same machine."""
    return asyncio.run(_measure(Settings()))


async def _measure(settings: Settings) -> dict[str, float]:
    ours = reader(settings)
    posting = JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8"))
    rubric = ours.engine.draft_rubric(posting)
    content = (EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes()
    request = pb.ScreenResumeRequest(
        rubric=messages.rubric(rubric), documents=[pb.Document(content=content)], as_of=messages.date(AS_OF)
    )
    calls: list[float] = []
    runs: list[float] = []
    async with (
        running_server(settings, "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = ScreeningServiceStub(channel)
        for number in range(CALLS + 20):
            call, run = await _call(stub, request), _run(content, rubric, ours)
            if number >= 20:
                calls.append(call)
                runs.append(run)
    return {
        "unary_overhead_ms_p50": statistics.median(call - run for call, run in zip(calls, runs, strict=True)),
        "unary_call_ms_p50": statistics.median(calls),
        "unary_pipeline_ms_p50": statistics.median(runs),
    }


async def _call(stub: ScreeningServiceAsyncStub, request: pb.ScreenResumeRequest) -> float:
    start = time.perf_counter()
    await stub.ScreenResume(request)
    return (time.perf_counter() - start) * 1000


def _run(content: bytes, rubric: Rubric, ours: Reader) -> float:
    start = time.perf_counter()
    screen(ScreeningRequest(documents=(Document(content=content),), rubric=rubric, as_of=AS_OF), ours)
    return (time.perf_counter() - start) * 1000
