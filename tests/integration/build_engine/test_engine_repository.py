"""The repository `engine`, served with a stand-in behind its own config.pbtxt, and the service on it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tritonclient.grpc as triton

from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from tests.integration.build_engine.served import SERVED, TOKENIZER, running_engine
from tests.integration.model_service.services import running_service
from tests.integration.serving.servers import Arrays, infer, request_arrays
from triton_server import TritonServer

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    with running_engine(tmp_path_factory.mktemp("engine")) as running:
        yield running


async def test_the_service_finds_nothing_wrong_with_it(server: TritonServer) -> None:
    model = TritonModel(TritonOptions(addresses=(server.grpc_address,), tokenizer_path=str(TOKENIZER)))
    assert await model.differences() == []
    identity = await model.connect()
    await model.close()
    assert (identity.model_digest, identity.max_batch_size) == (SERVED.model_digest, SERVED.max_batch_size)


async def test_the_service_screens_all_examples_on_it(server: TritonServer, tmp_path: Path) -> None:
    async with running_service(server.grpc_address) as service:
        assert await service.healthy()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bole", "screen", "--server", service.address, "--as-of", "2026-01-31"),
            *("--job-posting", str(EXAMPLES / "job_postings" / "backend_engineer_en.txt")),
            *("--out", str(tmp_path), str(EXAMPLES / "resumes")),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        written, _ = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 0, written.decode()
    items = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert len(items) == len(list((EXAMPLES / "resumes").iterdir()))
    screened = [item["screening"]["provenance"] for item in items if "screening" in item]
    assert len(screened) > 20
    assert {one["engine"] for one in screened} == {"triton"}
    assert {one["model_digest"] for one in screened} == {SERVED.model_digest}


@pytest.mark.parametrize(
    ("changes", "outputs", "message"),
    [
        ({"streaming": np.array([[True]])}, None, "Streaming is only supported if model is deployed using decoupled"),
        ({"input_ids": np.array([[1, 2], [3, 4]], np.int32)}, None, "batch"),
        ({}, ("output_ids",), "sequence_length"),
        ({"beam_width": np.array([[1]], np.int32)}, None, "beam_width"),
        ({"input_lengths": np.array([[9]], np.int32)}, None, "input_lengths"),
    ],
)
def test_it_refuses_what_an_engine_refuses(
    server: TritonServer, changes: Arrays, outputs: tuple[str, ...] | None, message: str
) -> None:
    arrays = request_arrays([5, 6, 7], length=4, grammar='root ::= "yes"') | changes
    names = outputs or ("output_ids", "sequence_length")
    with pytest.raises(triton.InferenceServerException) as caught:
        infer(server, arrays, names)
    assert message in str(caught.value)


def test_a_plain_client_asks_it_too(server: TritonServer) -> None:
    """The example that people copy from: no module of ours."""
    done = subprocess.run(
        [
            *(sys.executable, str(EXAMPLES / "triton_client.py"), "--address", server.grpc_address),
            *("--tokenizer", str(TOKENIZER), "Does the text name Python? Python since 2019."),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answer, counts = done.stdout.strip().splitlines()
    assert answer in {"yes", "no"}
    assert "prompt tokens" in counts
