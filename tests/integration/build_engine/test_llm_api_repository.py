"""The repository `llmapi`: its own model.py inside a real Triton, on a stand-in of the LLM API."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tritonclient.grpc as triton

from bole.domain.errors import BoleError, ErrorReason
from tests.integration.build_engine.served import SERVED, llm_api_repository, running_llm_api
from tests.integration.inference.servers import model_at, request
from tests.integration.serving.servers import infer, output_ids, request_arrays
from triton_server import TritonServer, running_triton


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    with running_llm_api(tmp_path_factory.mktemp("llmapi")) as running:
        yield running


async def test_the_service_finds_nothing_wrong_with_it(server: TritonServer) -> None:
    model = model_at(server.grpc_address)
    assert await model.differences() == []
    identity = await model.connect()
    await model.close()
    assert identity.model_digest == SERVED.model_digest


async def test_guided_requests_are_answered_with_their_counts(server: TritonServer) -> None:
    model = model_at(server.grpc_address)
    await model.connect()
    answers = await asyncio.gather(*(model.generate(request(grammar='root ::= "yes"')) for _ in range(20)))
    await model.close()
    assert {answer.text for answer in answers} == {"yes"}
    assert not any(answer.cut for answer in answers)
    assert {answer.reused_blocks for answer in answers} == {2}
    assert all(answer.input_tokens and answer.output_tokens for answer in answers)


async def test_output_that_ends_at_its_limit_is_cut(server: TritonServer) -> None:
    model = model_at(server.grpc_address)
    await model.connect()
    answer = await model.generate(request(grammar='root ::= "yesnoyesnoyesno"', max_output_tokens=1))
    await model.close()
    assert answer.cut
    assert answer.output_tokens == 1


async def test_a_caller_that_leaves_ends_the_work(server: TritonServer) -> None:
    """The API is told to abort, well before the half minute that the answer would take."""
    marks = Path(tempfile.gettempdir())
    mark = marks / f"bole-aborted-{server.process.pid}"
    mark.unlink(missing_ok=True)
    model = model_at(server.grpc_address)
    await model.connect()
    asked = asyncio.create_task(model.generate(request(grammar='root ::= "slow"')))
    await asyncio.sleep(0.5)
    asked.cancel()
    began = time.monotonic()
    while not mark.exists() and time.monotonic() - began < 5:  # noqa: ASYNC110 (a file tells nobody)
        await asyncio.sleep(0.02)
    assert mark.exists()
    assert time.monotonic() - began < 2
    mark.unlink()
    assert (await model.generate(request(grammar='root ::= "yes"'))).text == "yes"
    await model.close()


async def test_a_runtime_that_breaks_is_told_and_the_next_request_is_answered(server: TritonServer) -> None:
    model = model_at(server.grpc_address)
    await model.connect()
    with pytest.raises(BoleError) as caught:
        await model.generate(request(grammar='root ::= "broken"'))
    assert caught.value.reason is ErrorReason.MODEL_REQUEST_REFUSED
    assert (await model.generate(request(grammar='root ::= "yes"'))).text == "yes"
    await model.close()


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("streaming", np.array([[True]]), "Streaming is only supported"),
        ("text_input", np.array([[b"hello"]], np.object_), "text_input"),
        ("stop_words_list", np.array([[[5, 6], [2, -1]]], np.int32), "words of several tokens"),
        ("input_lengths", np.array([[9]], np.int32), "input_lengths"),
        ("request_output_len", np.array([[40_000]], np.int32), "exceeds maximum sequence length"),
        ("guided_decoding_guide_type", np.array([[b"json_schema"]], np.object_), "json_schema is not served here"),
    ],
)
def test_it_is_as_strict_as_the_others(
    server: TritonServer, name: str, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]], message: str
) -> None:
    arrays = request_arrays([5, 6, 7], length=8, grammar='root ::= "yes"') | {name: array}
    with pytest.raises(triton.InferenceServerException) as caught:
        infer(server, arrays)
    assert message in str(caught.value)


def test_it_runs_where_an_mpi_launcher_started_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API starts workers of its own: what the launcher left in the environment is taken out before."""
    monkeypatch.setenv("OMPI_COMM_WORLD_RANK", "0")
    with running_triton(llm_api_repository(tmp_path)) as server:
        result = infer(server, request_arrays([5, 6, 7], length=8, grammar='root ::= "yes"'))
    assert len(output_ids(result)) >= 1
