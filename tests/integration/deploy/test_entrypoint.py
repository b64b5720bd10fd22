"""The entrypoint of the GPU containers with real servers behind a real mpirun; only the GPUs are made up."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from tests.integration.deploy.conftest import MakeHost
from tests.integration.deploy.host import RESTRICTED_KEY, Host, log_of, running, told, until
from tests.integration.inference.servers import ids_of, request, stand_in_repository

LATE = Path(__file__).with_name("late_server.py")
LOADING = "loading: tensorrt_llm"


def end(process: subprocess.Popen[str]) -> int:
    """Stops the entrypoint as Docker does, and returns its exit status."""
    process.send_signal(signal.SIGTERM)
    return process.wait(30)


async def refusal(options: TritonOptions) -> ErrorReason:
    """Returns why a client is not connected."""
    with pytest.raises(BoleError) as caught:
        await TritonModel(options).connect()
    return caught.value.reason


def test_it_is_ready_only_after_a_guided_request(host: Host) -> None:
    """Triton says earlier that it is ready. At the end nothing is left, and the key stands in no log."""
    with running(host) as process:
        assert until(host.serves)
        assert not host.check()
        assert until(host.check)
        lines = host.processes()
        first, other = lines[host.rank(0)], lines[host.rank(1)]
        assert "--grpc-use-ssl-mutual=true" in first
        assert "--http-address=127.0.0.1" in first
        assert "--model-control-mode=explicit --load-model=tensorrt_llm" in other
        assert "--allow-http=false --allow-grpc=false --allow-metrics=false" in other
        assert host.shared_memory()
        assert end(process) == 0
        assert host.processes() == {}
        assert host.shared_memory() == []
    assert not host.check()
    assert not (host.folder / "ready").exists()
    assert RESTRICTED_KEY.partition("=")[2] not in log_of(host)
    assert list((host.folder / "tmp").glob("entrypoint-*")) == []


async def test_a_request_in_flight_is_answered_after_sigterm(host: Host) -> None:
    """It comes with certificate and key; without one of them nothing is answered."""
    with running(host) as process:
        assert await asyncio.to_thread(until, host.check)
        keyless = replace(host.options(), restricted_key="")
        assert await refusal(keyless) is ErrorReason.MODEL_CONTRACT_MISMATCH
        nameless = replace(host.options(), client_certificate_path=None, client_key_path=None)
        assert await refusal(nameless) is ErrorReason.MODEL_UNAVAILABLE
        model = TritonModel(host.options())
        await model.connect()
        answering = asyncio.create_task(model.generate(request()))
        await asyncio.sleep(0.5)
        assert not answering.done()
        process.send_signal(signal.SIGTERM)
        answer = await answering
        assert answer.text.startswith("{")
        assert await asyncio.to_thread(process.wait, 30) == 0
        await model.close()
        assert host.processes() == {}


def test_a_signal_while_the_model_loads_ends_all(host: Host) -> None:
    with running(host) as process:
        assert until(lambda: LOADING in log_of(host))
        assert end(process) in {0, 128 + signal.SIGTERM}  # by whether the server took the signal as its own yet
        assert host.processes() == {}
    assert not (host.folder / "ready").exists()


def test_a_rank_that_dies_ends_the_others_and_is_reported(host: Host) -> None:
    with running(host) as process:
        assert until(host.check)
        os.kill(host.rank(1), signal.SIGKILL)
        assert process.wait(20) == 128 + signal.SIGKILL
        assert host.processes() == {}
        assert host.shared_memory() == []
    assert "The server has ended by itself, with status 137" in told(host)


@pytest.mark.parametrize(
    ("guided", "answer", "said"),
    [
        ("false", "yes", 'fails a guided request: {"error":"Request is specified with GuidedDecodingParams'),
        ("true", "no", "answers a guided request with 'no', where only 'yes' is allowed"),
    ],
)
def test_a_server_that_is_not_guided_is_not_kept(host_with: MakeHost, guided: str, answer: str, said: str) -> None:
    """One refuses the request, one answers whatever it likes; the message says where to look."""
    host = host_with(lambda folder: stand_in_repository(folder, guided=guided, answer_ids=ids_of(answer)))
    with running(host) as process:
        assert process.wait(30) == 1, log_of(host)
        assert host.processes() == {}
    assert said in told(host)
    assert "xgrammar_tokenizer_info_path" in told(host)


def test_a_server_that_is_late_or_busy_is_not_taken_for_an_unguided_one(host: Host) -> None:
    """A port that opens after the health is true, a connection that breaks, a queue that is full: it is asked again."""
    count = host.folder / "count"
    command = f"'{sys.executable}' '{LATE}' '{count}' '[{ids_of('yes')}]'"
    host.write_program("tritonserver", f'#!/bin/sh\nexec {command} "$@"\n')
    with running(host) as process:
        assert until(host.check), log_of(host)
        assert count.read_text() == "3"
        end(process)
    assert "Ready: a guided request was answered" in told(host)


def test_one_server_runs_without_mpirun_until_its_model_ends(host_with: MakeHost) -> None:
    """As for the LLM API: Triton goes on without the process of its model, and says that it is ready."""
    host = host_with(lambda folder: stand_in_repository(folder, answer_ids=ids_of("yes")))
    with running(host, "--no-mpi") as process:
        assert until(host.check)
        lines = host.processes()
        assert not any("mpirun" in line for line in lines.values())
        backends = [pid for pid, line in lines.items() if Path(line.split()[0]).name == "triton_python_backend_stub"]
        assert len(backends) == 1
        os.kill(backends[0], signal.SIGKILL)
        assert process.wait(30) == 1, log_of(host)
        assert host.processes() == {}
        assert host.shared_memory() == []
    assert "The process of the model has ended" in told(host)
