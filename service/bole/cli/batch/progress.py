"""Shows where a batch stands: a live bar on a terminal, else a line now and then."""

from __future__ import annotations

import time
from collections import deque
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bole.cli.batch import wording
from bole.v1 import batch_service_pb2 as pb

WINDOW_SECONDS = 60.0
LINE_SECONDS = 30.0
QUEUED_SECONDS = 2.0
"""A batch that is queued for less is one that is just being taken up."""


class Pace:
    """Items a second over the last minute."""

    def __init__(self) -> None:
        """Begins without any."""
        self._seen: deque[tuple[float, int]] = deque()

    def see(self, seconds: float, done: int) -> None:
        """Notes how many items are done at a time; fewer than before (the second stage has begun) start anew."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((seconds, done))
        while len(self._seen) > 2 and seconds - self._seen[1][0] >= WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """None until two times with progress between them are known."""
        if not self._seen:
            return None
        (first, before), (last, after) = self._seen[0], self._seen[-1]
        return (after - before) / (last - first) if last > first and after > before else None


def line(batch: pb.Batch, per_second: float | None, waiting: str) -> str:
    """Returns where a batch stands, on one line, with what it waits for."""
    total, done = batch.counts.total_count, wording.done(batch)
    parts = [f"{done:,} of {total:,} ({_percent(batch)} %)"]
    if per_second is not None:
        parts.append(f"{per_second:.1f} a second, {wording.duration((total - done) / per_second)} left")
    parts.append(wording.outcomes(batch.counts))
    if batch.counts.failure_counts:
        parts.append(wording.failures(batch.counts.failure_counts))
    parts.append(waiting)
    return "; ".join(part for part in parts if part)


def drawn(batch: pb.Batch, per_second: float | None, waiting: str) -> Group:
    """Returns where a batch stands, as a bar with one to three lines below it."""
    total, done = batch.counts.total_count, wording.done(batch)
    bar = Table.grid(padding=(0, 1))
    cells = [f"{_percent(batch)} %", f"{done:,}/{total:,}"]
    if per_second is not None:
        cells += [f"{per_second:.1f}/s", f"{wording.duration((total - done) / per_second)} left"]
    bar.add_row(ProgressBar(total=max(total, 1), completed=done, width=40), *cells)
    lines = [Text(wording.outcomes(batch.counts))]
    if batch.counts.failure_counts:
        lines.append(Text(wording.failures(batch.counts.failure_counts), style="red"))
    if waiting:
        lines.append(Text(waiting.capitalize(), style="yellow"))
    return Group(bar, *lines)


def _percent(batch: pb.Batch) -> int:
    return 100 * wording.done(batch) // max(batch.counts.total_count, 1)


class Progress(AbstractContextManager["Progress"]):
    """What a person sees while a batch is worked on; on standard error."""

    def __init__(self, console: Console | None = None, *, queued_seconds: float = QUEUED_SECONDS) -> None:
        """Shows nothing before the first `show`.

        Args:
            console: Where to; standard error when left out.
            queued_seconds: For how long nothing is said of a batch that is queued.
        """
        self._console = console or Console(stderr=True)
        self._pace = Pace()
        self._live = Live(console=self._console, transient=True, auto_refresh=False)
        self._queued_seconds = queued_seconds
        self._queued_since: float | None = None
        self._last_line = float("-inf")
        self._last_waiting = ""

    def __enter__(self) -> Self:
        """Takes the last lines of a terminal."""
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives them back."""
        self._live.stop()

    def show(self, batch: pb.Batch) -> None:
        """Shows where the batch stands now."""
        now = time.monotonic()
        self._pace.see(now, wording.done(batch))
        waiting = self._waiting(batch, now)
        if self._console.is_terminal:
            self._live.update(drawn(batch, self._pace.per_second, waiting), refresh=True)
            return
        if now - self._last_line >= LINE_SECONDS or waiting != self._last_waiting:
            self._last_line, self._last_waiting = now, waiting
            self.say(line(batch, self._pace.per_second, waiting))

    def _waiting(self, batch: pb.Batch, now: float) -> str:
        if batch.state != pb.Batch.QUEUED:
            self._queued_since = None
            return wording.waiting(batch)
        if self._queued_since is None:
            self._queued_since = now
        return wording.waiting(batch) if now - self._queued_since >= self._queued_seconds else ""

    def say(self, text: str) -> None:
        """Writes a line of its own, above the bar."""
        self._console.print(Text(text), soft_wrap=True)
