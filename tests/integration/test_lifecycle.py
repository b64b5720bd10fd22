"""Health, reflection, limits, and the stop on SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from bole.domain.errors import BoleError, ErrorReason
from bole.pipeline.workers import WorkerProcesses
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import reason_of, status_of_call

SERVE = [sys.executable, "-m", "bole", "serve"]
POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Runs `bole serve` while the context lasts and yields its process and address."""
    command = [*SERVE, "--listen", "127.0.0.1:0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split(" on ")[1].split()[0]
        finally:
            process.terminate()
            process.wait(60)


@pytest.mark.asyncio(loop_scope="session")
async def test_health_is_reported_per_service(channel: grpc.aio.Channel) -> None:
    """The whole server and the service by name are SERVING, an unknown one is NOT_FOUND."""
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )

    for name in ("", "bole.v1.ScreeningService"):
        answer = await check(health_pb2.HealthCheckRequest(service=name))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await check(health_pb2.HealthCheckRequest(service="bole.v1.Nothing"))
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.asyncio(loop_scope="session")
async def test_reflection_lists_the_services(channel: grpc.aio.Channel) -> None:
    """A tool without our protos can find the service."""
    reflect = channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    call = reflect(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))

    names = [one.name async for answer in call for one in answer.list_services_response.service]

    assert {"bole.v1.ScreeningService", "grpc.health.v1.Health"} <= set(names)


def test_a_taken_port_is_said_so() -> None:
    """`bole serve` ends with a sentence that says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = subprocess.run([*SERVE, "--listen", address], capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    assert f"Cannot listen on {address}" in ended.stderr
    assert "--listen" in ended.stderr


def test_sigterm_lets_calls_finish_and_refuses_new_ones() -> None:
    """A stream in progress gets its answers; a call after SIGTERM is told that the server is stopping."""
    with started() as (process, address):
        asyncio.run(_stop_while_streaming(process, address))
        assert process.wait(60) == 0


async def _stop_while_streaming(process: subprocess.Popen[str], address: str) -> None:
    async with grpc.aio.insecure_channel(address) as channel:
        stub = ScreeningServiceStub(channel)
        stream = stub.ScreenResumes()
        await stream.write(pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(job_posting=POSTING)))
        assert isinstance(await stream.read(), pb.ScreenResumesResponse)
        process.send_signal(signal.SIGTERM)
        refused = await _refusal(stub)
        item = pb.ScreenResumesItem(item_id="late", documents=[pb.Document(content=b"")])
        await stream.write(pb.ScreenResumesRequest(item=item))
        await stream.done_writing()
        answer = await stream.read()
    assert reason_of(status_of_call(refused)) == "SERVER_STOPPING"
    assert isinstance(answer, pb.ScreenResumesResponse)
    assert reason_of(answer.item.status) == "DOCUMENT_EMPTY"


async def _refusal(stub: object) -> grpc.aio.AioRpcError:
    """Calls until the server has seen the signal and refuses."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            await stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING))  # type: ignore[attr-defined]
        except grpc.aio.AioRpcError as error:
            return error
        await asyncio.sleep(0.02)
    raise AssertionError("the server never refused a call")


def _sleep() -> None:
    time.sleep(60)


def _allocate() -> int:
    return len(bytearray(4 * 1024 * 1024 * 1024))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (_sleep, ErrorReason.DOCUMENT_TIMED_OUT),
        (_allocate, ErrorReason.DOCUMENT_OUT_OF_MEMORY),
        (_die, ErrorReason.DOCUMENT_DAMAGED),
    ],
)
def test_work_beyond_its_limit_dies_alone(work: object, reason: ErrorReason) -> None:
    """The next piece of work runs as if nothing had happened."""
    workers = WorkerProcesses(processes=1, limit_seconds=2, limit_cpu_seconds=2, limit_mebibytes=512)

    async def scenario() -> int:
        with pytest.raises(BoleError) as caught:
            await workers.run(work)  # type: ignore[arg-type]
        assert caught.value.reason is reason
        return await workers.run(abs, -3)

    try:
        assert asyncio.run(scenario()) == 3
    finally:
        workers.close()


def _pid() -> int:
    return os.getpid()


def test_a_worker_that_dies_while_idle_is_replaced() -> None:
    """The pool breaks, and the next call gets a new one."""
    workers = WorkerProcesses(processes=2, limit_seconds=10, limit_cpu_seconds=10, limit_mebibytes=512)

    async def scenario() -> list[int]:
        os.kill(await workers.run(_pid), signal.SIGKILL)
        await asyncio.sleep(0.5)
        return [await workers.run(abs, -number) for number in range(5)]

    try:
        assert asyncio.run(scenario()) == [0, 1, 2, 3, 4]
    finally:
        workers.close()


def test_calls_that_are_given_up_do_not_hold_up_the_next() -> None:
    """Work that is nearly done is let finish rather than its process ended."""
    workers = WorkerProcesses(processes=1, limit_seconds=10, limit_cpu_seconds=10, limit_mebibytes=512)

    async def scenario() -> bool:
        before = await workers.run(_pid)
        given_up = [asyncio.create_task(workers.run(time.sleep, 0.01)) for _ in range(20)]
        await asyncio.sleep(0.005)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        return await workers.run(_pid) == before

    try:
        assert asyncio.run(scenario())
    finally:
        workers.close()


def test_a_second_server_does_not_take_the_socket_of_the_first(tmp_path: Path) -> None:
    """It says that the address is in use."""
    address = f"unix:{tmp_path / 's.sock'}"
    with subprocess.Popen([*SERVE, "--listen", address], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        try:
            assert address in first.stdout.readline()
            second = subprocess.run(
                [*SERVE, "--listen", address], capture_output=True, text=True, timeout=60, check=False
            )
            assert second.returncode == 2
            assert "Cannot listen" in second.stderr
            assert (tmp_path / "s.sock").exists()
        finally:
            first.terminate()
            first.wait(60)
