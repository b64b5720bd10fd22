"""`bole batch list`."""

from __future__ import annotations

import click

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
    for batch in batches:
        click.echo(f"{batch.batch_id}  {wording.minute(batch.create_time)}  {_standing(batch, server)}")
        click.echo(f"    {'; '.join(filter(None, (one_line(batch.title) or '-', _labels(batch))))}")
    if not batches:
        click.echo("There is no batch. Make one with: bole batch create --job-posting FILE PATH...")
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


def _standing(batch: pb.Batch, server: str | None) -> str:
    """Returns the state with what is out of the usual: failures, and what it waits for."""
    failed = f"{batch.counts.failed_count:,} failed" if batch.counts.failed_count else ""
    done = f"{wording.state(batch)} {wording.done(batch):,}/{batch.counts.total_count:,}"
    return ", ".join(filter(None, (done, failed, wording.waiting(batch, rests=server is None))))


def _labels(batch: pb.Batch) -> str:
    return ", ".join(f"{one_line(key)}={one_line(value)}" for key, value in sorted(batch.labels.items()))
