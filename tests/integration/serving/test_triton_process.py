"""The server process: how it starts, fails, dies and comes back, and what guards its port."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

import triton_server
from build_engine.rendering.templates import MODEL_NAME, render_repository
from local_model import find_model
from serve_cpu import cpu_parameters
from tests.integration.serving.servers import (
    TINY,
    CpuServer,
    infer,
    infer_inputs,
    infer_outputs,
    output_ids,
    request_arrays,
)
from tests.requirements import require_program
from triton_metrics import read_metrics
from triton_server import RestrictedKey, Tls, TritonError, running_triton

ASKED = request_arrays([5, 6, 7], length=4)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A rendered repository with the tiny model."""
    return render_repository("cpu", tmp_path, cpu_parameters(find_model(str(TINY)), cache_size_gib=1))


@pytest.mark.parametrize("content", [None, b"GGUF, but not really"])
def test_a_model_that_cannot_be_loaded_ends_the_start(tmp_path: Path, content: bytes | None) -> None:
    """The error shows the server's own log, which names the path."""
    path = tmp_path / "gone.gguf"
    if content is not None:
        path.write_bytes(content)
    parameters = cpu_parameters(find_model(str(TINY)), cache_size_gib=1) | {"model_path": str(path)}
    repository = render_repository("cpu", tmp_path / "repository", parameters)
    with (
        pytest.raises(TritonError, match=r"gone\.gguf"),
        running_triton(repository),
    ):
        pytest.fail("it started")


def test_a_killed_server_comes_back_on_its_ports(cpu_server: CpuServer, repository: Path) -> None:
    """While another one goes on beside it; both give the same answer."""
    wanted = output_ids(infer(cpu_server.triton, ASKED))
    with running_triton(repository) as server:
        assert output_ids(infer(server, ASKED)) == wanted
        server.kill()
        with pytest.raises(InferenceServerException, match="UNAVAILABLE"):
            infer(server, ASKED)
        with running_triton(repository, ports=server.ports) as again:
            assert again.grpc_address == server.grpc_address
            assert output_ids(infer(again, ASKED)) == wanted
    assert output_ids(infer(cpu_server.triton, ASKED)) == wanted


def test_tls_and_a_key_guard_the_port(tmp_path: Path, repository: Path) -> None:
    """Plain text is refused, so is a call without the key; with both the answer comes."""
    certificate, key = tmp_path / "server.pem", tmp_path / "server.key"
    openssl = require_program("openssl", package="openssl")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files], check=True, capture_output=True
    )
    guard = RestrictedKey(key="service", value="secret")
    with running_triton(repository, tls=Tls(certificate=certificate, key=key), restricted_key=guard) as server:
        with pytest.raises(InferenceServerException, match="UNAVAILABLE"):
            infer(server, ASKED)
        credentials = grpc.ssl_channel_credentials(certificate.read_bytes())
        with triton.InferenceServerClient(server.grpc_address, ssl=True, creds=credentials) as client:
            with pytest.raises(InferenceServerException, match="expecting header 'triton-grpc-protocol-service"):
                client.infer(MODEL_NAME, infer_inputs(ASKED), outputs=infer_outputs())
            headers = {"triton-grpc-protocol-service": "secret"}
            result = client.infer(MODEL_NAME, infer_inputs(ASKED), outputs=infer_outputs(), headers=headers)
    assert len(output_ids(result)) == 4


BROKEN_STEP = """

class Broken:
    def __init__(self, pipeline):
        self._pipeline = pipeline

    def __getattr__(self, name):
        return getattr(self._pipeline, name)

    def step(self):
        raise RuntimeError("no memory")


sound = load


def load(settings):
    return Broken(sound(settings))
"""


def test_a_runtime_that_fails_for_good_ends_the_server(repository: Path) -> None:
    """The request is answered; a server that went on would say that it is ready, and answer nothing."""
    with (repository / MODEL_NAME / "1" / "openvino_pipeline.py").open("a") as module:
        module.write(BROKEN_STEP)
    with running_triton(repository) as server:
        with pytest.raises(InferenceServerException, match=r"INTERNAL.*the runtime failed: no memory"):
            infer(server, ASKED)
        server.process.wait(60)


def test_what_a_server_writes_is_its_owners(repository: Path, tmp_path: Path) -> None:
    """Its log, also one that was there before, and its shared memory, in which prompts stand."""
    log = tmp_path / "triton.log"
    log.touch(mode=0o644)
    with running_triton(repository, log=log) as server:
        infer(server, ASKED)
        memory = set(re.findall(r"/dev/shm/bole-\S+", Path(f"/proc/{server.process.pid}/maps").read_text()))  # noqa: S108 (where Linux keeps it)
        assert memory
        assert {Path(file).stat().st_mode & 0o777 for file in [log, *memory]} == {0o600}


def test_the_probe_takes_no_proxy_of_the_environment(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads nowhere does not matter; nor to who reads metrics."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with running_triton(repository) as server:
        assert read_metrics(server.metrics_url)


STARTER = """
import sys, time
from pathlib import Path
from triton_server import running_triton
with running_triton(Path(sys.argv[1])) as server:
    print(server.process.pid, flush=True)
    time.sleep(100)
"""


def test_a_server_does_not_outlive_a_starter_that_is_killed(repository: Path) -> None:
    """Nor do its backend processes: no process of its group is left."""
    environment = os.environ | {"PYTHONPATH": str(Path(triton_server.__file__).parent)}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(repository)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert starter.stdout is not None
        group = int(starter.stdout.readline())
        os.killpg(group, 0)
    finally:
        starter.kill()
        starter.communicate()
    until = time.monotonic() + 10
    while runs(group):
        assert time.monotonic() < until
        time.sleep(0.05)


def runs(group: int) -> bool:
    """Says whether a process of a group runs; those that nobody has reaped yet do not."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, its_group = (entry / "stat").read_text().rpartition(") ")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False
