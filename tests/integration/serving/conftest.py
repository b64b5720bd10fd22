"""One server on CPUs that all tests of a process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tokenizers import Tokenizer

from tests.integration.serving.servers import CpuServer, running_cpu_server


@pytest.fixture(scope="session")
def cpu_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CpuServer]:
    """The tiny model behind a real tritonserver."""
    with running_cpu_server(tmp_path_factory.mktemp("cpu-server")) as server:
        yield server


@pytest.fixture(scope="session")
def tokenizer(cpu_server: CpuServer) -> Tokenizer:
    """The tokenizer of the tiny model."""
    return Tokenizer.from_file(str(cpu_server.model.tokenizer))
