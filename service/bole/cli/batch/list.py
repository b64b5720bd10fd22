"""`bole batch list`."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bole.cli import options
from bole.cli.batch import wording
from bole.cli.connection import batches_of, run
from bole.reports.cells import one_line
from bole.v1 import batch_service_pb2 as pb

_MOST_ON_A_PAGE = 200


@click.command(name="list")
@click.option("--top", type=click.IntRange(1), default=20, metavar="N", help="The newest N.", show_default=True)
@options.server
def command(*, top: int, server: str | None) -> None:
    """List batches, the newest first, with where each stands."""
    batches, more = run(lambda: _newest(top, server))
    if not batches:
        click.echo("There is no batch. Make one with: bole batch create --job-posting FILE PATH...")
        return
    Console().print(_table(batches))
    if more:
        click.echo("There are older ones: --top N shows more.")


async def _newest(most: int, server: str | None) -> tuple[list[pb.Batch], bool]:
    """Returns the newest batches, and whether there are more."""
    found: list[pb.Batch] = []
    request = pb.ListBatchesRequest()
    async with batches_of(server) as stub:
        while True:
            request.page_size = min(most - len(found), _MOST_ON_A_PAGE)
            page = await stub.ListBatches(request)
            found.extend(page.batches)
            if not page.next_page_token or len(found) >= most:
                return found[:most], bool(page.next_page_token)
            request.page_token = page.next_page_token


def _table(batches: list[pb.Batch]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("Batch", no_wrap=True)
    table.add_column("Made", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Done", justify="right", no_wrap=True)
    table.add_column("Title", overflow="ellipsis", no_wrap=True)
    table.add_column("Remarks", overflow="fold")
    for batch in batches:
        table.add_row(
            batch.batch_id,
            wording.minute(batch.create_time),
            wording.state(batch),
            f"{wording.done(batch):,}/{batch.counts.total_count:,}",
            Text(one_line(batch.title)),
            _remarks(batch),
        )
    return table


def _remarks(batch: pb.Batch) -> Text:
    """Returns what is out of the usual: failures, what it waits for, and the caller's labels."""
    failed = f"{batch.counts.failed_count:,} failed" if batch.counts.failed_count else ""
    labels = ", ".join(f"{one_line(key)}={one_line(value)}" for key, value in sorted(batch.labels.items()))
    return Text("; ".join(part for part in (failed, wording.waiting(batch), labels) if part))
