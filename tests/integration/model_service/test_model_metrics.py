"""What a model, and its absence, leave in the metrics of a service."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import grpc
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.integration.model_service.known_answers import ROWAN, RUBRIC
from tests.integration.model_service.services import TOKENIZER, screening_request
from triton_server import TritonServer

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKENS_PER_BLOCK = 32
SCREENINGS = 8
"""So many that the oracle makes up a quote in one of them, whatever the words of the prompt."""


class Metrics:
    """The metrics of a service as Prometheus gets them."""

    def __init__(self, address: str) -> None:
        self._url = f"http://{address}/metrics"
        self._samples: dict[str, float] = {}

    async def read(self) -> None:
        """Reads all of them anew."""
        self._samples = dict(await asyncio.to_thread(lambda: list(self._read())))

    def __call__(self, name: str, *labels: str) -> float | None:
        """Returns a sample by its label values in the order of their names, None where there is none."""
        return self._samples.get("|".join((name, *labels)))

    def total(self, name: str) -> float:
        """Returns the sum over all labels that follow."""
        return sum(value for key, value in self._samples.items() if key.startswith(f"{name}|"))

    def _read(self) -> Iterator[tuple[str, float]]:
        with urlopen(self._url, timeout=10) as answer:  # noqa: S310  # our own server
            text: str = answer.read().decode()
        for family in text_string_to_metric_families(text):
            for one in family.samples:
                yield "|".join((one.name, *(value for _, value in sorted(one.labels.items())))), one.value


@asynccontextmanager
async def watched(model_server: str) -> AsyncIterator[tuple[ScreeningServiceAsyncStub, Metrics]]:
    """Runs a service on a model server."""
    address = f"127.0.0.1:{_free_port()}"
    settings = Settings(
        engine="triton",
        triton_addresses=model_server,
        tokenizer=TOKENIZER,
        processes=1,
        grace_seconds=1,
        metrics_listen=address,
    )
    async with (
        running_server(settings, "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield ScreeningServiceStub(channel), Metrics(address)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def test_a_model_is_measured_from_its_queue_to_the_last_of_its_quotes(oracle_server: TritonServer) -> None:
    """One that makes up some quotes on purpose: their share is the rate of invented quotes."""
    async with watched(oracle_server.grpc_address) as (stub, metrics):
        for number in range(SCREENINGS):
            await stub.ScreenResume(screening_request(f"{ROWAN}\n- Looked after service {number}.\n", RUBRIC))
        await metrics.read()

    assert metrics("bole_model_requests_total", "ok") == SCREENINGS
    assert metrics("bole_model_outputs_total", "valid") == SCREENINGS
    assert (metrics("bole_model_tokens_total", "prompt") or 0) > 1000
    assert (metrics("bole_model_tokens_total", "completion") or 0) > 100
    reused = metrics("bole_model_tokens_total", "reused") or 0
    assert reused > 0, "the second prompt begins as the first"
    assert reused % TOKENS_PER_BLOCK == 0
    for stage in ("prompt", "model", "validate", "align"):
        assert metrics("bole_stage_seconds_count", stage) == SCREENINGS
    assert (metrics("bole_evidence_total", "exact", "triton", "on") or 0) > 0
    assert (metrics("bole_evidence_total", "failed", "triton", "off") or 0) > 0
    assert metrics.total("bole_narrative_sentences_total") > 0
    assert metrics("bole_model_server_up", oracle_server.grpc_address) == 1
    assert metrics("bole_model_server_in_flight", oracle_server.grpc_address) == 0
    assert (metrics("bole_model_server_limit", oracle_server.grpc_address) or 0) >= 1
    assert metrics("bole_queue_length", "interactive", "model") == 0
    assert metrics("bole_build_info", "triton", "0.1.0") == 1


async def test_a_model_that_is_away_shows_in_degraded_answers() -> None:
    """And in calls that allow none."""
    nobody = f"127.0.0.1:{_free_port()}"
    async with watched(nobody) as (stub, metrics):
        await stub.ScreenResume(screening_request(ROWAN, RUBRIC, allow_degraded=True))
        with pytest.raises(grpc.aio.AioRpcError):
            await stub.ScreenResume(screening_request(ROWAN, RUBRIC))
        await metrics.read()

    assert metrics("bole_model_server_up", nobody) == 0
    assert metrics("bole_calls_total", "OK", "ScreenResume") == 1
    assert metrics("bole_calls_total", "UNAVAILABLE", "ScreenResume") == 1
    assert metrics.total("bole_screenings_total|true|rules") == 1
    assert metrics("bole_model_requests_total", "ok") == 0
