"""`bole batch export`."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.api.item_spool import Spool
from bole.api.json_format import as_line
from bole.api.stored_items import export_terms, ranked
from bole.cli import options
from bole.cli.batch.items import blinded_item, screened_item
from bole.cli.batch.pages import pages
from bole.cli.batch.watching import FINAL
from bole.cli.connection import UserError, batches_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.reports.exports import ExportFormat, write_export
from bole.reports.parquet_table import results_schema
from bole.sources.reading import shown
from bole.v1 import batch_service_pb2 as pb

_LINES = "jsonl"
_LINES_FILE = "results.jsonl"
_NAMES = [_LINES, *(one.value for one in ExportFormat)]


@click.command(name="export")
@click.argument("batch_id", metavar="ID")
@click.option("--format", "name", type=click.Choice(_NAMES), required=True, help="What to write; see above.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FILE_OR_FOLDER",
    help="Where to; the current folder when left out.",
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
    wanted = None if name == _LINES else ExportFormat(name)
    of_people = wanted is not None and wanted.tells_of_people
    if blind and of_people:
        raise UserError(f"{name} is made of what says who people are, so that it cannot be blind. Leave out --blind.")
    path = out / (_LINES_FILE if wanted is None else wanted.file_name) if out.is_dir() else out
    refuse_existing(path, force=force)
    asked = pb.ListBatchResultsRequest(
        batch_id=batch_id,
        states=[pb.BatchItem.SUCCEEDED] if top else [],
        include_duplicates=top is None,
        include_contact=True,  # a blind file has to know what to mask
        include_profile=blind or of_people,
    )
    run(lambda: _export(asked, wanted, path, server, most=top, blind=blind))


async def _export(
    asked: pb.ListBatchResultsRequest,
    wanted: ExportFormat | None,
    path: Path,
    server: str | None,
    *,
    most: int | None,
    blind: bool,
) -> None:
    if wanted is ExportFormat.PARQUET:
        results_schema()  # refuses before the work where a part is missing
    with Spool() as spool:
        batch = await _gathered(asked, spool, server, most)
        with whole_file(path) as unfinished, unfinished.open("wb") as out:
            if wanted is None:
                _write_lines(spool, out, blind=blind)
            else:
                write_export(wanted, map(ranked, spool.by_rank()), export_terms(batch, blind=blind), out)
        count = spool.people if wanted is not None and wanted.tells_of_people else len(spool)
        click.echo(f"Written: {shown(path)}, {count:,} of {batch.counts.total_count:,} items.")
    if batch.state not in FINAL:
        click.echo("The batch is still worked on: the file holds what has finished so far.", err=True)


def _write_lines(spool: Spool, out: BinaryIO, *, blind: bool) -> None:
    items = map(blinded_item, spool.by_item_id()) if blind else spool.by_item_id()
    out.writelines(f"{as_line(screened_item(item))}\n".encode() for item in items)


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
