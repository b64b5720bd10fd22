"""The entrypoint of Triton's containers: checks the host, starts one server for each GPU, and warms it up.

entrypoint.py            serve in the foreground until SIGTERM, which lets requests in flight be answered
entrypoint.py --check    exit status 0 when the server is ready (the container's health check)
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from preflight import check_host, read_restricted_key
from ranks import server_command, server_environment, shared_memory_prefix
from refused_error import RefusedError
from serving_options import Options, read_options
from supervision import Service, StopSignals, run
from warm_up import is_ready, read_vocabulary, warm_up

_LOG = logging.getLogger("entrypoint")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves or checks; returns the exit status: the server's, 2 where it was not started, 1 where it was of no use."""
    logging.basicConfig(level=logging.INFO, format="entrypoint: %(message)s", stream=sys.stderr)
    options = read_options(arguments)
    if options.check:
        return 0 if options.ready_file.exists() and is_ready(options.http_url) else 1
    signals = StopSignals()
    signals.listen()
    try:
        return serve(options, signals)
    except RefusedError as refusal:
        _LOG.error("%s", refusal)
        return 2


def serve(options: Options, signals: StopSignals) -> int:
    """Checks the host and runs the servers; returns their exit status.

    Raises:
        RefusedError: The host or the engine does not fit; nothing was started.
    """
    ranks = check_host(options)
    vocabulary = read_vocabulary(options.tokenizer)
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
            warm_up=partial(warm_up, options.http_url, vocabulary, options.ready_seconds),
            watch_backend=not options.mpi,
        )
        return run(service, signals)


if __name__ == "__main__":
    sys.exit(main())
