"""The console in Debian's Chromium: what its first page weighs, when it can be used, and how even it draws.

`bole serve` on SQLite and `bole web` are processes of their own; the browser has no window and draws with the CPU.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from shutil import which

import grpc
from playwright.async_api import Browser, Page, async_playwright

from batch_service import running_service
from bole.api import messages
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.web.naming import new_item_id
from model_material import AS_OF, resumes, rubric, scratch
from tests.console import console_process

CANDIDATES = 1_000
CHUNK = 100
RUNS = 5
_USABLE = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000"
"""Modules have run by then: whatever is on the page answers."""
_RECORD_FRAMES = """() => {
  window.frameGaps = [];
  let last = performance.now();
  const step = (now) => { window.frameGaps.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A console that runs, a browser, and the service behind both."""

    address: str
    browser: Browser
    channel: grpc.aio.Channel


def measure() -> dict[str, float]:
    """Returns kilobytes and seconds of the first page, and milliseconds between frames while 1,000 are ranked."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    async with _opened() as opened:
        loads = [await _load(opened, "/") for _ in range(RUNS)]
        gaps, batch_id = await _gaps_while_ranking(opened)
        ranking = [await _load(opened, f"/batches/{batch_id}") for _ in range(RUNS)]
    return {
        "console_first_page_kilobytes": max(size for size, _ in loads) / 1000,
        "console_usable_seconds": statistics.median(seconds for _, seconds in loads),
        "console_ranking_page_kilobytes": max(size for size, _ in ranking) / 1000,
        "console_ranking_usable_seconds": statistics.median(seconds for _, seconds in ranking),
        "console_ranking_frame_ms_p50": statistics.median(gaps),
        "console_ranking_frame_ms_p99": statistics.quantiles(gaps, n=100)[98],
        "console_ranking_frame_ms_longest": max(gaps),
    }


@asynccontextmanager
async def _opened() -> AsyncIterator[Opened]:
    with scratch() as folder:
        async with running_service(folder) as server, server.channel() as channel, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            with console_process(folder, "--server", server.address) as address:
                yield Opened(address=address, browser=browser, channel=channel)
                await browser.close()


async def _load(opened: Opened, path: str) -> tuple[int, float]:
    """Returns the bytes that a browser that has seen nothing gets for a page, and the seconds until it is usable."""
    context = await opened.browser.new_context(base_url=opened.address)
    page = await context.new_page()
    received = 0

    def count(event: dict[str, float]) -> None:
        nonlocal received
        received += int(event["encodedDataLength"])

    session = await context.new_cdp_session(page)
    session.on("Network.loadingFinished", count)
    await session.send("Network.enable")
    await page.goto(path, wait_until="load")
    seconds = float(await page.evaluate(_USABLE))
    await context.close()
    return received, seconds


async def _gaps_while_ranking(opened: Opened) -> tuple[list[float], str]:
    """Returns the milliseconds between frames while a watched batch takes in and ranks its items, and the batch."""
    stub = BatchServiceStub(opened.channel)
    asked = messages.rubric(rubric())
    created = await stub.CreateBatch(
        pb.CreateBatchRequest(rubric=asked, as_of=messages.date(AS_OF), accepts_items=True)
    )
    batch_id = created.batch.batch_id
    page = await opened.browser.new_page(base_url=opened.address)
    await page.goto(f"/batches/{batch_id}")
    await page.evaluate(_RECORD_FRAMES)
    watched = asyncio.create_task(_end_of(opened, batch_id))
    await _send(opened, batch_id)
    await watched
    gaps = await _gaps(page)
    await page.close()
    return gaps, batch_id


async def _send(opened: Opened, batch_id: str) -> None:
    stub = BatchServiceStub(opened.channel)
    contents = resumes(CANDIDATES)
    for start in range(0, CANDIDATES, CHUNK):
        items = [
            pb.NewBatchItem(
                item_id=new_item_id("", content), documents=[screening_service_pb2.Document(content=content)]
            )
            for content in contents[start : start + CHUNK]
        ]
        more = start + CHUNK < CANDIDATES
        await stub.AddBatchItems(pb.AddBatchItemsRequest(batch_id=batch_id, items=items, accepts_items=more))


async def _end_of(opened: Opened, batch_id: str) -> None:
    stub = BatchServiceStub(opened.channel)
    async for _ in stub.WatchBatch(pb.WatchBatchRequest(batch_id=batch_id, progress_only=True)):
        pass


async def _gaps(page: Page) -> list[float]:
    """Returns what was recorded, the first two frames left out: the recorder began in them."""
    gaps: list[float] = await page.evaluate("window.frameGaps")
    return gaps[2:]
