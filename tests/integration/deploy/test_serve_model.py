"""The program of the container on processors: a model becomes a repository, and the entrypoint serves it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from bole.inference.triton import TritonModel
from tests.integration.deploy.conftest import MakeHost
from tests.integration.deploy.host import ENTRYPOINT, log_of, running, until
from tests.integration.inference.servers import TOKENIZER, request, simulated_repository

PROGRAM = ENTRYPOINT.with_name("serve_model.py")
ROOT = ENTRYPOINT.parents[2]
TINY = Path(TOKENIZER).parent


async def test_a_folder_with_a_model_is_served(host_with: MakeHost) -> None:
    """The service connects with the tokenizer that the program leaves; no GPU is asked for."""
    host = host_with(simulated_repository)
    for name in ("manifest.json", "tokenizer.json"):
        (host.models / "engine" / name).unlink()
    (host.bin / "nvidia-smi").unlink()
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tools'}"}
    arguments = (str(TINY), "--models", str(host.models), "--cache-gib", "1", "--max-seq-len", "2048")
    with running(host, *arguments, program=PROGRAM, **environment) as process:
        assert until(host.check, 60), log_of(host)
        assert digest(host.models / "engine" / "tokenizer.json") == digest(Path(TOKENIZER))
        model = TritonModel(host.options())
        await model.connect()
        assert (await model.generate(request())).text.startswith("{")
        await model.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert host.processes() == {}


def test_a_model_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, PROGRAM, "/no/such/model", "--models", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tools'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "serve_model: /no/such/model is neither a file, nor a folder" in ended.stderr
    assert "Traceback" not in ended.stderr


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
