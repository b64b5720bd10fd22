"""A command line in this process, against a service that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bole.cli import main
from tests.unit.cli.batch.scripted_service import ScriptedBatches, serving

Bole = Callable[..., Result]


@pytest.fixture
def service() -> ScriptedBatches:
    return ScriptedBatches()


@pytest.fixture
def bole(service: ScriptedBatches, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bole]:
    """Returns what runs `bole batch ... --server` and checks its exit status."""
    with serving(service, tmp_path_factory.mktemp("server")) as address:

        def run(name: str, *arguments: str | Path, expect: int = 0) -> Result:
            result = CliRunner().invoke(main, ["batch", name, *map(str, arguments), "--server", address])
            assert result.exit_code == expect, result.output
            return result

        yield run
