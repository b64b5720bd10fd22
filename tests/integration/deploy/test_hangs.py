"""A model that hangs is noticed: Triton says all the while that it is ready."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable

from tests.integration.deploy.conftest import MakeHost
from tests.integration.deploy.host import Host, log_of, running, told, until
from tests.integration.inference.servers import ids_of, stand_in_repository

SOON = ("--probe-every-seconds=0.3", "--probe-seconds=1.5")
STUB = "triton_python_backend_stub"


def backends(host: Host) -> list[int]:
    """Returns the processes of the models."""
    return [pid for pid, line in host.processes().items() if line.split()[0].endswith(STUB)]


def stop(pids: Iterable[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def test_a_model_that_hangs_ends_all(host_with: MakeHost) -> None:
    """Exit status 1, so that the container is started again; stopped processes are gone too."""
    host = host_with(lambda folder: stand_in_repository(folder, answer_ids=ids_of("yes")))
    with running(host, *SOON) as process:
        assert until(host.check), log_of(host)
        stop(backends(host))
        assert host.serves()
        assert process.wait(15) == 1, log_of(host)
        assert host.processes() == {}
        assert host.shared_memory() == []
    assert not (host.folder / "ready").exists()
    assert "The model hangs: a guided request had no answer within 1.5 s" in told(host)


def test_a_server_that_hangs_ends_too(host_with: MakeHost) -> None:
    """One that takes connections and says nothing."""
    host = host_with(lambda folder: stand_in_repository(folder, answer_ids=ids_of("yes")))
    with running(host, *SOON, "--no-mpi") as process:
        assert until(host.check), log_of(host)
        stop([host.rank(0)])
        assert process.wait(15) == 1, log_of(host)
        assert host.processes() == {}
    assert "The model hangs" in told(host)


def test_a_server_that_answers_with_errors_does_not_hang(host_with: MakeHost) -> None:
    """As one whose queue is full: it is told, and the server stays."""
    host = host_with(lambda folder: stand_in_repository(folder, answer_ids=ids_of("yes"), internal_errors=1000))
    with running(host, *SOON, "--no-mpi") as process:
        assert until(host.check), log_of(host)
        time.sleep(2)  # longer than a request may take
        assert process.poll() is None
        assert host.check()
    assert told(host).count("A guided request was answered with an error") > 3
    assert "hangs" not in told(host)
