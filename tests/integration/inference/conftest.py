"""Servers that tests of the client share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.inference.servers import simulated
from triton_server import TritonServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """A simulated server with eight slots, for tests that leave it as it is."""
    with simulated(tmp_path_factory.mktemp("simulated")) as running:
        yield running
