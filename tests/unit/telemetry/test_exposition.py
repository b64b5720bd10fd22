"""Metrics over HTTP: who may ask, in which format, and what is no address."""

from __future__ import annotations

import asyncio
from urllib.request import Request, urlopen

import pytest
from prometheus_client import CollectorRegistry, Counter

from bole.domain.errors import BoleError, ErrorReason
from bole.telemetry.exposition import metrics_served

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


def registry() -> CollectorRegistry:
    made = CollectorRegistry()
    Counter("bole_made", "Made for a test.", registry=made).inc(3, exemplar={"trace_id": "ab"})
    return made


async def fetched(port: int, accept: str, host: str = "127.0.0.1") -> tuple[str, str]:
    """Returns the content type and the text."""

    def fetch() -> tuple[str, str]:
        request = Request(f"http://{host}:{port}/metrics", headers={"Accept": accept})  # our own server
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.headers["Content-Type"], answer.read().decode()

    return await asyncio.to_thread(fetch)


async def test_prometheus_gets_the_format_that_it_asks_for() -> None:
    """Exemplars are part of OpenMetrics alone."""
    async with metrics_served(registry(), "127.0.0.1:0") as port:
        plain_type, plain = await fetched(port, "text/plain")
        open_type, shown = await fetched(port, OPENMETRICS)

    assert plain_type.startswith("text/plain")
    assert "bole_made_total 3.0\n" in plain
    assert open_type.startswith("application/openmetrics-text")
    assert 'bole_made_total 3.0 # {trace_id="ab"} 3.0' in shown


async def test_ipv6_is_written_in_brackets_and_the_port_is_free_afterwards() -> None:
    async with metrics_served(registry(), "[::1]:0") as port:
        assert "bole_made_total" in (await fetched(port, "*/*", "[::1]"))[1]

    async with metrics_served(registry(), f"[::1]:{port}") as again:
        assert again == port


async def test_an_address_in_use_is_refused_with_what_to_do() -> None:
    async with metrics_served(registry(), "127.0.0.1:0") as port:
        with pytest.raises(BoleError, match="in use") as caught:
            async with metrics_served(registry(), f"127.0.0.1:{port}"):
                pass

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert f"127.0.0.1:{port}" in caught.value.message
    assert "BOLE_METRICS_LISTEN" in caught.value.message


@pytest.mark.parametrize(
    "address",
    ["", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:-1", "127.0.0.1:65536", "h:٣"],
)
async def test_what_is_no_address_is_refused_with_how_to_write_it(address: str) -> None:
    with pytest.raises(BoleError, match="HOST:PORT") as caught:
        async with metrics_served(registry(), address):
            pass

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


@pytest.mark.parametrize("address", ["192.0.2.1:0", "no-such-host.invalid:0"])
async def test_an_address_of_another_machine_is_refused(address: str) -> None:
    with pytest.raises(BoleError, match="not an address of this machine"):
        async with metrics_served(registry(), address):
            pass
