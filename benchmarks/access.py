"""What it costs a call to show who makes it: TLS, an API key, and the line in the record of accesses."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from pydantic import SecretStr

from bole.bootstrap import running_server
from bole.security.api_keys import new_key
from bole.settings import Settings
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.authority import AUDIENCE, ISSUER, Authority, Provider, put

CALLS = 2000
WARM_UP = 200
POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")
"""A rubric that the service has at hand: the call is quick, and what comes on top of it stands out."""

Metadata = tuple[tuple[str, str], ...]


def measure() -> dict[str, float]:
    """Returns medians in milliseconds of what comes on top of a call in plain text of which nobody is asked.

    The ways take turns, so that all see the same machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> dict[str, float]:
    authority, provider, key = Authority(), Provider(), new_key()
    put(authority.pem, folder / "ca.pem")
    authority.issue("server", ("127.0.0.1",)).put(folder, "server")
    put(provider.jwks(), folder / "jwks.json")
    entry = f"{{id: '{key.key_id}', name: bench, tenant: bench, roles: [caller], sha256: '{key.sha256}'}}"
    put(f"keys: [{entry}]".encode(), folder / "keys.yaml")
    async with _plain() as plain, _secured(folder) as secured:
        ways: dict[str, tuple[grpc.aio.Channel, Metadata]] = {
            "plain": (plain, ()),
            "key": (secured, (("authorization", f"Bearer {key.text}"),)),
            "token": (secured, (("authorization", f"Bearer {provider.token(tenant='bench')}"),)),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(WARM_UP + CALLS):
            for name, (channel, metadata) in ways.items():
                seconds[name].append(await _call(channel, metadata))
    median = {name: 1000 * statistics.median(values[WARM_UP:]) for name, values in seconds.items()}
    return {
        "auth_overhead_ms_p50": median["key"] - median["plain"],
        "auth_token_overhead_ms_p50": median["token"] - median["plain"],
    }


@asynccontextmanager
async def _plain() -> AsyncIterator[grpc.aio.Channel]:
    async with (
        running_server(Settings(processes=1), "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield channel


@asynccontextmanager
async def _secured(folder: Path) -> AsyncIterator[grpc.aio.Channel]:
    settings = Settings(
        processes=1,
        server_certificate=folder / "server.pem",
        server_key=folder / "server.key",
        api_keys=folder / "keys.yaml",
        jwt_keys=folder / "jwks.json",
        jwt_issuer=ISSUER,
        jwt_audience=AUDIENCE,
        audit_log=folder / "audit.jsonl",
        candidate_id_key=SecretStr("a key of the benchmark"),
    )
    credentials = grpc.ssl_channel_credentials(await asyncio.to_thread((folder / "ca.pem").read_bytes))
    async with (
        running_server(settings, "127.0.0.1:0") as (_, port),
        grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials) as channel,
    ):
        yield channel


async def _call(channel: grpc.aio.Channel, metadata: Metadata) -> float:
    start = time.perf_counter()
    await ScreeningServiceStub(channel).DraftRubric(pb.DraftRubricRequest(job_posting=POSTING), metadata=metadata)
    return time.perf_counter() - start
