"""The service itself, for a moment: its worker processes, their limits, and an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import grpc

from bole.cli.connection import connected, describe
from bole.cli.doctor.findings import Finding, bad, good
from bole.domain.errors import BoleError, ErrorReason
from bole.pipeline.probe import take
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb

_PROBE = "Backend engineer. Requirements: 3 years of Python experience; SQL."
_ROOM, _TOO_MUCH = 256, 1024
"""MiB that a piece of work may take, and takes."""


def limits(_settings: Settings) -> Iterator[Finding]:
    """Has a worker process take more memory than it may."""
    if asyncio.run(_is_stopped()):
        yield good("limits", "work that takes too much memory is ended")
    else:
        yield bad(
            "limits",
            "This system does not limit the memory of a process: a hostile document may take all of it. Run the "
            "service where RLIMIT_AS works, on Linux itself or in a usual container.",
        )


async def _is_stopped() -> bool:
    workers = WorkerProcesses(processes=1, limit_seconds=30, limit_cpu_seconds=30, limit_mebibytes=_ROOM)
    try:
        await workers.run(take, _TOO_MUCH)
    except BoleError as error:
        return error.reason is ErrorReason.DOCUMENT_OUT_OF_MEMORY
    else:
        return False
    finally:
        workers.close()


def service(_settings: Settings) -> Iterator[Finding]:
    """Has the embedded engine, which every other engine needs too, draft criteria."""
    try:
        count = asyncio.run(_draft())
    except grpc.aio.AioRpcError as error:
        yield bad("service", describe(error))
        return
    if count:
        yield good("service", "answers")
    else:
        yield bad("service", "drafts no criteria: reinstall bole-screening")


async def _draft() -> int:
    async with connected(None, engine="rules") as stub:
        answer = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=rubric_pb2.JobPosting(text=_PROBE)))
    return len(answer.rubric.criteria)
