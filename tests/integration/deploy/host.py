"""A host as the entrypoint of Triton's containers finds it: programs on the PATH, an engine's folder, certificates."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import triton_server
from bole.inference.triton_options import TritonOptions
from tests.integration.inference.servers import TOKENIZER
from tests.requirements import require_module, require_program
from triton_process import read_url
from triton_server import Ports

ENTRYPOINT = Path(__file__).resolve().parents[3] / "deploy" / "triton" / "entrypoint.py"
GPU = "NVIDIA H100 80GB HBM3"
RESTRICTED_KEY = "bole=a-secret=1"

MARK = "BOLE_TEST_HOST"
"""A variable that every process of a host carries: none of them may be left."""

WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH='{libraries}' PYTHONPATH='{site}' PYTHONDONTWRITEBYTECODE=1 PATH='{python}':"$PATH"
exec '{wheel}/bin/tritonserver' --backend-directory='{backends}' "$@"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One folder with all that the entrypoint needs; `bin` comes first on the PATH."""

    folder: Path
    ports: Ports
    mark: str

    @property
    def bin(self) -> Path:
        """Returns the folder of programs."""
        return self.folder / "bin"

    @property
    def models(self) -> Path:
        """Returns the folder of the engine."""
        return self.folder / "models"

    @property
    def health_url(self) -> str:
        """Returns what Triton says of itself."""
        return f"http://127.0.0.1:{self.ports.http}/v2/health/ready"

    def write_manifest(self, **changes: Any) -> None:  # noqa: ANN401 (any JSON)
        """Writes the manifest of an engine over two GPUs."""
        manifest = {
            "format": 1,
            "settings": {"tensor_parallel": 2},
            "versions": {"tensorrt_llm": "1.2.1"},
            "gpu": {"name": GPU, "compute_capability": "9.0", "count": 2},
        }
        (self.models / "engine" / "manifest.json").write_text(json.dumps(manifest | changes))

    def write_program(self, name: str, text: str) -> None:
        """Puts a program onto the PATH."""
        program = self.bin / name
        program.write_text(text)
        program.chmod(0o755)

    def has_gpus(self, *rows: str) -> None:
        """Says what nvidia-smi prints, each row a name and a compute capability; UUIDs begin with GPU-a0, GPU-a1."""
        printed = (f"echo '{number}, GPU-a{number}-0815, {row}'\n" for number, row in enumerate(rows))
        self.write_program("nvidia-smi", "#!/bin/sh\n" + "".join(printed))

    def environment(self) -> dict[str, str]:
        """Returns the environment of the entrypoint."""
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(self.folder / "installed"),
            "PYTHONDONTWRITEBYTECODE": "1",
            # Tests may run as root, containers do not.
            "OMPI_ALLOW_RUN_AS_ROOT": "1",
            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            MARK: self.mark,
            "SERVE_MODELS": str(self.models),
            "SERVE_GRPC_PORT": str(self.ports.grpc),
            "SERVE_HTTP_PORT": str(self.ports.http),
            "SERVE_METRICS_PORT": str(self.ports.metrics),
            "SERVE_CERTIFICATE": str(self.folder / "tls" / "server.pem"),
            "SERVE_KEY": str(self.folder / "tls" / "server.key"),
            "SERVE_CLIENT_ROOT": str(self.folder / "tls" / "ca.pem"),
            "SERVE_RESTRICTED_KEY": str(self.folder / "tls" / "restricted_key"),
            "SERVE_READY_FILE": str(self.folder / "ready"),
            "SERVE_READY_SECONDS": "60",
            "SERVE_EXIT_SECONDS": "15",
        }

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs the entrypoint to its end."""
        return subprocess.run(
            [sys.executable, ENTRYPOINT, *arguments],
            env=self.environment() | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def check(self) -> bool:
        """Asks as the health check of the container does."""
        return self.run("--check").returncode == 0

    def serves(self) -> bool:
        """Says whether Triton answers that its models are ready."""
        try:
            read_url(self.health_url, timeout=5)
        except OSError:
            return False
        return True

    def options(self) -> TritonOptions:
        """Returns how the service connects."""
        return TritonOptions(
            addresses=(f"127.0.0.1:{self.ports.grpc}",),
            tokenizer_path=TOKENIZER,
            root_certificates_path=str(self.folder / "tls" / "ca.pem"),
            client_certificate_path=str(self.folder / "tls" / "client.pem"),
            client_key_path=str(self.folder / "tls" / "client.key"),
            restricted_key=RESTRICTED_KEY,
        )

    def processes(self) -> dict[int, str]:
        """Returns the processes of this host that run, with their command lines."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"{MARK}={self.mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        return {pid: line for pid, line in found.items() if line}

    def shared_memory(self) -> list[Path]:
        """Returns what its servers have in shared memory."""
        return list(Path("/dev/shm").glob(f"rank*_{self.ports.grpc}_*"))  # noqa: S108 (where Linux keeps it)

    def rank(self, number: int) -> int:
        """Returns the process of a rank."""
        wanted = f"shm-region-prefix-name=rank{number}_"
        return next(
            pid
            for pid, line in self.processes().items()
            if wanted in line and line.split(" ", 1)[0].endswith("/tritonserver")
        )


@contextlib.contextmanager
def running(
    host: Host, *arguments: str, program: Path = ENTRYPOINT, **variables: str
) -> Iterator[subprocess.Popen[str]]:
    """Runs the entrypoint, or what becomes it, while the block lasts; nothing of it outlives the block."""
    with (host.folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, program, *arguments],
            env=host.environment() | variables,
            stderr=log,
            stdout=log,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for pid in host.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for left in host.shared_memory():
                left.unlink(missing_ok=True)


def until(holds: Callable[[], bool], within_seconds: float = 30) -> bool:
    """Waits until something holds; False where that takes too long."""
    end = time.monotonic() + within_seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def log_of(host: Host) -> str:
    """Returns what the entrypoint and its servers wrote."""
    return (host.folder / "log").read_text(errors="replace")


def told(host: Host) -> str:
    """Returns what the entrypoint itself wrote, a line a message."""
    return "\n".join(re.findall(r"entrypoint: .*", log_of(host)))


def make_host(folder: Path, tls: Path, make_repository: Callable[[Path], Path]) -> Host:
    """Lays out a host with two GPUs of the kind that its engine was built for."""
    require_program("mpirun", package="openmpi-bin")
    require_module("pytriton", "cpu")
    host = Host(folder=folder, ports=triton_server.free_ports(), mark=uuid.uuid4().hex)
    for name in ("bin", "models/engine", "tmp"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(tls, folder / "tls")
    shutil.copy(TOKENIZER, host.models / "engine" / "tokenizer.json")
    make_repository(host.models / "repository")
    host.write_manifest()
    host.has_gpus(f"{GPU}, 9.0", f"{GPU}, 9.0")
    write_runtime(folder, "1.2.1")
    (folder / "tls" / "restricted_key").write_text(RESTRICTED_KEY + "\n")
    site = sysconfig.get_path("purelib")
    libraries = f"{site}/nvidia_pytriton.libs:{sysconfig.get_config_var('LIBDIR')}"
    backends = triton_server._link_backends(folder)
    host.write_program(
        "tritonserver",
        WRAPPER.format(
            libraries=libraries,
            site=site,
            python=Path(sys.executable).parent,
            wheel=triton_server._wheel(),
            backends=backends,
        ),
    )
    return host


def write_runtime(folder: Path, version: str) -> None:
    """Makes a version of TensorRT-LLM look installed: there is none for machines without a GPU."""
    shutil.rmtree(folder / "installed", ignore_errors=True)
    information = folder / "installed" / f"tensorrt_llm-{version}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tensorrt_llm\nVersion: {version}\n")
