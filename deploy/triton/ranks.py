"""The command lines of the servers: one for each GPU under mpirun, or one alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from preflight import MODEL
from serving_options import Options

PROTOCOLS = "health,metadata,inference,shared-memory,model-config,model-repository,statistics,trace,logging"
"""All that Triton knows: without the key nothing is answered. The service sends it with every call."""

WRITE_PID = 'echo "$$" > "$0" && exec "$@"'
"""A shell that says which process a rank is, then becomes it: mpirun knows, and does not tell."""


def server_command(options: Options, ranks: int, secret: str, pids: list[Path]) -> list[str]:
    """Returns what to start.

    Args:
        options: Where things are.
        ranks: How many servers, one for each GPU.
        secret: `NAME=VALUE` that clients must send. Triton takes it as an argument only: every user of the
            host can read it with `ps`, and every process of the container. It is a second lock behind the certificates,
            and no more.
        pids: Where each server writes its process id.
    """
    first = [*_common(options, 0), *_endpoints(options, secret)]
    if not options.mpi:
        return _writing_pid(pids[0], first)
    command = ["mpirun", "--bind-to", "none", "--oversubscribe"]  # Triton's threads are no business of mpirun's
    for rank in range(ranks):
        server = first if rank == 0 else [*_common(options, rank), *_no_endpoints()]
        command += [*([":"] if rank else []), "-n", "1", *_writing_pid(pids[rank], server)]
    return command


def server_environment() -> dict[str, str]:
    """Returns the environment of the servers."""
    # mpirun tells its ranks to end where one of them has failed, and kills them a second later: right as it is. An end
    # that was asked for it never hears of (supervision.py), because it would end all ranks at once.
    return os.environ | {
        # Reading another process's memory is what containers forbid; shared memory serves instead.
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
        # mpirun wants a program that starts ranks on other hosts, and does not start without one. There are none.
        "OMPI_MCA_plm_rsh_agent": "false",
    }


def shared_memory_prefix(options: Options, rank: int) -> str:
    """Returns what the names of a rank's shared memory begin with; servers of one host need different ones."""
    return f"rank{rank}_{options.grpc_port}_"


def _writing_pid(file: Path, command: list[str]) -> list[str]:
    return ["/bin/sh", "-c", WRITE_PID, str(file), *command]


def _common(options: Options, rank: int) -> Iterator[str]:
    yield "tritonserver"
    yield f"--model-repository={options.repository}"
    yield "--disable-auto-complete-config"
    yield f"--backend-config=python,shm-region-prefix-name={shared_memory_prefix(options, rank)}"
    yield f"--exit-timeout-secs={options.exit_seconds}"


def _endpoints(options: Options, secret: str) -> Iterator[str]:
    yield "--http-address=127.0.0.1"
    yield f"--http-port={options.http_port}"
    yield f"--grpc-address={options.address}"
    yield f"--grpc-port={options.grpc_port}"
    yield "--grpc-use-ssl=true"
    yield "--grpc-use-ssl-mutual=true"
    yield f"--grpc-server-cert={options.certificate}"
    yield f"--grpc-server-key={options.key}"
    yield f"--grpc-root-cert={options.client_root}"
    yield f"--grpc-restricted-protocol={PROTOCOLS}:{secret}"
    yield f"--metrics-address={options.address}"
    yield f"--metrics-port={options.metrics_port}"
    yield f"--allow-gpu-metrics={str(options.gpu).lower()}"


def _no_endpoints() -> Iterator[str]:
    """The other ranks load their part of the model; whom they compute for is rank 0 alone."""
    yield "--model-control-mode=explicit"
    yield f"--load-model={MODEL}"
    yield "--allow-http=false"
    yield "--allow-grpc=false"
    yield "--allow-metrics=false"
