"""`make serve-cpu`: one program that starts Triton and the service, and stops both."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.serving.servers import TINY

SERVE = [sys.executable, str(Path(__file__).resolve().parents[3] / "tools" / "serve_cpu.py")]
UNREACHABLE = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_DISABLE_TELEMETRY": "1"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("OpenVINO/Qwen2.5-1.5B-Instruct-int4-ov", "the hub cannot be reached. Name a folder"),
        ("Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q8_0.gguf", "the hub cannot be reached. Name a folder"),
        ("/no/such/folder", "neither a file, nor a folder, nor a hub name"),
    ],
)
def test_a_model_that_cannot_be_had_is_one_clear_error(tmp_path: Path, name: str, said: str) -> None:
    """One line that says what to do, exit status 2, no traceback."""
    environment = os.environ | UNREACHABLE | {"HF_HOME": str(tmp_path)}
    ended = subprocess.run([*SERVE, name], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.fixture
def serving() -> Iterator[subprocess.Popen[str]]:
    """The program with the tiny model, once its service answers."""
    process = subprocess.Popen(
        [*SERVE, str(TINY), "--listen", "127.0.0.1:0", "--cache-gib", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Bole serves on"):
                break
        assert process.poll() is None, lines
        yield process
    finally:
        process.kill()
        process.communicate()


def test_it_serves_until_it_is_told_to_stop(serving: subprocess.Popen[str]) -> None:
    """The service answers on its port, and after SIGTERM nothing is left running."""
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(60) == 0


def test_the_end_of_the_models_process_is_told(serving: subprocess.Popen[str]) -> None:
    """Triton itself goes on and says that it is ready; the program ends and names the log."""
    os.kill(backend_of(serving.pid), signal.SIGKILL)
    _, errors = serving.communicate(timeout=90)
    assert serving.returncode == 1
    assert "the process of the model has ended" in errors
    assert "triton.log" in errors


def backend_of(pid: int) -> int:
    """Returns the backend process among the children of a process's children."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(") ")
            parents[int(entry.name)] = name, int(rest.split()[1])
    return next(
        child for child, (name, parent) in parents.items() if name == "triton_python_b" and parents[parent][1] == pid
    )
