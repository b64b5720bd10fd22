"""The simulated model behind a real tritonserver: answers, times, cache, limits, cancelled requests, metrics."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tritonclient.grpc as triton
from oracle import Kind, Shares, answer_key
from prompt_reading import Criterion
from timing import load_timing

from build_engine.rendering.templates import MODEL_NAME
from simulated_server import Simulation, running_simulation
from tests.integration.serving.servers import Arrays, infer_inputs, infer_outputs
from tests.integration.simulated.asking import (
    RESUME,
    TERMS,
    ask,
    ask_at_once,
    count,
    screening,
    series,
    text_of,
)
from triton_metrics import read_metrics
from triton_server import TritonError, TritonServer

LONG = 30_000
"""Output tokens that are asked for where blocks have to be taken up."""


def until(reached: Callable[[], object], within_seconds: float) -> float:
    """Waits until something is true and returns the seconds that it took; fails after `within_seconds`."""
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < within_seconds
        time.sleep(0.02)
    return time.monotonic() - began


def send(client: triton.InferenceServerClient, arrays: Arrays, done: list[object]) -> triton.CallContext:
    """Sends a request; what it ends in is put into `done`."""
    return client.async_infer(
        MODEL_NAME, infer_inputs(arrays), lambda result, error: done.append(error or result), outputs=infer_outputs()
    )


def test_the_answer_is_the_answer_key(h100: TritonServer) -> None:
    criteria = tuple(Criterion(f"Knows {term}", (term,)) for term in TERMS)
    key = answer_key(3, Shares(off_topic=0.1, not_verbatim=0.1, wrong=0.1), criteria, RESUME)
    found = json.loads(text_of(ask(h100, screening())))
    assert [found[str(number)] for number in range(1, len(TERMS) + 1)] == [
        {"quotes": list(one.quotes), "level": one.level} for one in key
    ]
    assert Kind.HONEST in {one.kind for one in key} != {Kind.HONEST}


def test_many_at_once_are_all_answered_and_each_its_own(h100: TritonServer) -> None:
    resumes = [f"- Built {number} services in Python." for number in range(48)]
    results = ask_at_once(h100, [screening(resume) for resume in resumes])
    for resume, result in zip(resumes, results, strict=True):
        assert isinstance(result, triton.InferResult)
        assert resume in json.loads(text_of(result))["experience"]


def test_a_prefix_is_reused_once_the_request_that_computed_it_has_ended(h100: TritonServer) -> None:
    posting = "A posting that no other test has. " * 40
    arrays = screening("First resume in Python.", posting)
    together = ask_at_once(h100, [arrays, arrays])
    assert [count(one, "kv_cache_reused_blocks") for one in together if isinstance(one, triton.InferResult)] == [0, 0]
    later = screening("Another resume in Python.", posting)
    pairs = zip(arrays["input_ids"][0], later["input_ids"][0], strict=False)
    same = next(place for place, (one, other) in enumerate(pairs) if one != other)
    assert same > 200
    assert count(ask(h100, later), "kv_cache_reused_blocks") == same // 32


def test_reused_blocks_are_told_only_where_perf_metrics_are_asked_for(h100: TritonServer) -> None:
    result = ask(h100, screening() | {"return_perf_metrics": np.array([[False]])})
    assert count(result, "kv_cache_reused_blocks") is None


def test_a_lone_request_takes_the_time_of_the_gpu(h100: TritonServer) -> None:
    arrays = screening(posting="One more posting. " * 100)
    began = time.monotonic()
    result = ask(h100, arrays)
    took = time.monotonic() - began
    timing = load_timing("h100")
    prompt, output = arrays["input_ids"].size, count(result, "num_output_tokens") or 0
    expected = timing.prefill(prompt) + (output - 1) * timing.step(1, prompt + output / 2)
    assert expected - 0.01 < took < expected + 0.5


def test_output_is_cut_at_the_length_that_was_asked_for(h100: TritonServer) -> None:
    result = ask(h100, screening(length=20))
    assert count(result, "sequence_length") == count(result, "num_output_tokens") == 20
    assert text_of(result).startswith('{"1":{"quotes":[')


@pytest.mark.parametrize("name", ["request", "kv_cache_block", "inflight_batcher", "general"])
def test_the_metric_families_of_tensorrt_llm_are_there(h100: TritonServer, name: str) -> None:
    families = {family for family, _ in read_metrics(h100.metrics_url)}
    assert f"nv_trt_llm_{name}_metrics" in families


def test_cancelling_frees_the_slot_and_the_blocks(slow: TritonServer) -> None:
    done: list[object] = []
    with triton.InferenceServerClient(slow.grpc_address) as client:
        call = send(client, screening(length=LONG), done)
        until(lambda: series(slow, "request", "active") == 1, 5)
        assert series(slow, "kv_cache_block", "used") > LONG / 32
        call.cancel()
        until(lambda: series(slow, "request", "active") == 0, 0.5)
        assert series(slow, "kv_cache_block", "used") == 0
        until(lambda: done, 5)
    assert "CANCELLED" in str(done[0])


def test_a_deadline_frees_the_slot_too(slow: TritonServer) -> None:
    with pytest.raises(triton.InferenceServerException, match="Deadline Exceeded"):
        ask(slow, screening(), timeout=0.5)
    until(lambda: series(slow, "request", "active") == 0, 0.5)


def test_who_waits_for_a_slot_is_counted_and_a_full_queue_refuses(slow: TritonServer) -> None:
    done: list[object] = []

    def waits(count: int) -> Callable[[], bool]:
        return lambda: series(slow, "request", "waiting") == count

    with triton.InferenceServerClient(slow.grpc_address) as client:
        calls = []
        for waiting in (0, 1, 2):
            calls.append(send(client, screening(), done))
            until(waits(waiting), 5)
        with pytest.raises(triton.InferenceServerException, match=r"UNAVAILABLE.*maximum queue size"):
            ask(slow, screening())
        for call in reversed(calls):
            call.cancel()
        until(lambda: len(done) == 3, 5)
    until(lambda: series(slow, "request", "active") == 0, 2)


def test_no_more_requests_end_in_a_second_than_the_limit_allows(capped: TritonServer) -> None:
    requests = [screening(f"- Built {number} services in Python.") for number in range(41)]
    began = time.monotonic()
    results = ask_at_once(capped, requests)
    took = time.monotonic() - began
    assert all(isinstance(one, triton.InferResult) for one in results)
    assert 2.0 <= took < 4.0  # 40 intervals at 20 a second


def test_a_request_that_can_never_have_room_is_refused(capped: TritonServer) -> None:
    with pytest.raises(triton.InferenceServerException, match=r"INVALID_ARGUMENT.*more KV cache blocks than there are"):
        ask(capped, screening(length=15_000))


def test_a_grammar_that_cannot_be_read_fails_its_request_alone(h100: TritonServer) -> None:
    wrong = screening() | {"guided_decoding_guide": np.array([[b"root ::= nothing"]], np.object_)}
    bad, good = ask_at_once(h100, [wrong, screening()])
    assert "does not define: nothing" in str(bad)
    assert isinstance(good, triton.InferResult)


HOSTILE = (
    'root ::= "\\UFFFFFFFF"',
    'root ::= "a"' + "{1}" * 20_000,
    'root ::= ""{200000000}',
    "root ::= " + "(" * 999,
)


@pytest.mark.parametrize("grammar", HOSTILE)
def test_a_hostile_grammar_is_refused_and_the_server_goes_on(h100: TritonServer, grammar: str) -> None:
    wrong = screening() | {"guided_decoding_guide": np.array([[grammar.encode()]], np.object_)}
    with pytest.raises(triton.InferenceServerException, match=r"INVALID_ARGUMENT.*guided_decoding_guide: .{1,150}$"):
        ask(h100, wrong)
    ask(h100, screening())


def test_streaming_is_refused_as_the_engine_does(h100: TritonServer) -> None:
    with pytest.raises(triton.InferenceServerException, match="decoupled"):
        ask(h100, screening() | {"streaming": np.array([[True]])})


def test_an_unknown_gpu_keeps_the_server_from_starting(tmp_path: Path, tokenizer_path: Path) -> None:
    with (
        pytest.raises(TritonError, match="gpu: tpu is not one of h100, h200"),
        running_simulation(Simulation(tokenizer=tokenizer_path, gpu="tpu"), tmp_path),
    ):
        pass
