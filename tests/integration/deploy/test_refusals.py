"""What the entrypoint refuses to start, each with what to do about it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable

import pytest

from tests.integration.deploy.host import GPU, Host, write_runtime

BUILD = "Build it here: docker compose run --rm build-models (python3 -m build_engine build --out"


def no_manifest(host: Host) -> None:
    (host.models / "engine" / "manifest.json").unlink()


def broken_manifest(host: Host) -> None:
    (host.models / "engine" / "manifest.json").write_text("{")


def bare_manifest(host: Host) -> None:
    host.write_manifest(gpu={})


def no_repository(host: Host) -> None:
    shutil.rmtree(host.models / "repository")


def other_kind(host: Host) -> None:
    host.has_gpus("NVIDIA A100-SXM4-80GB, 8.0", "NVIDIA A100-SXM4-80GB, 8.0")


def other_capability(host: Host) -> None:
    host.has_gpus(f"{GPU}, 9.0", f"{GPU}, 9.1")


def one_gpu(host: Host) -> None:
    host.has_gpus(f"{GPU}, 9.0")


def no_driver(host: Host) -> None:
    host.write_program("nvidia-smi", "#!/bin/sh\necho 'driver not loaded' >&2\nexit 9\n")


def no_nvidia_smi(host: Host) -> None:
    (host.bin / "nvidia-smi").unlink()


def no_tritonserver(host: Host) -> None:
    (host.bin / "tritonserver").unlink()


def other_runtime(host: Host) -> None:
    write_runtime(host.folder, "1.3.0")


def no_runtime(host: Host) -> None:
    shutil.rmtree(host.folder / "installed")


def no_certificate(host: Host) -> None:
    (host.folder / "tls" / "server.pem").unlink()


def no_key_in_its_file(host: Host) -> None:
    (host.folder / "tls" / "restricted_key").write_text("secret\n")


def other_tokenizer(host: Host) -> None:
    (host.models / "engine" / "tokenizer.json").write_text('{"added_tokens": [], "model": {"vocab": {}}}')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_manifest, ("manifest.json does not exist: there is no engine", BUILD)),
        (broken_manifest, ("manifest.json cannot be read (JSONDecodeError", BUILD)),
        (bare_manifest, ("manifest.json cannot be read (KeyError('name')", BUILD)),
        (no_repository, ("tensorrt_llm/config.pbtxt cannot be read (No such file", BUILD)),
        (other_kind, (f"built for {GPU} (compute capability 9.0), and GPU 0 is NVIDIA A100-SXM4-80GB", BUILD)),
        (other_capability, (f"and GPU 1 is {GPU} (compute capability 9.1), which cannot run it", BUILD)),
        (one_gpu, ("needs 2 GPUs, and this container has 1. Reserve more", "--tp", BUILD)),
        (no_driver, ("nvidia-smi fails: driver not loaded. Check the driver",)),
        (no_nvidia_smi, ("nvidia-smi is not on the PATH", "Install the NVIDIA Container Toolkit")),
        (no_tritonserver, ("tritonserver is not on the PATH", "deploy/docker/triton-gpu.Dockerfile")),
        (other_runtime, ("built with TensorRT-LLM 1.2.1, and 1.3.0 is installed", BUILD)),
        (no_runtime, ("TensorRT-LLM is not installed", "deploy/docker/triton-gpu.Dockerfile")),
        (no_certificate, ("server.pem cannot be read (No such file", "Run the service `certificates`")),
        (no_key_in_its_file, ("does not hold NAME=VALUE", "run the service `certificates`")),
        (other_tokenizer, ("is no tokenizer of Qwen2.5", "Build the engine again")),
    ],
)
def test_it_says_what_is_wrong_and_what_to_do(host: Host, spoil: Callable[[Host], None], said: tuple[str, ...]) -> None:
    """One line, exit status 2, and nothing was started."""
    spoil(host)
    ended = host.run()
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    for words in said:
        assert words in ended.stderr
    assert host.processes() == {}


@pytest.mark.parametrize(("port", "name"), [("grpc", "gRPC"), ("http", "HTTP"), ("metrics", "metrics")])
def test_a_taken_port_is_named(host: Host, port: str, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(host.ports, port)))
        taken.listen()
        ended = host.run()
    assert ended.returncode == 2
    assert f"Port {getattr(host.ports, port)} for {name} cannot be had" in ended.stderr
    assert f"choose another with --{port}-port" in ended.stderr


@pytest.mark.parametrize(
    ("shown", "left"),
    [("1", 1), ("GPU-a1", 1), ("0,7,1", 1), ("", 0), ("0,,1", 1)],
)
def test_gpus_that_are_hidden_do_not_count(host: Host, shown: str, left: int) -> None:
    """As CUDA reads it: up to the first that is none."""
    ended = host.run(CUDA_VISIBLE_DEVICES=shown)
    assert ended.returncode == 2
    assert f"needs 2 GPUs, and this container has {left}" in ended.stderr
    assert "CUDA_VISIBLE_DEVICES" in ended.stderr


def test_gpus_count_in_the_order_in_which_they_are_shown(host: Host) -> None:
    """Two of the three that are of the right kind are enough."""
    host.has_gpus("NVIDIA T400, 7.5", f"{GPU}, 9.0", f"{GPU}, 9.0")
    assert "GPU 0 is NVIDIA T400" in host.run().stderr
    with socket.socket() as taken:  # what is looked at after the GPUs
        taken.bind(("127.0.0.1", host.ports.grpc))
        taken.listen()
        ended = host.run(CUDA_VISIBLE_DEVICES="GPU-a2,1")
    assert f"Port {host.ports.grpc} for gRPC cannot be had" in ended.stderr


def test_an_answer_of_nvidia_smi_that_cannot_be_read_is_told(host: Host) -> None:
    host.write_program("nvidia-smi", "#!/bin/sh\necho 'Unable to determine the device handle'\n")
    ended = host.run()
    assert ended.returncode == 2
    assert "nvidia-smi answers what cannot be read" in ended.stderr


def test_the_llm_api_loads_on_any_kind_of_gpu(host: Host) -> None:
    """Its weights fit them all, but there must be enough GPUs, and the build is another one."""
    host.has_gpus("NVIDIA A100-SXM4-80GB, 8.0")
    ended = host.run("--no-mpi")
    assert ended.returncode == 2
    assert "needs 2 GPUs, and this container has 1" in ended.stderr
    assert f"--out {host.models} --kind llmapi" in ended.stderr


def test_without_a_gpu_no_manifest_is_asked_for(host: Host) -> None:
    """As in the container on processors, where a program renders the repository."""
    no_manifest(host)
    no_nvidia_smi(host)
    no_repository(host)
    ended = host.run(SERVE_NO_GPU="1", SERVE_NO_MPI="1")
    assert ended.returncode == 2
    assert "config.pbtxt cannot be read" in ended.stderr
    assert f"Put a repository into {host.models / 'repository'}." in ended.stderr


def test_the_check_fails_where_nothing_runs(host: Host) -> None:
    """A ready file that a killed container has left does not count."""
    (host.folder / "ready").touch()
    assert not host.check()
