"""What the entrypoint is told: arguments, each of which may also come as an environment variable."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "SERVE_"
_TRUE = {"1", "true", "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the engine and the repository are, where the server listens, and how long its phases may take.

    HTTP always listens on 127.0.0.1: it is for this program alone, and knows neither TLS nor certificates.

    Attributes:
        check: Answer whether the server is ready, and start none.
        models: A folder that build_engine wrote: `engine/` with manifest.json and tokenizer.json, and `repository/`.
        repository: The Triton repository in it.
        address: Where gRPC and the metrics listen.
        grpc_port: Port of gRPC.
        http_port: Port of HTTP.
        metrics_port: Port of the metrics.
        certificate: PEM file that the server shows.
        key: PEM file of its key.
        client_root: PEM file of the authority that signs the certificates of clients and the server's.
        server_name: What clients call the server; its certificate has to be for that.
        certificate_every_seconds: How often `check` looks at the certificate that the server shows. Each look is a
            line in the server's log: a client without a certificate was there.
        restricted_key: File that holds `NAME=VALUE`, what clients must send.
        ready_file: Made once a guided request has been answered.
        ready_seconds: Longest time until then.
        probe_every_seconds: How often a guided request is sent after that.
        probe_seconds: Longest time without an answer to it; then the server hangs, and is ended.
        exit_seconds: Longest time for requests in flight after SIGTERM.
        mpi: One server a GPU under mpirun; else one server.
        gpu: Whether GPUs and the manifest are looked at.
    """

    check: bool
    models: Path
    repository: Path
    address: str
    grpc_port: int
    http_port: int
    metrics_port: int
    certificate: Path
    key: Path
    client_root: Path
    server_name: str
    certificate_every_seconds: float
    restricted_key: Path
    ready_file: Path
    ready_seconds: float
    probe_every_seconds: float
    probe_seconds: float
    exit_seconds: int
    mpi: bool
    gpu: bool

    @property
    def http_url(self) -> str:
        """Returns where HTTP is."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def manifest(self) -> Path:
        """Returns the file that says how the engine was built."""
        return self.models / "engine" / "manifest.json"

    @property
    def tokenizer(self) -> Path:
        """Returns the tokenizer of the model."""
        return self.models / "engine" / "tokenizer.json"


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Reads arguments, and the environment for those that are left out."""
    asked = vars(_parser().parse_args(arguments))
    asked["repository"] = asked["repository"] or asked["models"] / "repository"
    asked["mpi"], asked["gpu"] = not asked.pop("no_mpi"), not asked.pop("no_gpu")
    return Options(**asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="entrypoint",
        description="Serves an engine with Triton. Options may also be variables: --grpc-port is SERVE_GRPC_PORT.",
    )
    parser.add_argument("--check", action="store_true", help="say whether the server is ready, and start none")
    _path(parser, "--models", "/models/gpu", "folder with engine/ and repository/")
    _path(parser, "--repository", None, "Triton repository; that of --models when left out")
    _add(parser, "--address", "127.0.0.1", "where gRPC and metrics listen")
    for name, port in (("grpc", 8001), ("http", 8000), ("metrics", 8002)):
        parser.add_argument(f"--{name}-port", type=int, default=_value(f"--{name}-port", str(port)))
    _path(parser, "--certificate", "/run/triton/server.pem", "what the server shows")
    _path(parser, "--key", "/run/triton/server.key", "its key")
    _path(parser, "--client-root", "/run/triton/ca.pem", "authority of all certificates, those of clients too")
    _add(parser, "--server-name", "localhost", "what clients call the server")
    _path(parser, "--restricted-key", "/run/triton/restricted_key", "file with NAME=VALUE that clients must send")
    _path(parser, "--ready-file", "/tmp/bole-triton-ready", "made once a guided request was answered")  # noqa: S108 (a tmpfs of the container)
    for flag, seconds in (
        ("--ready-seconds", "1800"),
        ("--probe-every-seconds", "60"),
        ("--probe-seconds", "300"),
        ("--certificate-every-seconds", "600"),
    ):
        parser.add_argument(flag, type=float, default=_value(flag, seconds))
    parser.add_argument("--exit-seconds", type=int, default=_value("--exit-seconds", "60"))
    for flag, text in (("--no-mpi", "one server, without mpirun"), ("--no-gpu", "look at no GPU and no manifest")):
        parser.add_argument(flag, action="store_true", default=(_value(flag, "") or "").lower() in _TRUE, help=text)
    return parser


def _path(parser: argparse.ArgumentParser, flag: str, default: str | None, text: str) -> None:
    value = _value(flag, default)
    parser.add_argument(flag, type=Path, default=None if value is None else Path(value), help=text)


def _add(parser: argparse.ArgumentParser, flag: str, default: str, text: str) -> None:
    parser.add_argument(flag, default=_value(flag, default), help=text)


def _value(flag: str, default: str | None) -> str | None:
    return os.environ.get(PREFIX + flag.removeprefix("--").replace("-", "_").upper()) or default
