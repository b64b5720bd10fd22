"""Both databases, for every test that asks: SQLite in a folder, PostgreSQL as a server of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from bole.storage.opening import Storage, opened
from tests.integration.storage.making import LabellingVault
from tests.postgresql import PostgreSqlServer


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/bole.db"
    return cast("PostgreSqlServer", request.getfixturevalue("postgresql")).new_schema()


@pytest_asyncio.fixture
async def storage(address: str) -> AsyncIterator[Storage]:
    """Stores on an empty database, whose vault opens nothing under another name than it was sealed for."""
    async with opened(address, LabellingVault(), busy_seconds=10.0) as stores:
        yield stores
