"""A desk on an empty database for every test that asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.integration.batch.desk import Desk, desk_at


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Batches on SQLite."""
    async with desk_at(tmp_path) as opened:
        yield opened
