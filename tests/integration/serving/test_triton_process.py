"""The server process: how it starts, fails, dies and comes back, and what guards its port."""

from __future__ import annotations

import subprocess
from pathlib import Path

import grpc
import pytest
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

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
from triton_server import MODEL_NAME, RestrictedKey, Tls, TritonError, render_repository, running_triton

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
