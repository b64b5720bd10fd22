"""Stores with the real vault on both databases, the keys in a database of their own, and what their files hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from tests.integration.privacy.desk import PostgreSqlPlace, PrivacyDesk, SqlitePlace, opened_desk
from tests.postgresql import PostgreSqlServer


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> SqlitePlace | PostgreSqlPlace:
    """Two empty databases, for contents and for keys."""
    if request.param == "sqlite":
        return SqlitePlace(folder=tmp_path / "data")
    return PostgreSqlPlace(server=cast("PostgreSqlServer", request.getfixturevalue("postgresql")))


@pytest_asyncio.fixture
async def desk(place: SqlitePlace | PostgreSqlPlace) -> AsyncIterator[PrivacyDesk]:
    """Stores, and what answers candidates."""
    async with opened_desk(place) as opened:
        yield opened
