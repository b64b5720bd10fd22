"""The batches that a form offers."""

from __future__ import annotations

from dataclasses import dataclass

import grpc

from bole.v1 import batch_service_pb2
from bole.web.backend import Calls

MOST_CHOICES = 200
"""The newest; older ones are chosen by their address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChoice:
    """A batch; `title` may be empty, `day` is when it was made, in UTC."""

    batch_id: str
    title: str
    day: str


async def batch_choices(calls: Calls) -> dict[str, BatchChoice] | None:
    """Returns the newest batches by identifier, the newest first; None where the caller may not screen.

    Raises:
        grpc.aio.AioRpcError: Any other failure.
    """
    wanted = batch_service_pb2.ListBatchesRequest(page_size=MOST_CHOICES)
    try:
        found = await calls.ask(calls.backend.batches.ListBatches, wanted)
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.PERMISSION_DENIED:
            return None
        raise
    return {
        one.batch_id: BatchChoice(
            batch_id=one.batch_id, title=one.title, day=f"{one.create_time.ToDatetime():%Y-%m-%d}"
        )
        for one in found.batches
    }
