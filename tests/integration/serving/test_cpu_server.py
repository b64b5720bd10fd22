"""The model on CPUs behind a real tritonserver: guided answers, cancelling, faults, metrics."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest
import tritonclient.grpc.aio as triton_aio
from tokenizers import Tokenizer
from tritonclient.utils import InferenceServerException

from build_engine.rendering.templates import MODEL_NAME
from tests.integration.serving.servers import (
    Arrays,
    CpuServer,
    infer,
    infer_inputs,
    infer_outputs,
    output_ids,
    request_arrays,
)
from triton_metrics import metric, read_metrics

ANSWER = r"""root ::= "{\"1\":{\"quotes\":[" quotes "],\"level\":\"" level "\"},\"experience\":[" string "]}"
quotes ::= "" | string | string "," string
string ::= "\"" [^"\\\x00-\x1f]{1,120} "\""
level ::= "DEMONSTRATED" | "USED" | "LISTED" | "ABSENT" | "UNCLEAR"
"""
LONG = r"""root ::= [a-z]{2000,2100}
"""
LENGTH = 600
ASKED = 500


def prompt(seed: int, length: int = 40) -> list[int]:
    """Returns token ids that no other seed has in common."""
    return [int(token) for token in np.random.default_rng(seed).integers(5, 900, length)]


def sampled(seed: int) -> Arrays:
    """Returns what asks for sampling in place of the greedy choice."""
    return {
        "runtime_top_k": np.array([[0]], np.int32),
        "temperature": np.array([[0.7]], np.float32),
        "runtime_top_p": np.array([[0.9]], np.float32),
        "seed": np.array([[seed]], np.uint64),
    }


@pytest.fixture
async def client(cpu_server: CpuServer) -> AsyncIterator[triton_aio.InferenceServerClient]:
    async with triton_aio.InferenceServerClient(cpu_server.triton.grpc_address) as opened:
        yield opened


async def ask(
    client: triton_aio.InferenceServerClient, arrays: Arrays, deadline: float | None = None
) -> triton_aio.InferResult:
    return await client.infer(MODEL_NAME, infer_inputs(arrays), outputs=infer_outputs(), client_timeout=deadline)


async def until(holds: Callable[[], bool], seconds: float) -> float:
    """Waits until something holds, and returns how long that took in seconds."""
    started = time.monotonic()
    while not await asyncio.to_thread(holds):
        assert time.monotonic() - started < seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - started


async def test_every_guided_answer_is_whole_json_of_the_grammar(
    client: triton_aio.InferenceServerClient, tokenizer: Tokenizer
) -> None:
    """500 answers of random weights, 64 at the same time, half greedy and half sampled: each parses, none is cut."""
    slots = asyncio.Semaphore(64)

    async def answer(seed: int) -> None:
        arrays = request_arrays(prompt(seed), length=LENGTH, grammar=ANSWER)
        if seed % 2:
            arrays |= sampled(seed)
        async with slots:
            ids = output_ids(await ask(client, arrays))
        assert len(ids) < LENGTH
        found = json.loads(tokenizer.decode(ids, skip_special_tokens=False))
        assert list(found) == ["1", "experience"]
        assert list(found["1"]) == ["quotes", "level"]

    await asyncio.gather(*(answer(seed) for seed in range(ASKED)))


async def test_64_at_once_answer_what_each_answers_alone(client: triton_aio.InferenceServerClient) -> None:
    """Requests that run together do not mix: nearly all greedy answers are those of a request that runs alone."""
    alone = [output_ids(await ask(client, request_arrays(prompt(seed), length=20))) for seed in range(64)]
    together = await asyncio.gather(*(ask(client, request_arrays(prompt(seed), length=20)) for seed in range(64)))
    same = sum(output_ids(result) == ids for result, ids in zip(together, alone, strict=True))
    assert same >= 60  # the order of sums differs with the batch, and with it now and then a token


def test_an_answer_holds_its_counts_and_leaves_out_what_the_runtime_does_not_know(cpu_server: CpuServer) -> None:
    """Reused blocks are asked for and not known: left out rather than estimated."""
    result = infer(cpu_server.triton, request_arrays(prompt(1), length=7))
    assert result.as_numpy("output_ids").shape == (1, 1, 7)
    assert result.as_numpy("sequence_length").tolist() == [[7]]
    assert result.as_numpy("num_input_tokens").tolist() == [[40]]
    assert result.as_numpy("num_output_tokens").tolist() == [[7]]
    assert result.as_numpy("kv_cache_reused_blocks") is None


def test_the_prompt_comes_back_unless_it_is_excluded(cpu_server: CpuServer) -> None:
    """As the C++ backend does by default."""
    arrays = request_arrays(prompt(1), length=7, exclude_input_in_output=np.array([[False]]))
    ids = output_ids(infer(cpu_server.triton, arrays))
    assert ids[:40] == prompt(1)
    assert len(ids) == 47


def test_the_end_id_ends_the_output_and_is_not_in_it(cpu_server: CpuServer) -> None:
    """A token that is generated anyhow is taken as the end id."""
    free = output_ids(infer(cpu_server.triton, request_arrays(prompt(1), length=9)))
    ended = output_ids(infer(cpu_server.triton, request_arrays(prompt(1), length=9, end_id=free[4])))
    assert ended == free[: free.index(free[4])]


def test_a_stop_word_ends_the_output_and_stays_in_it(cpu_server: CpuServer) -> None:
    """As with TensorRT-LLM: row 0 holds the ids, row 1 where they end."""
    free = output_ids(infer(cpu_server.triton, request_arrays(prompt(1), length=9)))
    words = np.array([[[free[4]], [1]]], np.int32)
    ended = output_ids(infer(cpu_server.triton, request_arrays(prompt(1), length=9, stop_words_list=words)))
    assert ended == free[: free.index(free[4]) + 1]


async def test_cancelling_frees_the_slot_within_half_a_second(
    client: triton_aio.InferenceServerClient, cpu_server: CpuServer
) -> None:
    """Seen in the server's own metrics, with 8 requests that would run for long."""
    calls = [
        asyncio.create_task(ask(client, request_arrays(prompt(seed), length=2100, grammar=LONG))) for seed in range(8)
    ]
    await until(lambda: cpu_server.request_metric("active") == 8, 10)
    for call in calls:
        call.cancel()
    assert await until(lambda: cpu_server.request_metric("active") == 0, 5) < 0.5
    assert cpu_server.request_metric("waiting") == 0
    await asyncio.gather(*calls, return_exceptions=True)


async def test_a_deadline_ends_the_work_too(client: triton_aio.InferenceServerClient, cpu_server: CpuServer) -> None:
    """The call fails with its deadline, and the server stops generating."""
    with pytest.raises(InferenceServerException, match="Deadline Exceeded"):
        await ask(client, request_arrays(prompt(3), length=2100, grammar=LONG), deadline=0.3)
    assert await until(lambda: cpu_server.request_metric("active") == 0, 5) < 0.5


async def test_a_bad_grammar_fails_alone(client: triton_aio.InferenceServerClient, cpu_server: CpuServer) -> None:
    """Its message says what is wrong; requests that run at that time are answered as if it had not been there."""
    good = [request_arrays(prompt(seed), length=1500, grammar=LONG if seed % 2 else None) for seed in range(6)]
    wanted = await asyncio.gather(*(ask(client, arrays) for arrays in good))
    calls = [asyncio.create_task(ask(client, arrays)) for arrays in good]
    await until(lambda: cpu_server.request_metric("active") == 6, 10)
    bad = [ask(client, request_arrays(prompt(9), length=9, grammar=text)) for text in ("root ::= gone", "root ::= (((")]
    for error in await asyncio.gather(*bad, return_exceptions=True):
        assert isinstance(error, InferenceServerException)
        assert "guided_decoding_guide: EBNF parser error" in error.message()
        assert error.status() == "StatusCode.INVALID_ARGUMENT"
    assert not any(call.done() for call in calls)
    answers = [output_ids(result) for result in await asyncio.gather(*calls)]
    assert [len(ids) for ids in answers[::2]] == [1500] * 3
    # Later the order of sums, which differs with the batch, may tell.
    same = sum(ids[:40] == output_ids(expected)[:40] for ids, expected in zip(answers, wanted, strict=True))
    assert same >= 5


async def test_a_grammar_that_was_refused_is_refused_again(
    client: triton_aio.InferenceServerClient, cpu_server: CpuServer
) -> None:
    """At once, without a step of the model."""
    arrays = request_arrays(prompt(9), length=9, grammar="root ::= unknown")
    for _ in range(2):
        with pytest.raises(InferenceServerException, match='Rule "unknown" is not defined'):
            await ask(client, arrays)
    assert cpu_server.request_metric("active") == 0


async def test_more_requests_than_slots_wait_and_are_answered(
    client: triton_aio.InferenceServerClient, cpu_server: CpuServer
) -> None:
    """Of 80 requests 64 run and 16 wait, and all of them are answered."""
    calls = [asyncio.create_task(ask(client, request_arrays(prompt(seed), length=300))) for seed in range(80)]
    await until(lambda: cpu_server.request_metric("waiting") > 0, 40)
    assert cpu_server.request_metric("active") == cpu_server.request_metric("max") == 64
    assert {len(output_ids(result)) for result in await asyncio.gather(*calls)} == {300}


def test_metrics_are_those_of_tensorrt_llm_that_the_runtime_knows(cpu_server: CpuServer) -> None:
    """Families that it does not know are not there."""
    infer(cpu_server.triton, request_arrays(prompt(1), length=3))
    metrics = read_metrics(cpu_server.triton.metrics_url)
    found = {
        (family, kind)
        for family, labels in metrics
        if family.startswith("nv_trt_llm")
        for label, kind in labels
        if label not in {"model", "version"}
    }
    assert found == {
        ("nv_trt_llm_request_metrics", "active"),
        ("nv_trt_llm_request_metrics", "max"),
        ("nv_trt_llm_request_metrics", "scheduled"),
        ("nv_trt_llm_request_metrics", "waiting"),
        ("nv_trt_llm_kv_cache_block_metrics", "fraction"),
        ("nv_trt_llm_general_metrics", "iteration_counter"),
        ("nv_trt_llm_general_metrics", "timestamp"),
    }
    labels = {"model": MODEL_NAME, "version": "1"}
    assert metric(metrics, "nv_trt_llm_general_metrics", general_type="iteration_counter", **labels)
