"""Runs the real tritonserver of the nvidia-pytriton wheel on a repository."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from triton_process import (
    guarding,
    has_backend,
    hide_shared_memory,
    last_errors,
    read_url,
    shared_memory_of,
    signal_group,
    start_process,
)

LOOPBACK = "127.0.0.1"
READY_SECONDS = 120.0
STOP_SECONDS = 30.0

_PORTS = range(20_000, 32_000)


class TritonError(Exception):
    """The server does not start; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The three ports of a server, all on 127.0.0.1."""

    grpc: int
    http: int
    metrics: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files for TLS on the gRPC port; with `client_root` clients must show a certificate that it signed."""

    certificate: Path
    key: Path
    client_root: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedKey:
    """What clients must send as header `triton-grpc-protocol-{key}` to use `protocols` (Triton's, with commas)."""

    key: str
    value: str
    protocols: str = "inference"


@dataclass(frozen=True, slots=True, kw_only=True)
class TritonServer:
    """A running server; its addresses are HOST:PORT on 127.0.0.1."""

    process: subprocess.Popen[bytes]
    ports: Ports
    log: Path

    @property
    def grpc_address(self) -> str:
        """Where the KServe gRPC API listens."""
        return f"{LOOPBACK}:{self.ports.grpc}"

    @property
    def http_address(self) -> str:
        """Where the KServe HTTP API listens, without a scheme."""
        return f"{LOOPBACK}:{self.ports.http}"

    @property
    def metrics_url(self) -> str:
        """Where Prometheus scrapes."""
        return f"http://{LOOPBACK}:{self.ports.metrics}/metrics"

    def has_model(self) -> bool:
        """Says whether the model's process runs; where it has ended, the server says that it is ready all the same."""
        return has_backend(self.process)

    def kill(self) -> None:
        """Ends the server and its backend processes at once, as a crash would, and reaps it."""
        signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    def stop(self, within_seconds: float = STOP_SECONDS) -> None:
        """Ends the server by SIGTERM, or, where that takes too long, by SIGKILL."""
        if self.process.poll() is None:
            # To the server alone: it ends its backend processes itself, once their requests are answered.
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(within_seconds)
        self.kill()


def free_ports() -> Ports:
    """Returns three ports that nobody listens on now.

    They are below those that Linux gives to whoever asks for any: a server listens seconds later.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            found.append(port)
        if len(found) == 3:
            break
    grpc, http, metrics = found
    return Ports(grpc=grpc, http=http, metrics=metrics)


@contextlib.contextmanager
def running_triton(
    repository: Path,
    *,
    ports: Ports | None = None,
    log: Path | None = None,
    tls: Tls | None = None,
    restricted_key: RestrictedKey | None = None,
    traces_url: str | None = None,
    ready_within_seconds: float = READY_SECONDS,
) -> Iterator[TritonServer]:
    """Starts tritonserver on a rendered repository, waits until its models are ready, and stops it at the end.

    Args:
        repository: What `render_repository` returned.
        ports: Where to listen, for example those of a server that was killed; free ones by default.
        log: Where the server writes; a temporary file by default.
        tls: TLS on the gRPC port.
        restricted_key: A key without which gRPC calls are refused.
        traces_url: Where its spans are sent, by OTLP over HTTP; None for none.
        ready_within_seconds: How long loading may take.

    Raises:
        TritonError: The server ended or was not ready in time; the message holds the end of its log.
    """
    ports = ports or free_ports()
    prefix = f"bole-{uuid.uuid4().hex[:12]}"
    with tempfile.TemporaryDirectory(prefix="bole-triton-") as folder:
        log = log or Path(folder, "triton.log")
        arguments = [
            *_arguments(repository, _link_backends(Path(folder)), ports, prefix),
            *_security_arguments(tls, restricted_key),
            *_trace_arguments(traces_url),
        ]
        server = TritonServer(process=start_process(arguments, log), ports=ports, log=log)
        try:
            with guarding(server.process, prefix):
                _wait_until_ready(server, ready_within_seconds)
                hide_shared_memory(prefix)
                yield server
        finally:
            server.stop()
            for left in shared_memory_of(prefix):  # by a backend process that was killed
                left.unlink(missing_ok=True)


def _wheel() -> Path:
    """Returns the folder of tritonserver inside the wheel, without importing the wheel."""
    spec = find_spec("pytriton")
    if spec is None or spec.origin is None:
        raise TritonError(
            "nvidia-pytriton is not installed (it exists for x86-64 and Python 3.11 or 3.12). Run make setup."
        )
    return Path(spec.origin).parent / "tritonserver"


def _link_backends(folder: Path) -> Path:
    """Makes a folder of backends with the stub of this Python version; the wheel itself stays as it is."""
    python = folder / "backends" / "python"
    python.mkdir(parents=True)
    wheel = _wheel()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    stub = wheel / "python_backend_stubs" / version / "triton_python_backend_stub"
    if not stub.is_file():
        raise TritonError(f"nvidia-pytriton has no backend for Python {version}")
    shutil.copy(stub, python)
    (python / stub.name).chmod(0o755)
    for file in (wheel / "backends" / "python").iterdir():
        if file.is_file():
            (python / file.name).symlink_to(file)
    return folder / "backends"


def _arguments(repository: Path, backends: Path, ports: Ports, prefix: str) -> list[str]:
    return [
        str(_wheel() / "bin" / "tritonserver"),
        f"--model-repository={repository}",
        f"--backend-directory={backends}",
        f"--backend-config=python,shm-region-prefix-name={prefix}",  # two servers on one machine need different ones
        "--disable-auto-complete-config",
        "--allow-gpu-metrics=false",
        f"--grpc-address={LOOPBACK}",
        f"--grpc-port={ports.grpc}",
        f"--http-address={LOOPBACK}",
        f"--http-port={ports.http}",
        f"--metrics-address={LOOPBACK}",
        f"--metrics-port={ports.metrics}",
    ]


def _security_arguments(tls: Tls | None, restricted_key: RestrictedKey | None) -> Iterator[str]:
    if tls is not None:
        yield "--grpc-use-ssl=true"
        yield f"--grpc-server-cert={tls.certificate}"
        yield f"--grpc-server-key={tls.key}"
        if tls.client_root is not None:
            yield "--grpc-use-ssl-mutual=true"
            yield f"--grpc-root-cert={tls.client_root}"
    if restricted_key is not None:
        yield f"--grpc-restricted-protocol={restricted_key.protocols}:{restricted_key.key}={restricted_key.value}"


def _trace_arguments(url: str | None) -> Iterator[str]:
    if url is not None:
        for setting in ("mode=opentelemetry", f"opentelemetry,url={url}", "level=TIMESTAMPS", "rate=1"):
            yield f"--trace-config={setting}"


def _wait_until_ready(server: TritonServer, within_seconds: float) -> None:
    health = f"http://{server.http_address}/v2/health/ready"
    until = time.monotonic() + within_seconds
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise TritonError(f"tritonserver ended while it started:\n{last_errors(server.log)}")
        try:
            read_url(health, timeout=5)
            read_url(server.metrics_url, timeout=5)  # served a little later
        except OSError:  # refused, or 400 while models load
            time.sleep(0.1)
        else:
            return
    raise TritonError(f"tritonserver was not ready within {within_seconds:g} s:\n{last_errors(server.log)}")
