"""The entrypoint of Triton's containers: checks the host, starts one server for each GPU, and warms it up.

entrypoint.py            serve in the foreground until SIGTERM, which lets requests in flight be answered
entrypoint.py --check    exit status 0 when the server is ready (the container's health check)
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from guided_request import ask, read_vocabulary
from handshake import CertificateError, check_certificate
from hang_watch import HangWatch
from preflight import check_host, read_restricted_key
from ranks import server_command, server_environment, shared_memory_prefix
from refused_error import RefusedError
from serving_options import Options, read_options
from supervision import Service, StopSignals, run
from warm_up import Server, is_ready, warm_up

_LOG = logging.getLogger("entrypoint")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves or checks; returns the exit status: the server's, 2 where it was not started, 1 where it was of no use."""
    logging.basicConfig(level=logging.INFO, format="entrypoint: %(message)s", stream=sys.stderr)
    options = read_options(arguments)
    if options.check:
        return 0 if is_healthy(options) else 1
    signals = StopSignals()
    signals.listen()
    try:
        return serve(options, signals)
    except RefusedError as refusal:
        _LOG.error("%s", refusal)
        return 2


def is_healthy(options: Options) -> bool:
    """Says whether the server is ready and shows a certificate that clients take; tells what they do not.

    The time of the ready file is when the certificate was last found good.
    """
    if not (options.ready_file.exists() and is_ready(options.http_url)):
        return False
    try:
        if time.time() - options.ready_file.stat().st_mtime >= options.certificate_every_seconds:
            _certificate_check(options)()
            os.utime(options.ready_file)
    except (CertificateError, OSError) as error:
        _LOG.error("The gRPC port shows no good certificate: %s", error)
        return False
    return True


def serve(options: Options, signals: StopSignals) -> int:
    """Checks the host and runs the servers; returns their exit status.

    Raises:
        RefusedError: The host or the engine does not fit; nothing was started.
    """
    ranks = check_host(options)
    vocabulary = read_vocabulary(options.tokenizer)
    server = Server(url=options.http_url, vocabulary=vocabulary, check_certificate=_certificate_check(options))
    _LOG.info("Starting %d server%s on %s.", ranks, "" if ranks == 1 else "s", options.repository)
    with tempfile.TemporaryDirectory(prefix="entrypoint-") as folder:
        pids = [Path(folder, f"rank{rank}.pid") for rank in range(ranks)]
        secret = read_restricted_key(options.restricted_key)
        service = Service(
            command=server_command(options, ranks, secret, pids),
            environment=server_environment(),
            pids=pids,
            shared_memory=[shared_memory_prefix(options, rank) for rank in range(ranks)],
            ready_file=options.ready_file,
            exit_seconds=options.exit_seconds,
            warm_up=partial(warm_up, server, options.ready_seconds),
            hang_watch=HangWatch(
                ask=partial(ask, options.http_url, vocabulary, options.probe_seconds),
                every_seconds=options.probe_every_seconds,
                within_seconds=options.probe_seconds,
            ),
            watch_backend=not options.mpi,
        )
        return run(service, signals)


def _certificate_check(options: Options) -> Callable[[], None]:
    return partial(
        check_certificate, options.address, options.grpc_port, root=options.client_root, name=options.server_name
    )


if __name__ == "__main__":
    sys.exit(main())
