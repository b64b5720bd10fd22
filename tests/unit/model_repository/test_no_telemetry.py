"""Nothing leaves the premises: OpenVINO reports no import of the model on CPUs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import require_module

REPOSITORY = Path(__file__).resolve().parents[3] / "model_repository"
PROGRAM = """
import socket, sys
asked = []
def refuse(*arguments, **_):
    asked.append(arguments)
    raise OSError("no network")
socket.getaddrinfo = socket.create_connection = refuse
import {module}
import time
time.sleep(1)  # reports are sent by a thread
print("telemetry" if sys.modules.get("openvino_telemetry") else "no telemetry", asked)
"""


@pytest.mark.parametrize(
    ("module", "told"),
    [("runtime", "no telemetry []"), ("openvino_pipeline", "no telemetry []"), ("openvino", "telemetry")],
)
def test_the_model_on_cpus_reports_to_nobody(tmp_path: Path, module: str, told: str) -> None:
    """Where no variable of a CI system keeps OpenVINO from it; the last case shows that it would report otherwise."""
    require_module("openvino_genai", "cpu")
    folders = (REPOSITORY / "cpu" / "tensorrt_llm" / "1", REPOSITORY / "shared")
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "TF_BUILD", "JENKINS_URL"}}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module)],
        env=kept | {"HOME": str(tmp_path), "PYTHONPATH": ":".join(map(str, folders))},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.startswith(told), done.stderr
    assert (tmp_path / "intel").exists() == (told == "telemetry")
