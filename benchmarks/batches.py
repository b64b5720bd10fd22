"""Batches end to end: `bole serve` on SQLite in a process of its own, this process as its caller.

Items are plain-text resumes, all different. A figure of memory is the largest sum of the resident memory of the service
and of all its processes, looked at five times a second.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import grpc

from batch_service import BatchServer, running_service
from bole.api import messages
from bole.domain.rubric import Rubric
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from documents import EXAMPLES
from model_material import AS_OF, TINY, message, resumes, rubric, scratch
from simulated_server import Simulation, running_simulation

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

ITEMS = 2_000
MANY = 20_000
FEW = 1_000
CHUNK = 500
RESCORED = 10_000
CACHED_CALLS = 100
HUNDRED = 100
GPUS = {"1_gpu": "rtx4090d", "4_gpus": "rtx4090d_tp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a batch went.

    Attributes:
        seconds: From the first call to the end of the batch.
        first_seconds: From the first call to the first result.
        progress: How many items had finished when, in seconds from the first call, as a watcher is told.
        peak_bytes: Memory of the service.
        batch_id: Of the batch.
    """

    seconds: float
    first_seconds: float
    progress: tuple[tuple[float, int], ...]
    peak_bytes: int
    batch_id: str

    def seconds_until(self, finished: int) -> float:
        """Returns when so many items had finished, on a line between the two moments that a watcher was told of."""
        later = next(index for index, (_, count) in enumerate(self.progress) if count >= finished)
        (start, before), (end, after) = self.progress[max(0, later - 1)], self.progress[later]
        return end if after == before else start + (end - start) * (finished - before) / (after - before)


def measure_rate() -> dict[str, float]:
    """Returns items a second from the first call to the end of the batch, and what comes when."""
    asked = rubric()
    rates = [asyncio.run(_on_rules(asked, ITEMS)) for _ in range(3)]
    return {
        "batch_items_per_second": statistics.median(ITEMS / one.seconds for one in rates),
        "batch_items_per_second_slowest": min(ITEMS / one.seconds for one in rates),
        "seconds_to_first_result": statistics.median(one.first_seconds for one in rates),
    }


def measure_size() -> dict[str, float]:
    """Returns what twenty times the items cost in memory and in speed, and how long rescoring takes."""
    asked = rubric()
    few = asyncio.run(_on_rules(asked, FEW))
    many = asyncio.run(_on_rules(asked, MANY))
    tenth = MANY // 10
    first = tenth / many.seconds_until(tenth)
    last = tenth / (many.seconds_until(MANY) - many.seconds_until(MANY - tenth))
    return {
        "batch_memory_growth": many.peak_bytes / few.peak_bytes,
        "batch_peak_mebibytes": many.peak_bytes / 2**20,
        "batch_rate_decay": last / first,
        "batch_items_per_second_of_20000": MANY / many.seconds,
    }


def measure_rescoring() -> dict[str, float]:
    """Returns how long new weights for 10,000 results take."""
    return {"rescore_seconds_of_10000": asyncio.run(_rescoring(rubric()))}


def measure_cache() -> dict[str, float]:
    """Returns the time of a first `ScreenResume` of a PDF over that of the same one again, on the engine `rules`."""
    return asyncio.run(_cache(rubric()))


def measure_hundred() -> dict[str, float]:
    """Returns the minutes for 100 resumes by `rules`, and by the simulated model on one and four GPUs."""
    asked = rubric()
    figures = {"minutes_per_100_resumes": asyncio.run(_on_rules(asked, HUNDRED)).seconds / 60}
    for name, gpu in GPUS.items():
        simulation = Simulation(tokenizer=TINY / "tokenizer.json", gpu=gpu)
        with scratch() as folder, running_simulation(simulation, folder) as server:
            settings = {
                "BOLE_ENGINE": "triton",
                "BOLE_TRITON_ADDRESSES": server.grpc_address,
                "BOLE_TOKENIZER": str(TINY / "tokenizer.json"),
            }
            run = asyncio.run(_on_rules(asked, HUNDRED, **settings))
            figures[f"minutes_per_100_resumes_{name}"] = run.seconds / 60
            figures[f"seconds_to_first_result_{name}"] = run.first_seconds
    return figures


async def _on_rules(asked: Rubric, count: int, **settings: str) -> Run:
    with scratch() as folder:
        async with _serving(folder, **settings) as (server, channel):
            return await _run(server, BatchServiceStub(channel), asked, count)


@asynccontextmanager
async def _serving(folder: Path, **settings: str) -> AsyncIterator[tuple[BatchServer, grpc.aio.Channel]]:
    async with running_service(folder, **settings) as server, server.channel() as channel:
        yield server, channel


async def _run(server: BatchServer, stub: BatchServiceAsyncStub, asked: Rubric, count: int) -> Run:
    contents = resumes(count)
    start = time.perf_counter()
    batch_id = (await stub.CreateBatch(_request(asked))).batch.batch_id
    async with asyncio.TaskGroup() as group, server.memory() as memory:
        group.create_task(_send(stub, batch_id, contents))
        first = group.create_task(_first_result(stub, batch_id))
        # As `bole batch watch` does: results are fetched once they are wanted.
        events = stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id, progress_only=True))
        told = [(time.perf_counter() - start, event.batch.counts.succeeded_count) async for event in events]
    seconds, finished = told[-1]
    if finished != count:
        raise RuntimeError(f"{finished} of {count} items have an answer")
    return Run(
        seconds=seconds,
        first_seconds=first.result() - start,
        progress=((0.0, 0), *told),
        peak_bytes=memory.peak_bytes,
        batch_id=batch_id,
    )


async def _first_result(stub: BatchServiceAsyncStub, batch_id: str) -> float:
    """Returns the time at which the first item is told."""
    call = stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id))
    async for event in call:
        if event.WhichOneof("event") == "item":
            break
    call.cancel()
    return time.perf_counter()


def _request(asked: Rubric) -> pb.CreateBatchRequest:
    return pb.CreateBatchRequest(rubric=messages.rubric(asked), as_of=messages.date(AS_OF), accepts_items=True)


async def _send(stub: BatchServiceAsyncStub, batch_id: str, contents: Sequence[bytes]) -> None:
    chunks = list(_chunks(enumerate(contents)))
    for index, chunk in enumerate(chunks, start=1):
        items = [
            pb.NewBatchItem(item_id=f"{number:06d}", documents=[screening_service_pb2.Document(content=content)])
            for number, content in chunk
        ]
        more = index < len(chunks)
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=items, accepts_items=more))


def _chunks(contents: Iterator[tuple[int, bytes]]) -> Iterator[tuple[tuple[int, bytes], ...]]:
    while chunk := tuple(itertools.islice(contents, CHUNK)):
        yield chunk


async def _rescoring(asked: Rubric) -> float:
    with scratch() as folder:
        async with _serving(folder) as (server, channel):
            stub = BatchServiceStub(channel)
            run = await _run(server, stub, asked, RESCORED)
            other = messages.rubric(asked)
            other.criteria[0].weight = 9
            start = time.perf_counter()
            await stub.RescoreBatch(pb.RescoreBatchRequest(batch_id=run.batch_id, rubric=other))
            return time.perf_counter() - start


async def _cache(asked: Rubric) -> dict[str, float]:
    content = (EXAMPLES / "resumes" / "nora_whitfield_en.pdf").read_bytes()
    with scratch() as folder:
        async with _serving(folder) as (_, channel):
            stub = ScreeningServiceStub(channel)
            first: list[float] = []
            again: list[float] = []
            for number in range(CACHED_CALLS):
                request = message(asked, content)
                request.candidate_id = str(number)
                for times in (first, again):
                    start = time.perf_counter()
                    await stub.ScreenResume(request)
                    times.append(time.perf_counter() - start)
    return {
        "cache_hit_speedup": statistics.median(first) / statistics.median(again),
        "cache_hit_ms_p50": 1000 * statistics.median(again),
    }
