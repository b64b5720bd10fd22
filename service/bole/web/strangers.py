"""Keeps from people whom the service does not know what the console itself holds."""

from __future__ import annotations

import grpc
from starlette.requests import Request

from bole.v1 import batch_service_pb2
from bole.web.pages import calls_of


async def refuse_strangers(request: Request) -> None:
    """Asks the service whether it knows whoever asks; which roles they have does not matter.

    Raises:
        grpc.aio.AioRpcError: CREDENTIALS_MISSING or CREDENTIALS_INVALID, which leads to the page to sign in, and
            whatever else keeps the service from answering.
    """
    calls = calls_of(request)
    try:
        await calls.ask(calls.backend.batches.ListBatches, batch_service_pb2.ListBatchesRequest(page_size=1))
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.PERMISSION_DENIED:
            raise
