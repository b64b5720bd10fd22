"""Model servers that are not there, die, come back, or are not the ones that the service was written for."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from build_engine.rendering.templates import render_repository
from simulated_server import Simulation, running_simulation
from tests.errors import reason_of, status_of_call
from tests.integration.model_service.known_answers import ROWAN
from tests.integration.model_service.services import (
    TOKENIZER,
    Service,
    active_requests,
    retry_seconds,
    rubric,
    running_service,
    screening_request,
    simulation,
    stream_requests,
    until,
    warning_codes,
)
from triton_server import Ports, TritonServer, free_ports, running_triton

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = rubric(["Kafka", "Redis"])
POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: Kafka; 3 years of Python; Redis.")
UNAVAILABLE = grpc.StatusCode.UNAVAILABLE.value[0]


async def started(stack: ExitStack, simulated: Simulation, folder: Path, ports: Ports) -> TritonServer:
    """Starts a model server on given ports without holding up the loop."""
    return await asyncio.to_thread(lambda: stack.enter_context(running_simulation(simulated, folder, ports=ports)))


async def refusal(call: Awaitable[object]) -> grpc.aio.AioRpcError:
    """Returns how a call fails."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


async def test_a_model_server_that_is_not_there_at_the_start_is_used_once_it_is(tmp_path: Path) -> None:
    """Until then calls say so, or are answered by the embedded engine where the caller allows it."""
    ports = free_ports()
    with ExitStack() as stack:
        async with running_service(f"127.0.0.1:{ports.grpc}") as service:
            assert not await service.healthy()
            await _refused_as_unavailable(service)
            await _answered_degraded(service)

            await started(stack, simulation(), tmp_path, ports)
            await until(service.healthy, within_seconds=20)
            await _answered_by_the_model(service)


async def _refused_as_unavailable(service: Service) -> None:
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: service.stub.ScreenResume(screening_request(ROWAN, ASKED)),
        lambda: service.stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING)),
        lambda: service.stub.GenerateInterviewKit(
            pb.GenerateInterviewKitRequest(rubric=ASKED, document=pb.Document(content=ROWAN.encode()))
        ),
    ]
    for call in calls:
        error = await refusal(call())
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        assert reason_of(status_of_call(error)) == "MODEL_UNAVAILABLE"
        assert retry_seconds(status_of_call(error)) > 0


async def _answered_degraded(service: Service) -> None:
    screened = await service.stub.ScreenResume(screening_request(ROWAN, ASKED, allow_degraded=True))
    assert screened.screening.degraded
    assert screened.screening.provenance.engine == "rules"
    assert "DEGRADED" in warning_codes(screened.screening.warnings)
    drafted = await service.stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING, allow_degraded=True))
    assert "DEGRADED" in warning_codes(drafted.rubric.warnings)
    kit = await service.stub.GenerateInterviewKit(
        pb.GenerateInterviewKitRequest(rubric=ASKED, document=pb.Document(content=ROWAN.encode()), allow_degraded=True)
    )
    assert "DEGRADED" in warning_codes(kit.interview_kit.warnings)


async def _answered_by_the_model(service: Service) -> None:
    """The degraded draft of the same posting was not kept."""
    screened = await service.stub.ScreenResume(screening_request(ROWAN, ASKED, allow_degraded=True))
    assert not screened.screening.degraded
    assert screened.screening.provenance.engine == "triton"
    assert "DEGRADED" not in warning_codes(screened.screening.warnings)
    drafted = await service.stub.DraftRubric(pb.DraftRubricRequest(job_posting=POSTING, allow_degraded=True))
    assert "DEGRADED" not in warning_codes(drafted.rubric.warnings)


async def test_a_killed_model_server_loses_no_item_of_a_stream(tmp_path: Path) -> None:
    """Of 200 items each ends once, in a screening or in a status that says to come back; then the service goes on."""
    slow = simulation(slots=16, fixed_request_milliseconds=300)
    with ExitStack() as stack:
        server = stack.enter_context(running_simulation(slow, tmp_path / "first"))
        async with running_service(server.grpc_address) as service:
            resumes = [f"{ROWAN}\nDepots served: {number}\n" for number in range(200)]
            items: list[pb.ScreenResumesResponse] = []
            reading = asyncio.create_task(_read(service, resumes, items))
            await until(lambda: _answered(items, 20), within_seconds=40)
            assert await active_requests(server) > 0
            server.kill()
            await asyncio.sleep(0.5)
            answered_before = len(items)
            await started(stack, slow, tmp_path / "again", server.ports)
            await reading

            assert answered_before < 200
            assert Counter(one.item.item_id for one in items) == Counter(str(place) for place in range(200))
            assert all(
                one.item.HasField("screening") == (one.item.status.code == 0)
                and one.item.status.code in {0, UNAVAILABLE}
                for one in items
            )
            assert sum(one.item.status.code == 0 for one in items) > answered_before
            again = await service.stub.ScreenResume(screening_request(ROWAN, ASKED))
            assert again.screening.provenance.engine == "triton"


async def _read(service: Service, resumes: list[str], items: list[pb.ScreenResumesResponse]) -> None:
    async for response in service.stub.ScreenResumes(stream_requests(resumes, ASKED), timeout=60):
        items += [response] if response.WhichOneof("message") == "item" else []


async def _answered(items: list[pb.ScreenResumesResponse], count: int) -> bool:
    return len(items) >= count


async def test_a_server_with_another_contract_ends_the_start(tmp_path: Path) -> None:
    """Every field that differs is named."""
    repository = render_repository("simulated", tmp_path, simulation().parameters())
    config = repository / "tensorrt_llm" / "config.pbtxt"
    text = config.read_text()
    for old, new in (
        ('"end_id" data_type: TYPE_INT32', '"end_id" data_type: TYPE_INT64'),
        ("dims: [ 2, -1 ]", "dims: [ -1 ]"),
        ('"num_input_tokens"', '"input_tokens"'),
        ('"bole_model_digest" value { string_value: "', '"bole_model_digest" value { string_value: "v1-'),
    ):
        assert old in text
        text = text.replace(old, new)
    config.write_text(text)
    with running_triton(repository) as server:
        message = await _mismatch(server, TOKENIZER)
    for field in ("input end_id", "input stop_words_list", "output num_input_tokens", "parameter bole_model_digest"):
        assert field in message


async def test_the_tokenizer_of_another_model_ends_the_start(oracle_server: TritonServer, tmp_path: Path) -> None:
    """Other bytes, and a token that the model does not know."""
    other = tmp_path / "other.json"
    shutil.copy(TOKENIZER, other)
    with other.open("a") as file:
        file.write("\n")
    assert "bole_tokenizer_sha256" in await _mismatch(oracle_server, other)

    content = json.loads(TOKENIZER.read_text(encoding="utf-8"))
    first = content["added_tokens"][0]
    content["added_tokens"].append(first | {"id": 4096, "content": "<|more|>"})
    larger = tmp_path / "larger.json"
    larger.write_text(json.dumps(content), encoding="utf-8")
    message = await _mismatch(oracle_server, larger)
    assert "bole_tokenizer_sha256" in message
    assert "knows only 1024" in message


async def _mismatch(server: TritonServer, tokenizer: Path) -> str:
    """Starts a service that must refuse to; returns what it says."""
    with pytest.raises(BoleError) as caught:
        async with running_service(server.grpc_address, tokenizer=tokenizer):
            pytest.fail("it started")
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    return caught.value.message
