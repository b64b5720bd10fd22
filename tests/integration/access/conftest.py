"""What all servers of these tests have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bole.security import watched_file


@pytest.fixture(scope="module", autouse=True)
def look_often() -> Iterator[None]:
    """Files are looked at ten times a second in place of once: a test waits for each change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched_file, "LOOK_SECONDS", 0.1)
        yield
