"""A Ray that the tests of a process share; it ends with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.bulk.commands import Bulk, Ray

HOLDER = Path(__file__).with_name("holding_ray.py")
STOP_SECONDS = 30


@pytest.fixture(scope="session")
def ray() -> Iterator[Ray]:
    """Two processors, held by another process: the warnings of Ray stay with it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOLE_", "RAY_"))}
    with subprocess.Popen(
        [sys.executable, str(HOLDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        told = json.loads(holder.stdout.readline())
        yield Ray(**told)
        holder.stdin.close()
        assert holder.wait(STOP_SECONDS) == 0


@pytest.fixture
def bulk(tmp_path: Path, ray: Ray) -> Bulk:
    """Runs on the shared Ray."""
    return Bulk(folder=tmp_path, ray=ray)
