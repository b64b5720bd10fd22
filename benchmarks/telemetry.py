"""What metrics, logs and spans cost: the rate of `ScreenResume` with all of them over that with none.

Two services run as `bole serve`, in processes of their own, and are asked the same in turn. Resumes are plain text, so
that little of a call is parsing, and answers are not kept. Spans go to a collector that takes them and looks at none:
one that is away would cost less, since what finds no room in the queue is dropped unwritten.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.request import urlopen

import grpc

from bole.v1 import screening_service_pb2 as pb
from model_material import message, resumes, rubric, scratch, screen, seconds_for, serving
from triton_server import free_ports

PAIRS = 7
CALLS = 400
IN_FLIGHT = 4
WARM_UP = 100
SLICE = 20


def measure() -> dict[str, float]:
    """Returns the median over pairs."""
    return asyncio.run(_measure())


async def _measure() -> dict[str, float]:
    metrics = f"127.0.0.1:{free_ports().metrics}"
    telemetry = {
        "BOLE_METRICS_LISTEN": metrics,
        "BOLE_LOG_FORMAT": "json",
    }
    messages = [message(rubric(), content) for content in resumes(CALLS)]
    pairs = []
    with _collector() as endpoint:
        telemetry["BOLE_OTLP_ENDPOINT"] = endpoint
        async with _served(BOLE_LOG_LEVEL="ERROR") as off, _served(**telemetry) as on:
            for channel in (off, on):
                await _seconds(channel, messages[:WARM_UP])
            for _ in range(PAIRS):
                pairs.append(await _pair(off, on, messages))
                await asyncio.to_thread(_scrape, metrics)
    return {
        "telemetry_overhead": statistics.median(pairs),
        "telemetry_overhead_worst_pair": min(pairs),
        "telemetry_overhead_best_pair": max(pairs),
    }


async def _pair(off: grpc.aio.Channel, on: grpc.aio.Channel, messages: Sequence[pb.ScreenResumeRequest]) -> float:
    """Returns the time that one service takes for all messages over that of the other.

    They take turns every few calls, in either order, so that both see the same machine.
    """
    seconds = {off: 0.0, on: 0.0}
    for number, start in enumerate(range(0, len(messages), SLICE)):
        for channel in (off, on) if number % 2 else (on, off):
            seconds[channel] += await _seconds(channel, messages[start : start + SLICE])
    return seconds[off] / seconds[on]


async def _seconds(channel: grpc.aio.Channel, messages: Sequence[pb.ScreenResumeRequest]) -> float:
    return await seconds_for([partial(screen, channel, one) for one in messages], IN_FLIGHT)


def _scrape(address: str) -> None:
    with urlopen(f"http://{address}/metrics", timeout=10) as answer:
        if b"bole_calls_total" not in answer.read():
            raise RuntimeError("the service with telemetry serves no metrics")


class _TakesAll(grpc.GenericRpcHandler):
    def service(self, _details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes]:
        return grpc.unary_unary_rpc_method_handler(self._take)

    def _take(self, _request: bytes, _context: object) -> bytes:
        return b""


@contextlib.contextmanager
def _collector() -> Iterator[str]:
    """Takes spans from threads, since the event loop waits for services to end, and yields its address."""
    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    server.add_generic_rpc_handlers((_TakesAll(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(0).wait()


@contextlib.asynccontextmanager
async def _served(**settings: str) -> AsyncIterator[grpc.aio.Channel]:
    """Runs `bole serve` on the rules and yields a channel to it once it is SERVING."""
    address = f"127.0.0.1:{free_ports().grpc}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOLE_")} | settings
    with scratch() as folder:
        environment |= {"BOLE_DATABASE": f"sqlite:///{folder}/bole.db", "BOLE_ANSWER_DAYS": "0"}
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, "-m", "bole", "serve", "--listen", address], env=environment, stdout=log, stderr=log
            ) as process,
        ):
            try:
                async with grpc.aio.insecure_channel(address) as channel:
                    await serving(channel)
                    yield channel
            finally:
                process.terminate()
                process.wait(timeout=60)
