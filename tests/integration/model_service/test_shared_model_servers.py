"""What requests share: a model server that two services use, and the beginning of the prompts of a batch."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bole.api import converters
from bole.inference.tokenizer import QwenEncoder
from bole.prompting.prompts import screening_prompt
from bole.rubric.validation import validate_rubric
from simulated_server import running_simulation
from tests.integration.model_service.known_answers import RESUMES, ROWAN, RUBRIC
from tests.integration.model_service.services import (
    TOKENIZER,
    Service,
    model_metric,
    running_service,
    screening_request,
    simulation,
    stream_requests,
    until,
)
from triton_server import TritonServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKENS_PER_BLOCK = 32


async def test_two_services_on_one_model_server_give_the_same_bytes(
    oracle_server: TritonServer, oracle_service: Service
) -> None:
    """At the same time, each of them every resume."""
    async with running_service(oracle_server.grpc_address) as other:
        requests = [screening_request(resume, RUBRIC) for resume in RESUMES.values()] * 3
        calls = [service.stub.ScreenResume(one) for service in (oracle_service, other) for one in requests]
        answers = [one.SerializeToString(deterministic=True) for one in await asyncio.gather(*calls)]

    assert answers[: len(requests)] == answers[len(requests) :]
    assert len(set(answers)) == len(RESUMES)


async def test_the_beginning_of_a_batch_is_computed_once(tmp_path: Path) -> None:
    """Of 30 resumes that a cold model server gets at once, all but the first take it from the cache."""
    resumes = [f"{number} depots served\n\n{ROWAN}" for number in range(10, 40)]
    with running_simulation(simulation(fixed_request_milliseconds=0), tmp_path) as server:
        async with running_service(server.grpc_address) as service:
            before = await reused_blocks(server)
            responses = [one async for one in service.stub.ScreenResumes(stream_requests(resumes, RUBRIC), timeout=60)]
            assert [one.item.status.code for one in responses[1:]] == [0] * 30
            await until(lambda: has_reused(server, before + 29 * shared_blocks()), within_seconds=5)
            assert await reused_blocks(server) - before < 30 * shared_blocks()


def shared_blocks() -> int:
    """Returns how many full blocks of the cache the prompts of the batch have in common."""
    asked = validate_rubric(converters.rubric(RUBRIC))
    prompt = screening_prompt(asked.criteria, asked.title, "", asked.language_code)
    encoded = QwenEncoder(tokenizer_path=str(TOKENIZER), max_tokens=32768).encode(prompt)
    return encoded.prefix_token_count // TOKENS_PER_BLOCK


async def has_reused(server: TritonServer, blocks: float) -> bool:
    """Tells whether so many blocks were taken from the cache."""
    return await reused_blocks(server) >= blocks


async def reused_blocks(server: TritonServer) -> float:
    """Returns how many blocks were taken from the cache, by the model server's own metrics."""
    return await model_metric(server, "nv_trt_llm_kv_cache_block_metrics", kv_cache_block_type="reused")
