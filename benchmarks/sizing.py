"""How many calls a second one service answers, by its worker processes: `python benchmarks/sizing.py 1 2 4 8`.

Not one of the figures of `out/bench.json`: it needs a machine with as many cores as the processes that are named, and a
few more for those who call. What was measured, and on which machine, stands in docs/operate.md.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import statistics
import sys
import time
from typing import TYPE_CHECKING

import grpc

from bole.api import messages
from bole.bootstrap import reader, running_server
from bole.domain.rubric import JobPosting
from bole.settings import Settings
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from documents import EXAMPLES

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

SECONDS = 8.0
WARM_UP_SECONDS = 2.0
CALLERS = 4
IN_FLIGHT = 16
"""Calls of each caller at a time: enough that no worker process waits for one."""


def main(processes: list[int]) -> int:
    """Measures each number of worker processes on text and on PDF, and prints a line of JSON for each."""
    for count, kind in itertools.product(processes, ("txt", "pdf")):
        print(json.dumps(asyncio.run(_measured(count, kind))), flush=True)
    return 0


async def _measured(processes: int, kind: str) -> dict[str, object]:
    request = _request(kind).SerializeToString()
    settings = Settings(processes=processes, call_limit=4096)
    async with running_server(settings, "127.0.0.1:0") as (_, port):
        context = multiprocessing.get_context("spawn")
        with context.Pool(CALLERS) as callers:
            told = await asyncio.to_thread(callers.starmap, _call, [(port, request)] * CALLERS)
    milliseconds = [1000 * each for one in told for each in one]
    return {
        "kind": kind,
        "processes": processes,
        "calls_per_second": len(milliseconds) / SECONDS,
        "p50_ms": statistics.median(milliseconds),
        "p95_ms": statistics.quantiles(milliseconds, n=20)[-1],
    }


def _request(kind: str) -> pb.ScreenResumeRequest:
    posting = (EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8")
    rubric = reader(Settings()).engine.draft_rubric(JobPosting(text=posting))
    paths = sorted((EXAMPLES / "resumes").glob(f"*_en.{kind}"))
    return pb.ScreenResumeRequest(
        rubric=messages.rubric(rubric), documents=[pb.Document(content=paths[0].read_bytes())]
    )


def _call(port: int, request: bytes) -> list[float]:
    return asyncio.run(_calls(port, pb.ScreenResumeRequest.FromString(request)))


async def _calls(port: int, request: pb.ScreenResumeRequest) -> list[float]:
    """Calls without a pause, and returns the seconds of each call that ended after the warm-up."""
    begin = time.monotonic() + WARM_UP_SECONDS
    seconds: list[float] = []

    async def again(stub: ScreeningServiceAsyncStub) -> None:
        while (start := time.monotonic()) < begin + SECONDS:
            await stub.ScreenResume(request)
            if begin <= time.monotonic() < begin + SECONDS:
                seconds.append(time.monotonic() - start)

    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub: ScreeningServiceAsyncStub = ScreeningServiceStub(channel)
        await asyncio.gather(*(again(stub) for _ in range(IN_FLIGHT)))
    return seconds


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1, 2]))
