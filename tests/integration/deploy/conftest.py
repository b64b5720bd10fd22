"""Hosts that differ in what their servers answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.deploy.host import Host, make_host
from tests.integration.inference.certificates import make_certificates
from tests.integration.inference.servers import simulated_repository

MakeHost = Callable[[Callable[[Path], Path]], Host]


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of an authority, a server and a client."""
    return make_certificates(tmp_path_factory.mktemp("tls")).folder


@pytest.fixture
def host_with(tmp_path: Path, tls: Path) -> MakeHost:
    """Makes a host with a repository."""
    return lambda make_repository: make_host(tmp_path / "host", tls, make_repository)


@pytest.fixture
def host(host_with: MakeHost) -> Host:
    """A host with a simulated server whose every answer takes more than a second."""
    return host_with(lambda folder: simulated_repository(folder, fixed_request_milliseconds=1200))
