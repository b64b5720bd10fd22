"""What has to hold before a server is started; each thing that does not is refused with what to do.

Asks nvidia-smi itself, as build_engine/building/host.py does: of the standard library alone, what starts the server can
always say why it does not.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from refused_error import RefusedError
from serving_options import Options

MODEL = "tensorrt_llm"
RUNTIME = "tensorrt_llm"
NVIDIA_SMI = ("nvidia-smi", "--query-gpu=index,uuid,name,compute_cap", "--format=csv,noheader")
NVIDIA_SMI_SECONDS = 60
GPU_CELLS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A kind of GPU, for example `NVIDIA H100 80GB HBM3` of compute capability `9.0`."""

    name: str
    compute_capability: str

    def __str__(self) -> str:
        """Returns how it is named in messages."""
        return f"{self.name} (compute capability {self.compute_capability})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """How an engine was built: over how many GPUs of which kind, and with which TensorRT-LLM."""

    ranks: int
    gpu: Gpu
    runtime: str


def check_host(options: Options) -> int:
    """Checks everything and returns how many servers to start.

    Raises:
        RefusedError: Something is missing or does not fit.
    """
    manifest = read_manifest(options) if options.gpu else None
    _check_repository(options)
    _check_files(options)
    for program in ("tritonserver", *(["mpirun"] if options.mpi else [])):
        if shutil.which(program) is None:
            raise RefusedError(
                f"{program} is not on the PATH. Run this in the image of deploy/docker/triton-gpu.Dockerfile."
            )
    if manifest is not None:
        _check_runtime(manifest, options)
        _check_gpus(manifest, options)
    _check_ports(options)
    return manifest.ranks if manifest is not None and options.mpi else 1


def read_manifest(options: Options) -> Manifest:
    """Reads the manifest of the engine.

    Raises:
        RefusedError: There is none, or it cannot be read.
    """
    try:
        content: Any = json.loads(options.manifest.read_text())
        return Manifest(
            ranks=int(content["settings"]["tensor_parallel"]),
            gpu=Gpu(name=str(content["gpu"]["name"]), compute_capability=str(content["gpu"]["compute_capability"])),
            runtime=str(content["versions"][RUNTIME]),
        )
    except FileNotFoundError as error:
        raise RefusedError(f"{options.manifest} does not exist: there is no engine. {_build_it(options)}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"{options.manifest} cannot be read ({error!r}). {_build_it(options)}") from error


def visible_gpus() -> list[Gpu]:
    """Returns the GPUs that programs of this container see.

    Raises:
        RefusedError: There is no nvidia-smi, or it fails.
    """
    if shutil.which(NVIDIA_SMI[0]) is None:
        raise RefusedError(
            "nvidia-smi is not on the PATH: the container has no GPU. Install the NVIDIA Container Toolkit on the "
            "host, and reserve GPUs for the service as docker-compose.yml does."
        )
    try:
        asked = subprocess.run(NVIDIA_SMI, capture_output=True, text=True, timeout=NVIDIA_SMI_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or getattr(error, "output", "") or error
        raise RefusedError(
            f"nvidia-smi fails: {str(said).strip()}. Check the driver on the host with nvidia-smi."
        ) from error
    rows = [[cell.strip() for cell in line.split(",")] for line in asked.stdout.splitlines() if line.strip()]
    if any(len(row) != GPU_CELLS for row in rows):
        raise RefusedError("nvidia-smi answers what cannot be read. Run it on the host: a GPU may be lost.")
    return [Gpu(name=name, compute_capability=capability) for _, _, name, capability in _shown(rows)]


def _shown(rows: list[list[str]]) -> list[list[str]]:
    """Leaves out GPUs that CUDA_VISIBLE_DEVICES hides; nvidia-smi shows them all the same.

    As CUDA reads it: indexes or beginnings of UUIDs, up to the first that is none.
    """
    asked = os.environ.get("CUDA_VISIBLE_DEVICES")
    if asked is None:
        return rows
    found = []
    for part in (name.strip() for name in asked.split(",")):
        named = [row for row in rows if part and (row[0] == part or row[1].startswith(part))]
        if not named:
            break
        found.append(named[0])
    return found


def _check_repository(options: Options) -> None:
    config = options.repository / MODEL / "config.pbtxt"
    try:
        config.read_bytes()
    except OSError as error:
        raise RefusedError(f"{config} cannot be read ({error.strerror}). {_build_it(options)}") from error


def _check_files(options: Options) -> None:
    for file in (options.certificate, options.key, options.client_root, options.restricted_key):
        try:
            file.read_bytes()
        except OSError as error:
            raise RefusedError(
                f"{file} cannot be read ({error.strerror}). Run the service `certificates` of docker-compose.yml, "
                "which makes it, or name another file."
            ) from error
    read_restricted_key(options.restricted_key)


def read_restricted_key(file: Path) -> str:
    """Returns `NAME=VALUE`, what clients must send.

    Raises:
        RefusedError: The file holds something else.
    """
    secret = file.read_text().strip()
    name, _, value = secret.partition("=")
    if not name or not value or any(letter.isspace() for letter in secret):
        raise RefusedError(
            f"{file} does not hold NAME=VALUE on one line. Remove it, and run the service `certificates`."
        )
    return secret


def _check_runtime(manifest: Manifest, options: Options) -> None:
    try:
        installed = metadata.version(RUNTIME)
    except metadata.PackageNotFoundError as error:
        raise RefusedError(
            "TensorRT-LLM is not installed beside this Python. Run this in the image of "
            "deploy/docker/triton-gpu.Dockerfile."
        ) from error
    if installed != manifest.runtime:
        raise RefusedError(
            f"The engine was built with TensorRT-LLM {manifest.runtime}, and {installed} is installed. Serve it in the "
            f"image that built it. Otherwise: {_build_it(options)}"
        )


def _check_gpus(manifest: Manifest, options: Options) -> None:
    gpus = visible_gpus()
    if len(gpus) < manifest.ranks:
        raise RefusedError(
            f"The engine needs {manifest.ranks} GPUs, and this container has {len(gpus)}. Reserve more for it, "
            f"show more of them with CUDA_VISIBLE_DEVICES, or build for fewer with --tp. {_build_it(options)}"
        )
    if not options.mpi:
        return  # weights that the LLM API loads fit any kind of GPU
    for number, gpu in enumerate(gpus[: manifest.ranks]):
        if gpu != manifest.gpu:
            raise RefusedError(
                f"The engine was built for {manifest.gpu}, and GPU {number} is {gpu}, which cannot run it. "
                f"{_build_it(options)}"
            )


def _check_ports(options: Options) -> None:
    listening = (
        ("gRPC", options.address, options.grpc_port),
        ("HTTP", "127.0.0.1", options.http_port),
        ("metrics", options.address, options.metrics_port),
    )
    for what, address, port in listening:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Triton: what has closed does not count
            try:
                probe.bind((address, port))
            except OSError as error:
                raise RefusedError(
                    f"Port {port} for {what} cannot be had on {address} ({error.strerror}). Stop what listens there, "
                    f"or choose another with --{what.lower()}-port."
                ) from error


def _build_it(options: Options) -> str:
    """Returns the command that builds what is missing."""
    service = f"build-{options.models.name}"
    kind = "" if options.mpi else " --kind llmapi"
    if not options.gpu:
        return f"Put a repository into {options.repository}."
    return (
        f"Build it here: docker compose run --rm {service} "
        f"(python3 -m build_engine build --out {options.models}{kind})."
    )
