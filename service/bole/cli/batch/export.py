"""`bole batch export`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.cli import options
from bole.cli.batch.formats import FORMATS, Results
from bole.cli.batch.pages import pages
from bole.cli.batch.spool import Spool
from bole.cli.batch.watching import FINAL
from bole.cli.connection import UserError, batches_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.sources.reading import shown
from bole.v1 import batch_service_pb2 as pb


@click.command(name="export")
@click.argument("batch_id", metavar="ID")
@click.option("--format", "name", type=click.Choice(list(FORMATS)), required=True, help="What to write.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FILE_OR_FOLDER",
    help="Where to; batch-ID with the ending of the format in the current folder when left out.",
)
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the N best.")
@click.option("--blind", is_flag=True, help="Leave names, contacts and file names out.")
@options.force
@options.server
def command(
    *, batch_id: str, name: str, out: Path, top: int | None, blind: bool, force: bool, server: str | None
) -> None:
    """Write the results of a batch as a file; what has finished so far, where it is still worked on.

    jsonl has the lines of `bole screen`; csv, xlsx and html are rankings; parquet is a table for analysis; json-resume
    (a zip with a document each) and hr-xml carry those who were screened, with what their resumes say, elsewhere.
    """
    wanted = FORMATS[name]
    if blind and wanted.of_people:
        raise UserError(f"{name} is made of what says who people are, so that it cannot be blind. Leave out --blind.")
    path = out / f"batch-{batch_id}{wanted.ending}" if out.is_dir() else out
    refuse_existing(path, force=force)
    asked = pb.ListBatchResultsRequest(
        batch_id=batch_id,
        states=[pb.BatchItem.SUCCEEDED] if top else [],
        include_duplicates=top is None,
        include_contact=True,  # a blind file has to know what to mask
        include_profile=blind or wanted.of_people,
    )
    run(lambda: _export(asked, name, path, server, most=top, blind=blind))


async def _export(
    asked: pb.ListBatchResultsRequest, name: str, path: Path, server: str | None, *, most: int | None, blind: bool
) -> None:
    FORMATS[name].check()
    with Spool() as spool:
        batch = await _gathered(asked, spool, server, most)
        with whole_file(path) as unfinished, unfinished.open("wb") as out:
            FORMATS[name].write(Results(batch=batch, spool=spool, blind=blind), out)
        count = spool.people if FORMATS[name].of_people else len(spool)
        click.echo(f"Written: {shown(path)}, {count:,} of {batch.counts.total_count:,} items.")
    if batch.state not in FINAL:
        click.echo("The batch is still worked on: the file holds what has finished so far.", err=True)


async def _gathered(asked: pb.ListBatchResultsRequest, spool: Spool, server: str | None, most: int | None) -> pb.Batch:
    """Fetches all results into the spool, and returns the batch with its rubric."""
    console = Console(stderr=True)
    columns = (TextColumn("Fetching"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with batches_of(server) as stub:
        batch = (await stub.GetBatch(pb.GetBatchRequest(batch_id=asked.batch_id))).batch
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("")
            async for page in pages(stub, asked, most=most):
                spool.keep(page.items)
                total = page.total if most is None else min(page.total, most)
                progress.update(task, total=total, completed=len(spool))
    return batch
