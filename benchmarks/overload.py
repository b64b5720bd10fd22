"""Ten times more calls than the service can carry: what the served ones wait, how fast the others are turned away.

A simulated model server ends 50 requests a second; the service on it runs as `bole serve` in a process of its own.
This process offers 500 calls a second of 20 kB for a minute, whatever becomes of them (an open loop), and beside them a
client with nothing but `service_config.json` makes one call after another.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import grpc

from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from documents import ROOT
from model_material import TINY, message, resumes, rubric, scratch, served
from simulated_server import Simulation, running_simulation

TOKENIZER = TINY / "tokenizer.json"
SLOTS = 128
REQUEST_MILLISECONDS = 2560
"""What 128 slots need to end 50 requests a second."""
WARM_UP = 4
OFFERED_A_SECOND = 500
LOAD_SECONDS = 60.0
QUIET_A_SECOND = 25
QUIET_SECONDS = 10.0
SETTLING_SECONDS = 10.0
"""When the memory under load is taken for the first time."""
BYTES = 20_000
"""A page of text and white space: the model is to be what has no room, not the parser."""
PROBE_SECONDS = 0.1
GOOD_PROBES = 10
"""So many calls in a row, as fast as before the load, say that the service has recovered."""
RECOVERY_LIMIT_SECONDS = 30.0
SERVICE_CONFIG = (ROOT / "proto" / "bole" / "v1" / "service_config.json").read_text(encoding="utf-8")


@dataclass(slots=True)
class Seen:
    """What became of calls, in seconds each."""

    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def measure() -> dict[str, float]:
    """Returns the figures of the load of a minute."""
    return overload(LOAD_SECONDS)


def overload(load_seconds: float) -> dict[str, float]:
    """Returns the figures of a load that lasts so long."""
    simulation = Simulation(tokenizer=TOKENIZER, slots=SLOTS, fixed_request_milliseconds=REQUEST_MILLISECONDS)
    with scratch() as folder, running_simulation(simulation, folder) as server:
        return asyncio.run(_overload(server.grpc_address, load_seconds))


async def _overload(triton_address: str, load_seconds: float) -> dict[str, float]:
    asked = rubric()
    requests = [message(asked, content.ljust(BYTES)) for content in resumes(256)]
    async with served(triton_address, TOKENIZER) as address, grpc.aio.insecure_channel(address) as channel:
        for request in requests[:WARM_UP]:  # the first has the server keep the shared prefix
            await _call(partial(ScreeningServiceStub(channel).ScreenResume, request), Seen())
        quiet, loud, stock = Seen(), Seen(), Seen()
        async with asyncio.TaskGroup() as group:
            await _offer(group, partial(_called, channel, requests, quiet), QUIET_A_SECOND, QUIET_SECONDS)
        usual = _percentile(quiet.served, 95)
        memory: list[float] = []
        async with asyncio.TaskGroup() as group:
            group.create_task(_memory(memory, load_seconds))
            beside = group.create_task(_one_after_another(address, requests, stock))
            await _offer(group, partial(_called, channel, requests, loud), OFFERED_A_SECOND, load_seconds)
            recovery = await _recovery(channel, requests, usual)
            beside.cancel()
    _tell(quiet, loud, stock)
    return {
        "shed_latency_ms_p99": 1000 * _percentile(loud.refused, 99),
        "shed_latency_ms_p50": 1000 * _percentile(loud.refused, 50),
        "overload_served_p95_ratio": _percentile(loud.served, 95) / _percentile(quiet.served, 95),
        "overload_served_per_second": len(loud.served) / load_seconds,
        "overload_memory_growth": memory[-1] / memory[0],
        "overload_recovery_seconds": recovery,
        "overload_stock_client_served": len(stock.served) / max(1, len(stock.served) + len(stock.failed)),
        "overload_unexplained_failures": len(loud.failed),
    }


async def _offer(
    group: asyncio.TaskGroup, call: Callable[[int], Coroutine[object, object, None]], a_second: float, seconds: float
) -> None:
    """Begins calls at a steady rate, whatever becomes of them; the group waits for their ends."""
    begin = time.perf_counter()
    for number in range(round(a_second * seconds)):
        await asyncio.sleep(begin + number / a_second - time.perf_counter())
        group.create_task(call(number))


async def _called(channel: grpc.aio.Channel, requests: list[pb.ScreenResumeRequest], seen: Seen, number: int) -> None:
    await _call(partial(ScreeningServiceStub(channel).ScreenResume, requests[number % len(requests)]), seen)


async def _call(call: Callable[[], Awaitable[object]], seen: Seen) -> None:
    begin = time.perf_counter()
    try:
        await call()
    except grpc.aio.AioRpcError as error:
        seconds = time.perf_counter() - begin
        if "grpc-retry-pushback-ms" in dict(error.trailing_metadata() or ()):
            seen.refused.append(seconds)
        else:
            seen.failed.append(f"{error.code().name}: {error.details()}")
    else:
        seen.served.append(time.perf_counter() - begin)


async def _one_after_another(address: str, requests: list[pb.ScreenResumeRequest], seen: Seen) -> None:
    """Calls as a client that has the service config and no code of its own for retries."""
    options = [("grpc.service_config", SERVICE_CONFIG), ("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(address, options=options) as channel:
        screen = ScreeningServiceStub(channel).ScreenResume
        while True:
            begin = time.perf_counter()
            try:
                await screen(requests[0])
            except grpc.aio.AioRpcError as error:
                seen.failed.append(error.code().name)
            else:
                seen.served.append(time.perf_counter() - begin)


async def _recovery(channel: grpc.aio.Channel, requests: list[pb.ScreenResumeRequest], usual: float) -> float:
    """Returns how long after the last offered call others were served within 1.2 times what was usual before."""
    begin = time.perf_counter()
    good_since, good = begin, 0
    while good < GOOD_PROBES and time.perf_counter() - begin < RECOVERY_LIMIT_SECONDS:
        probe, probed_at = Seen(), time.perf_counter()
        await _call(partial(ScreeningServiceStub(channel).ScreenResume, requests[0]), probe)
        if probe.served and probe.served[0] <= 1.2 * usual:
            good_since = good_since if good else probed_at
            good += 1
        else:
            good = 0
        await asyncio.sleep(PROBE_SECONDS)
    return good_since - begin if good == GOOD_PROBES else RECOVERY_LIMIT_SECONDS


async def _memory(taken: list[float], load_seconds: float) -> None:
    """Takes the memory of the service soon after the load has begun, and when it ends."""
    settling = min(SETTLING_SECONDS, load_seconds / 2)
    await asyncio.sleep(settling)
    taken.append(_service_bytes())
    await asyncio.sleep(load_seconds - settling)
    taken.append(_service_bytes())


def _service_bytes() -> float:
    """Returns the memory of `bole serve` and its processes; what they share counts once."""
    parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    ours = {pid for pid, parent in parents.items() if parent == os.getpid() and "serve" in _command(pid)}
    while grown := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= grown
    return sum(map(_proportional_bytes, ours))


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")


def _proportional_bytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(1024.0 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _tell(quiet: Seen, loud: Seen, stock: Seen) -> None:
    for name, seen in (("quiet", quiet), ("overload", loud), ("stock client", stock)):
        p50, p95 = (_percentile(seen.served, one) if len(seen.served) > 1 else 0.0 for one in (50, 95))
        print(
            f"{name}: served {len(seen.served)} (p50 {p50:.2f} s, p95 {p95:.2f} s), refused {len(seen.refused)}, "
            f"failed otherwise {len(seen.failed)} {sorted(set(seen.failed))[:3]}"
        )
