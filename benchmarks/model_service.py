"""The service on a simulated model server: what it costs beside the model, and how many screenings it carries.

The service runs as `bole serve` in a process of its own, as it is deployed; this process is its caller. What it is
compared with are the same prompts sent straight with tritonclient, to the same server in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import grpc
from tritonclient.grpc.aio import InferenceServerClient

from bole.bootstrap import reader
from bole.domain.documents import Document
from bole.domain.rubric import Rubric
from bole.parsing.parser import parse
from bole.settings import Settings
from model_material import (
    IN_FLIGHT,
    TINY,
    generation,
    message,
    resumes,
    rubric,
    scratch,
    screen,
    seconds_for,
    service,
    straight,
    tensors,
)
from simulated_server import Simulation, running_simulation
from triton_metrics import metric, read_metrics

TOKENIZER = TINY / "tokenizer.json"
MAX_SEQ_LEN = 32768
TOKENS_PER_BLOCK = 32
ROUNDS = 2
SCREENINGS = 500
CALLS = 200
WARM_UP = 50
SHARED = 100

Call = Callable[[], Awaitable[object]]


def measure_efficiency() -> dict[str, float]:
    """Returns the rate through the service over that of the same prompts sent straight, 64 in flight each."""
    simulation = Simulation(tokenizer=TOKENIZER, slots=IN_FLIGHT, fixed_request_milliseconds=1)
    capped = replace(simulation, fixed_request_milliseconds=300, requests_per_second_limit=100)
    with scratch() as folder, running_simulation(capped, folder) as server:
        ours, theirs = asyncio.run(_rates(server.grpc_address, rounds=ROUNDS))
    with scratch() as folder, running_simulation(simulation, folder) as server:
        ceiling, straight_ceiling = asyncio.run(_rates(server.grpc_address, rounds=ROUNDS))
    return {
        "serving_efficiency": ours / theirs,
        "serving_screenings_per_second": ours,
        "straight_requests_per_second": theirs,
        "service_ceiling_per_second": ceiling,
        "straight_ceiling_per_second": straight_ceiling,
    }


def measure_latency() -> dict[str, float]:
    """Returns the median of what a call takes beside the model's own time and the parsing of the document."""
    simulation = Simulation(tokenizer=TOKENIZER, slots=IN_FLIGHT, fixed_request_milliseconds=1)
    with scratch() as folder, running_simulation(simulation, folder) as server:
        rows = asyncio.run(_latencies(server.grpc_address))
    return {
        "added_latency_ms_p50": 1000 * statistics.median(call - model - parsed for call, model, parsed in rows),
        "added_latency_with_parsing_ms_p50": 1000 * statistics.median(call - model for call, model, _ in rows),
        "model_call_ms_p50": 1000 * statistics.median(model for _, model, _ in rows),
    }


def measure_prefix_reuse() -> dict[str, float]:
    """Returns the share of shared prefix tokens that a cold server took from its cache, all resumes sent at once."""
    simulation = Simulation(tokenizer=TOKENIZER, slots=IN_FLIGHT)
    with scratch() as folder, running_simulation(simulation, folder) as server:
        shared, seconds = asyncio.run(_burst(server.grpc_address))
        time.sleep(0.3)  # the server writes its metrics ten times a second
        blocks = metric(
            read_metrics(server.metrics_url), "nv_trt_llm_kv_cache_block_metrics", kv_cache_block_type="reused"
        )
    return {
        "prefix_reuse_ratio": (blocks or 0) * TOKENS_PER_BLOCK / (SHARED * shared),
        "prefix_tokens": shared,
        "simulated_burst_seconds": seconds,
    }


async def _rates(address: str, rounds: int) -> tuple[float, float]:
    """Returns screenings a second through the service and straight, the median of rounds that take turns."""
    asked, contents = rubric(), resumes(SCREENINGS)
    inputs = tensors([generation(asked, one, TOKENIZER, MAX_SEQ_LEN) for one in contents], TOKENIZER)
    rates: list[tuple[float, float]] = []
    async with service(address, TOKENIZER) as channel, InferenceServerClient(address) as client:
        calls = _calls(channel, asked, contents)
        plain: list[Call] = [partial(straight, client, one) for one in inputs]
        await seconds_for(calls[: 2 * WARM_UP], IN_FLIGHT)
        for _ in range(rounds):
            theirs = SCREENINGS / await seconds_for(plain, IN_FLIGHT)
            rates.append((SCREENINGS / await seconds_for(calls, IN_FLIGHT), theirs))
    return statistics.median(ours for ours, _ in rates), statistics.median(theirs for _, theirs in rates)


async def _latencies(address: str) -> list[tuple[float, float, float]]:
    """Returns seconds of a call of the service, of the same prompt sent straight, and of parsing, one after another."""
    asked, contents = rubric(), resumes(WARM_UP + CALLS)
    inputs = tensors([generation(asked, one, TOKENIZER, MAX_SEQ_LEN) for one in contents], TOKENIZER)
    limits = reader(Settings()).limits
    rows = []
    async with service(address, TOKENIZER) as channel, InferenceServerClient(address) as client:
        calls = _calls(channel, asked, contents)
        for call, plain, content in zip(calls, inputs, contents, strict=True):
            through = await seconds_for([call], 1)
            beside = await seconds_for([partial(straight, client, plain)], 1)
            start = time.perf_counter()
            parse(Document(content=content), limits)
            rows.append((through, beside, time.perf_counter() - start))
    return rows[WARM_UP:]


async def _burst(address: str) -> tuple[int, float]:
    """Hands all resumes to the service at once and returns the length of the shared prefix, and the time."""
    asked, contents = rubric(), resumes(SHARED)
    prefix = generation(asked, contents[0], TOKENIZER, MAX_SEQ_LEN).prompt.prefix_token_count
    async with service(address, TOKENIZER) as channel:
        calls = _calls(channel, asked, contents)
        seconds = await seconds_for(calls, SHARED)
    return prefix // TOKENS_PER_BLOCK * TOKENS_PER_BLOCK, seconds


def _calls(channel: grpc.aio.Channel, asked: Rubric, contents: list[bytes]) -> list[Call]:
    return [partial(screen, channel, message(asked, content)) for content in contents]
