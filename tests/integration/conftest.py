"""A real server on a free port, with worker processes, for every test that asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import grpc
import pytest_asyncio

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

SETTINGS = Settings(processes=2, grace_seconds=5, call_queue_seconds=60)
"""Calls that come together wait, also on a busy machine: refusals have tests and servers of their own."""
OPTIONS = [("grpc.max_send_message_length", 128 * 1024 * 1024)]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def channel() -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a server that all tests of a process share."""
    async with (
        running_server(SETTINGS, "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS) as opened,
    ):
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def stub(channel: grpc.aio.Channel) -> ScreeningServiceAsyncStub:
    """A stub of the shared server."""
    return ScreeningServiceStub(channel)
