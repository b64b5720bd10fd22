"""What a `ScreenResume` call costs beside the pipeline call: gRPC, conversion, interceptors.

The pipeline call is what the servicer makes, `UseCases.screen`, which runs in a worker process; the same work inline,
in the process of the server, tells what the hop to the worker costs on top.
"""

from __future__ import annotations

import asyncio
import datetime
import statistics
import time
from collections.abc import Awaitable, Callable

import grpc

from bole.api import messages
from bole.bootstrap import reader, running_server
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.rubric import JobPosting
from bole.pipeline.screening import Reader, ScreeningRequest, screen
from bole.settings import Settings
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from documents import EXAMPLES

CALLS = 300
WARM_UP = 20
AS_OF = datetime.date(2026, 1, 31)


def measure() -> dict[str, float]:
    """Returns the medians in milliseconds; the three ways take turns, so that all see the same machine."""
    return asyncio.run(_measure(Settings()))


async def _measure(settings: Settings) -> dict[str, float]:
    ours = reader(settings)
    posting = JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8"))
    rubric = ours.engine.draft_rubric(posting)
    document = Document(content=(EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes())
    asked = ScreeningRequest(documents=(document,), rubric=rubric, as_of=AS_OF)
    message = pb.ScreenResumeRequest(
        rubric=messages.rubric(rubric),
        documents=[pb.Document(content=document.content)],
        as_of=messages.date(AS_OF),
    )
    async with (
        running_server(settings, "127.0.0.1:0") as (server, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = ScreeningServiceStub(channel)
        rows = [
            (
                await _seconds(lambda: stub.ScreenResume(message)),
                await _seconds(lambda: server.use_cases.screen("bench", asked, CallTerms())),
                await _seconds(lambda: _inline(asked, ours)),
            )
            for _ in range(WARM_UP + CALLS)
        ][WARM_UP:]
    return {
        "unary_overhead_ms_p50": 1000 * statistics.median(call - pipeline for call, pipeline, _ in rows),
        "unary_overhead_with_worker_hop_ms_p50": 1000 * statistics.median(call - inline for call, _, inline in rows),
        "unary_call_ms_p50": 1000 * statistics.median(call for call, _, _ in rows),
        "unary_pipeline_ms_p50": 1000 * statistics.median(pipeline for _, pipeline, _ in rows),
    }


async def _seconds(call: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    await call()
    return time.perf_counter() - start


async def _inline(request: ScreeningRequest, ours: Reader) -> None:
    screen(request, ours)
