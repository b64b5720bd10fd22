"""A model that takes its time: deadlines, cancelled calls, and more requests than it can take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import grpc
import pytest

from tests.errors import reason_of, status_of_call
from tests.integration.model_service.known_answers import ROWAN
from tests.integration.model_service.services import (
    Service,
    active_requests,
    retry_seconds,
    rubric,
    running_service,
    screening_request,
    stream_requests,
    until,
)
from triton_server import TritonServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = (
    *("Kafka", "Redis", "Nginx", "Helm", "Celery", "Vault", "Consul", "Spark"),
    *("Hadoop", "Jenkins", "Ansible", "Grafana", "Terraform", "MongoDB", "Cassandra", "FastAPI"),
)
LINES = "".join(
    f"- {name}: эксплуатация кластера в сорока городах, восемь лет без потерь и простоев, двенадцать команд\n"
    for name in NAMES
)
LONG = screening_request(f"{ROWAN}\n{LINES}", rubric(NAMES))
"""The model quotes a long line for each criterion, in letters of two tokens each: half a minute at 10 ms a token."""

SHORT = rubric(["Perforce"])
CLERK = "Rowan Hale\n\nExperience\nClerk, Northwind, 03/2019 - 12/2025\n- Wrote\n- Sorted\n- Filed\n"
"""The answer to this question about this resume takes less than half a second."""


async def is_idle(server: TritonServer) -> bool:
    """Tells whether the model server works on nothing."""
    return await active_requests(server) == 0


async def is_busy(server: TritonServer) -> bool:
    """Tells whether the model server works on a request."""
    return await active_requests(server) == 1


async def test_a_deadline_ends_the_call_and_the_work(slow_server: TritonServer, slow_service: Service) -> None:
    """After 2 s the caller is told, and half a second later the model server works on nothing."""
    call = slow_service.stub.ScreenResume(LONG, timeout=2)
    await until(lambda: is_busy(slow_server), within_seconds=2)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call

    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert await until(lambda: is_idle(slow_server), within_seconds=5) < 0.5


async def test_the_service_has_a_deadline_of_its_own(slow_server: TritonServer) -> None:
    """A caller without one is told the reason once the longest time for a call has passed."""
    async with running_service(slow_server.grpc_address, call_limit_seconds=1) as service:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await service.stub.ScreenResume(LONG)

        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert reason_of(status_of_call(caught.value)) == "DEADLINE_TOO_SHORT"
        assert await until(lambda: is_idle(slow_server), within_seconds=5) < 0.5


async def test_a_cancelled_call_frees_its_slot_in_the_model_server(
    slow_server: TritonServer, slow_service: Service
) -> None:
    """Within half a second, as the model server's own metrics say."""
    call = slow_service.stub.ScreenResume(LONG)
    await until(lambda: is_busy(slow_server), within_seconds=20)
    call.cancel()

    assert await until(lambda: is_idle(slow_server), within_seconds=5) < 0.5
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_cancelled_stream_frees_its_slots_too(slow_server: TritonServer, slow_service: Service) -> None:
    """What waits in the service goes with it."""
    stream = slow_service.stub.ScreenResumes(stream_requests([f"{ROWAN}\n{LINES}"] * 6, rubric(NAMES)))
    await until(lambda: is_busy(slow_server), within_seconds=20)
    stream.cancel()

    assert await until(lambda: is_idle(slow_server), within_seconds=5) < 0.5
    await asyncio.sleep(0.5)
    assert await is_idle(slow_server)


async def test_too_many_requests_are_told_to_come_back(slow_server: TritonServer) -> None:
    """One is answered, one waits, the others are refused at once; all slots are free once the two are cancelled."""
    async with running_service(slow_server.grpc_address, model_queue_limit=1) as service:
        calls = [service.stub.ScreenResume(LONG)]
        await until(lambda: is_busy(slow_server), within_seconds=20)
        calls += [service.stub.ScreenResume(LONG) for _ in range(4)]
        ended = [asyncio.create_task(_refusal(call)) for call in calls]
        await until(lambda: _are_done(ended, 3), within_seconds=20)
        refused = [task.result() for task in ended if task.done()]
        for call in calls:
            call.cancel()

        assert {error.code() for error in refused} == {grpc.StatusCode.UNAVAILABLE}
        assert {reason_of(status_of_call(error)) for error in refused} == {"MODEL_OVERLOADED"}
        assert all(retry_seconds(status_of_call(error)) > 0 for error in refused)
        assert await until(lambda: is_idle(slow_server), within_seconds=5) < 0.5
        await asyncio.gather(*ended, return_exceptions=True)


async def _refusal(call: Awaitable[object]) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


async def _are_done(tasks: list[asyncio.Task[grpc.aio.AioRpcError]], count: int) -> bool:
    return sum(task.done() for task in tasks) >= count


async def test_a_single_call_overtakes_a_stream(slow_service: Service) -> None:
    """Of the eight items that are not answered when it comes, at least four are answered after it."""
    answered: list[str] = []
    reading = asyncio.create_task(_read(slow_service, answered))
    await until(lambda: _are_answered(answered, 2), within_seconds=30)
    await slow_service.stub.ScreenResume(screening_request(CLERK, SHORT))
    before = len(answered)
    await reading

    assert before <= 6
    assert len(answered) == 10


async def _read(service: Service, answered: list[str]) -> None:
    async for response in service.stub.ScreenResumes(stream_requests([CLERK] * 10, SHORT), timeout=60):
        if response.WhichOneof("message") == "item":
            assert response.item.status.code == 0
            answered.append(response.item.item_id)


async def _are_answered(answered: list[str], count: int) -> bool:
    return len(answered) >= count
