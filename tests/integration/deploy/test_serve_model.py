"""The program of the container on processors: a model becomes a repository, and the entrypoint serves it."""

from __future__ import annotations

import hashlib
import os
import shutil
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
REVISION = "0123456789abcdef0123456789abcdef01234567"


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


def serve_model(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tools'}"} | variables
    command = [sys.executable, str(PROGRAM), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_model_is_only_fetched_where_that_is_asked_for(tmp_path: Path) -> None:
    """What is here already is found; nothing is served and nothing else is written."""
    ended = serve_model("--fetch-only", str(TINY), "--models", str(tmp_path))
    assert ended.returncode == 0
    assert f"It is in {TINY / 'model.gguf'}" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_was_fetched_is_served_without_a_network(tmp_path: Path) -> None:
    """The hub's own layout of its cache, as the other container leaves it in the volume."""
    for repository, name in (("Tiny/Tiny-GGUF", "model.gguf"), ("Qwen/Tiny", "tokenizer.json")):
        folder = tmp_path / "hub" / f"models--{repository.replace('/', '--')}"
        (folder / "snapshots" / REVISION).mkdir(parents=True)
        (folder / "refs").mkdir()
        (folder / "refs" / "main").write_text(REVISION)
        shutil.copy(TINY / name, folder / "snapshots" / REVISION)
    offline = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}

    assert serve_model("--fetch-only", "Tiny/Tiny-GGUF:model.gguf", **offline).returncode == 0
    missing = serve_model("Tiny/Other-GGUF:model.gguf", "--models", str(tmp_path / "models"), **offline)
    assert missing.returncode == 2
    assert "is not on this machine, and the hub cannot be reached" in missing.stderr


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
