"""`bole doctor` on a model engine: what is served, or everything that keeps it from being used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from build_engine.rendering.templates import render_repository
from simulated_server import Simulation
from tests.integration.model_service.services import TOKENIZER
from triton_server import TritonServer, running_triton


def doctor(address: str) -> subprocess.CompletedProcess[str]:
    """Runs the command against a Triton server."""
    settings = {
        "BOLE_ENGINE": "triton",
        "BOLE_TRITON_ADDRESSES": address,
        "BOLE_TOKENIZER": str(TOKENIZER),
    }
    command = [sys.executable, "-m", "bole", "doctor"]
    return subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_server_that_fits_is_described(oracle_server: TritonServer) -> None:
    """Model, limits, and that nothing leaves the premises."""
    said = doctor(oracle_server.grpc_address)

    assert said.returncode == 0, said.stderr
    assert "takes 32768 tokens" in said.stdout
    assert "nothing leaves them" in said.stdout


def test_every_difference_is_a_line_of_its_own(tmp_path: Path) -> None:
    """A tensor of another type, one that is missing, and a missing parameter; the command ends with 1."""
    repository = render_repository("simulated", tmp_path / "repository", Simulation(tokenizer=TOKENIZER).parameters())
    config = repository / "tensorrt_llm" / "config.pbtxt"
    changed = config.read_text()
    for old, new in (
        ('"end_id" data_type: TYPE_INT32', '"end_id" data_type: TYPE_INT64'),
        ('{ name: "guided_decoding_guide" data_type: TYPE_STRING', '{ name: "guide" data_type: TYPE_STRING'),
        ('key: "bole_max_seq_len"', 'key: "max_seq_len"'),
    ):
        assert old in changed
        changed = changed.replace(old, new)
    # The simulated model reads the parameter itself: it gets one under its own name too.
    config.write_text(changed)
    model = repository / "tensorrt_llm" / "1" / "model.py"
    model.write_text(model.read_text().replace('parameters["bole_max_seq_len"]', 'parameters["max_seq_len"]'))
    with running_triton(repository, log=tmp_path / "triton.log") as server:
        said = doctor(server.grpc_address)

    assert said.returncode == 1, said.stdout
    told = [line.split(maxsplit=2) for line in said.stdout.splitlines()]
    lines = [text for state, about, text in told if (state, about) == ("bad", "model")]
    assert any(line.startswith("input end_id: INT32 expected, INT64 served") for line in lines)
    assert any(line.startswith("input guided_decoding_guide: BYTES [1] expected, nothing served") for line in lines)
    assert any(line.startswith("parameter bole_max_seq_len:") for line in lines)


def test_a_server_that_is_away_is_named() -> None:
    """Nobody listens there."""
    said = doctor("127.0.0.1:9")

    assert said.returncode == 1
    assert "127.0.0.1:9: no answer" in said.stdout
