"""The server that the tests of this folder share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio

from bole.bootstrap import running_server
from bole.settings import Settings
from tests.integration.kept.running import FOUND, Running, batch_of


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A server with storage, and a batch that has ended."""
    folder = tmp_path_factory.mktemp("state")
    (folder / "found.txt").write_bytes(FOUND)
    settings = Settings(
        processes=1,
        grace_seconds=5,
        database=f"sqlite:///{folder / 'bole.db'}",  # type: ignore[arg-type]  # as from the environment
        batch_roots=str(folder),
    )
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        limit = settings.document_limit_bytes
        yield Running(channel=channel, batch_id=await batch_of(channel, folder / "found.txt", limit))
