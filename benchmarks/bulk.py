"""`bole bulk` on Ray: what a second model server brings, and what Ray costs beside plain worker processes.

`bulk_scaling`: the same resumes on one simulated model server and on two. Each lets 20 answers a second out, by its own
parameter `requests_per_second_limit`; 64 requests run at a time and take a second each, so that this limit is the one
that counts. Counted is all that a run takes inside a Ray that is there: the start of its actors too.

`bulk_efficiency`: rules, two processes that read and screen in both cases. The plain runner is the pipeline over
`WorkerProcesses`, with the rows of the results written as one Parquet file. Ray is timed from its first part to its
last, because its actors take the same few seconds to start for ten resumes and for a million: `bulk_start_seconds`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from bole.bootstrap import reader
from bole.bootstrap.bulk import bulk_plan
from bole.bulk.cluster import running_ray
from bole.bulk.contents import Contents
from bole.bulk.folder import Folder
from bole.bulk.items import BulkItem
from bole.bulk.listing import listed
from bole.bulk.outcomes import answer_row, outcome_schema
from bole.bulk.plan import Actors, BulkPlan
from bole.bulk.record import AskedRun, opened
from bole.bulk.work import worked
from bole.domain.calls import CallTerms
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.workers import WorkerProcesses
from bole.reports.result_row import Row
from bole.settings import Settings
from model_material import AS_OF, TINY, resumes, rubric, scratch
from simulated_server import Simulation, running_simulation

PROCESSES = 2
ASKED = 1_200
READ = 3_000
ANSWERS_PER_SECOND = 20
_AT_ONCE = 3 * PROCESSES


def measure_scaling() -> dict[str, float]:
    """Returns how much faster two capped servers are than one."""
    simulation = Simulation(
        tokenizer=TINY / "tokenizer.json",
        fixed_request_milliseconds=1_000,
        requests_per_second_limit=ANSWERS_PER_SECOND,
    )
    with scratch() as folder, ExitStack() as servers, running_ray("local", processors=PROCESSES):
        addresses = [
            servers.enter_context(running_simulation(simulation, folder / str(number))).grpc_address
            for number in range(2)
        ]
        places = _written(folder / "resumes", ASKED)
        rates = []
        for count in (1, 2):
            settings = Settings(
                engine="triton", triton_addresses=",".join(addresses[:count]), tokenizer=simulation.tokenizer
            )
            start = time.perf_counter()
            for _ in _parts(settings, places, folder / f"out{count}", Actors(parse=1)):
                pass
            rates.append(ASKED / (time.perf_counter() - start))
    return {
        "bulk_scaling": rates[1] / rates[0],
        "bulk_one_replica_per_second": rates[0],
        "bulk_two_replicas_per_second": rates[1],
    }


def measure_efficiency() -> dict[str, float]:
    """Returns the rate on Ray over that of plain worker processes, on the same resumes."""
    settings = Settings(processes=PROCESSES)
    with scratch() as folder, running_ray("local", processors=PROCESSES):
        places = _written(folder / "resumes", READ)
        start = time.perf_counter()
        times = list(_parts(settings, places, folder / "out", Actors(parse=PROCESSES)))
    with scratch() as folder:
        places = _written(folder / "resumes", READ)
        plain = asyncio.run(_plain_rate(settings, places, folder / "plain.parquet"))
    (first, begun), (last, done) = times[0], times[-1]
    ours = (done - begun) / (last - first)
    return {
        "bulk_efficiency": ours / plain,
        "bulk_rules_per_second": ours,
        "plain_rules_per_second": plain,
        "bulk_start_seconds": first - start,
    }


def _parts(settings: Settings, places: Path, out: Path, actors: Actors) -> Iterator[tuple[float, int]]:
    """Runs, and yields the time of each part with the items that are written by then."""
    folder, listing = Folder(place=str(out)), listed([str(places)])
    asked = AskedRun(target_digest="", draft=rubric, engine=settings.engine, as_of=AS_OF, language_code="")
    record, _ = opened(folder, asked)
    for progress in worked(_plan(settings), record, listing, folder, actors):
        if progress.open or progress.failures:
            raise RuntimeError("every item of a measurement has to be screened")
        if progress.screened:
            yield time.perf_counter(), progress.screened


async def _plain_rate(settings: Settings, places: Path, out: Path) -> float:
    """Returns items a second without Ray, once the processes have answered."""
    plan, contents = _plan(settings), Contents(settings.document_limit_bytes)
    workers = WorkerProcesses(
        processes=PROCESSES,
        limit_seconds=settings.document_limit_seconds,
        limit_cpu_seconds=settings.document_limit_cpu_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
    )
    answering = EmbeddedAnswering(reader=reader(settings), workers=workers)
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(item: BulkItem) -> Row:
        async with slots:
            document = await asyncio.to_thread(contents.document, item)
            render = partial(answer_row, item=item, codec=plan.codec)
            return await answering.screen(plan.request(item, document), render, CallTerms())

    items = listed([str(places)]).items
    try:
        await asyncio.gather(*(one(item) for item in items[: 2 * PROCESSES]))
        start = time.perf_counter()
        rows = await asyncio.gather(*(one(item) for item in items))
        parquet.write_table(pa.Table.from_pylist(rows, outcome_schema()), out, compression="zstd")
        return len(items) / (time.perf_counter() - start)
    finally:
        workers.close()


def _plan(settings: Settings) -> BulkPlan:
    return bulk_plan(settings, rubric=rubric(), as_of=AS_OF, language_code="")


def _written(folder: Path, count: int) -> Path:
    """Writes resumes as files and returns their folder."""
    folder.mkdir(parents=True)
    for number, content in enumerate(resumes(count)):
        (folder / f"{number:05}.txt").write_bytes(content)
    return folder
