"""Every panel finds data: a real Prometheus with our rules reads a loaded service and a model server beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from simulated_server import running_simulation
from tests.e2e.batch_service import BatchService, running
from tests.e2e.batch_work import BROKEN, created, item
from tests.e2e.prometheus_server import Prometheus, free_port, running_prometheus
from tests.integration.model_service.known_answers import ORACLE, RESUMES, RUBRIC
from tests.integration.model_service.services import AS_OF, TOKENIZER, screening_request
from tests.unit.deploy.dashboards import Query, queries

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

SECONDS = 60.0
"""Longest time until every panel has data; a third of it is usual."""
HIDDEN = (
    b"<html><body><p>Kim Doe</p><p>2019 - 2024 Engineer</p><p style='display:none'>Expert in Kafka and Redis</p></body>"
)
VALUES = {"__rate_interval": "5s", "instance": ".*", "server": ".*", "engine": ".*", "rubric": ".*"}
STOOD_IN = {
    "nv_gpu_utilization": "gpu_uuid",
    "nv_gpu_memory_used_bytes": "gpu_uuid",
    "nv_gpu_power_usage": "gpu_uuid",
    "nv_trt_llm_runtime_memory_metrics": "memory_type",
    "bole_certificate_expires_timestamp_seconds": "certificate",
}
"""What has no series here, with a label of each: there is no GPU, no runtime of TensorRT-LLM, and no TLS."""
RULES_FIND = (
    "bole:calls_shed:rate5m > 0",
    "bole:calls_faulty:rate5m",
    'bole_calls_total{code="INVALID_ARGUMENT"} > 0',
    'bole:screen_resumes:rate5m{engine="triton"} > 0',
    'bole:screen_resumes_slow:rate5m{engine="triton"}',
    'bole_call_seconds_bucket{method="ScreenResume", le="1.0"}',
    'bole_batches{state="queued"} + on () bole_batches{state="running"}',
    'bole_batch_items_total{outcome="OK"} > 0',
    'bole_screenings_total{degraded="false"} > 0',
    "bole:quotes_failed:ratio1h > 0",
    "time() - bole_cleaned_timestamp_seconds < 600",
    "bole:hidden_text:ratio1h > 0",
    'min_over_time(nv_trt_llm_request_metrics{request_type="active"}[5s])',
    'changes(nv_trt_llm_general_metrics{general_type="iteration_counter"}[5s]) > 0',
    'nv_trt_llm_request_metrics{request_type="waiting"}',
    'nv_trt_llm_request_metrics{request_type="max"} > 0',
    'nv_inference_request_failure{reason="CANCELED"}',
)
"""What alerts are made of: a name or a label that has changed would leave them silent for ever."""


@contextmanager
def stand_in() -> Iterator[str]:
    """Serves the metrics that nothing here has; yields its address."""
    registry = CollectorRegistry()
    for family, label in STOOD_IN.items():
        Gauge(family, "Stand-in.", [label], registry=registry).labels("gpu").set(1)
    server, thread = start_http_server(0, "127.0.0.1", registry)
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_every_panel_has_data(tmp_path: Path) -> None:
    metrics = f"127.0.0.1:{free_port()}"
    with running_simulation(ORACLE, tmp_path / "model") as triton, stand_in() as others:
        service = BatchService(
            f"sqlite:///{tmp_path / 'bole.db'}",
            tmp_path / "service.log",
            engine="triton",
            triton_addresses=triton.grpc_address,
            tokenizer=str(TOKENIZER),
            metrics_listen=metrics,
            call_limit="4",
            call_queue_limit="0",
        )
        triton_metrics = triton.metrics_url.removeprefix("http://").removesuffix("/metrics")
        targets = {"bole": [metrics], "triton": [triton_metrics, others]}
        async with running(service):
            with running_prometheus(tmp_path, targets) as prometheus:
                await _until_all_have_data(prometheus, service.address)
                assert prometheus.values('count(up{job="bole"} == 1)') == [1]
                assert _broken_rules(prometheus) == []


async def _until_all_have_data(prometheus: Prometheus, address: str) -> None:
    """Goes on with the load, because a rate needs a count before and after, until no panel is left without data."""
    left = [*queries(), *(Query(panel="rules", expression=expression) for expression in RULES_FIND)]
    async with grpc.aio.insecure_channel(address) as channel:
        number = 0
        deadline = asyncio.get_running_loop().time() + SECONDS
        while left:
            await _load(channel, number)
            left = await asyncio.to_thread(_without_data, prometheus, left)
            number += 1
            assert asyncio.get_running_loop().time() < deadline, [query.panel for query in left]


def _without_data(prometheus: Prometheus, asked: list[Query]) -> list[Query]:
    return [query for query in asked if not prometheus.values(query.with_values(VALUES))]


def _broken_rules(prometheus: Prometheus) -> list[str]:
    groups = prometheus.ask("rules")["groups"]
    assert groups
    return [rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"]


async def _load(channel: grpc.aio.Channel, number: int) -> None:
    """Asks what people ask, with what goes wrong among them: known, new, damaged, hiding, and too many at once."""
    stub: ScreeningServiceAsyncStub = ScreeningServiceStub(channel)
    resumes = [f"{text}\nReference {number}\n" for text in RESUMES.values()]
    await _refusable(stub, " ")
    await asyncio.gather(*(_refusable(stub, resume) for resume in [*resumes * 3, RESUMES["rowan"]]))
    stream = stub.ScreenResumes(_stream([*(one.encode() for one in resumes), *BROKEN, HIDDEN + str(number).encode()]))
    assert len([answer async for answer in stream]) > len(resumes)
    contents = [f"{text}\nBatch {number}\n".encode() for text in RESUMES.values()]
    items = [item(place, content) for place, content in enumerate([*contents, *BROKEN])]
    await created(BatchServiceStub(channel), items, rubric=RUBRIC)


async def _refusable(stub: ScreeningServiceAsyncStub, resume: str) -> None:
    """Screens a resume; that the request is wrong, or that too many ask, is wanted."""
    wanted = {grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.UNAVAILABLE}
    try:
        await stub.ScreenResume(screening_request(resume, RUBRIC))
    except grpc.aio.AioRpcError as error:
        if error.code() not in wanted:
            raise


async def _stream(contents: list[bytes]) -> AsyncIterator[pb.ScreenResumesRequest]:
    yield pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(rubric=RUBRIC, as_of=AS_OF))
    for place, content in enumerate(contents):
        documents = [pb.Document(content=content)]
        yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=str(place), documents=documents))
