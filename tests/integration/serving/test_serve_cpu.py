"""`make serve-cpu`: one program that starts Triton and the service, and stops both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


def test_it_serves_until_it_is_told_to_stop() -> None:
    """The service answers on its port, and after SIGTERM nothing is left running."""
    process = subprocess.Popen(
        [*SERVE, str(TINY), "--listen", "127.0.0.1:0", "--cache-gib", "1"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Bole serves on"):
                break
        assert process.poll() is None, lines
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
