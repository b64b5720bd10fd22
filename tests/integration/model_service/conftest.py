"""Servers and services that the tests of the service on a model share; each starts when it is first asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from simulated_server import running_simulation
from tests.integration.model_service.known_answers import ORACLE
from tests.integration.model_service.services import Service, running_service, simulation
from triton_server import TritonServer


@pytest.fixture(scope="session")
def oracle_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """A model whose answers are known, nearly half of them wrong on purpose; it answers at once."""
    with running_simulation(ORACLE, tmp_path_factory.mktemp("oracle")) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def oracle_service(oracle_server: TritonServer) -> AsyncIterator[Service]:
    """A service on that model."""
    async with running_service(oracle_server.grpc_address) as service:
        yield service


@pytest.fixture(scope="session")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """A model that answers one request at a time, at 10 ms a token."""
    slow = simulation(slots=1, gpu="l40s", fixed_request_milliseconds=0)
    with running_simulation(slow, tmp_path_factory.mktemp("slow")) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def slow_service(slow_server: TritonServer) -> AsyncIterator[Service]:
    """A service on that model."""
    async with running_service(slow_server.grpc_address) as service:
        yield service
