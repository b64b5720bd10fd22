"""`bole batch compare`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from bole.api.stored_items import export_terms, ranked
from bole.cli import options
from bole.cli.batch.pages import pages
from bole.cli.connection import UserError, batches_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.reports.comparison import comparison_page
from bole.reports.comparison_table import comparison_table
from bole.reports.exports import ExportTerms
from bole.reports.ranking import RankedCandidate
from bole.sources.reading import shown
from bole.v1 import batch_service_pb2 as pb


@click.command(name="compare")
@click.argument("batch_id", metavar="ID")
@click.argument("item_ids", nargs=-1, required=True, metavar="ITEM ITEM...")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="HTML file to write instead of a table.")
@click.option("--blind", is_flag=True, help="Leave names, contacts and file names out.")
@options.force
@options.server
def command(
    *, batch_id: str, item_ids: tuple[str, ...], out: Path | None, blind: bool, force: bool, server: str | None
) -> None:
    """Put 2 to 5 candidates of a batch side by side, criterion by criterion.

    ITEM is the item_id of a candidate, as exports and `bole batch results --json` have it.
    """
    if out is not None:
        refuse_existing(out, force=force)
    run(lambda: _compare(batch_id, item_ids, out, server, blind=blind))


async def _compare(
    batch_id: str, item_ids: tuple[str, ...], out: Path | None, server: str | None, *, blind: bool
) -> None:
    candidates, terms = await _found(batch_id, item_ids, server, blind=blind)
    if out is None:
        table = comparison_table(candidates, terms.rubric, language_code=terms.language_code, blind=blind)
        Console().print(table)
        return
    page = comparison_page(
        candidates,
        terms.rubric,
        title=terms.title,
        as_of=terms.as_of,
        language_code=terms.language_code,
        blind=blind,
    )
    with whole_file(out) as unfinished:
        unfinished.write_text(page, encoding="utf-8")
    click.echo(f"Written: {shown(out)}")


async def _found(
    batch_id: str, item_ids: tuple[str, ...], server: str | None, *, blind: bool
) -> tuple[list[RankedCandidate], ExportTerms]:
    """Returns the candidates in the order in which they were named; the best, who come first, are found at once."""
    asked = pb.ListBatchResultsRequest(
        batch_id=batch_id, include_duplicates=True, include_contact=True, include_profile=blind
    )
    found: dict[str, pb.BatchItem] = {}
    async with batches_of(server) as stub:
        batch = (await stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id))).batch
        async for page in pages(stub, asked):
            found.update((item.item_id, item) for item in page.items if item.item_id in item_ids)
            if len(found) == len(set(item_ids)):
                break
    missing = [item_id for item_id in item_ids if item_id not in found]
    if missing:
        raise UserError(
            f"The batch has no finished item {missing[0]}. The column item_id of `bole batch export` has all."
        )
    return [ranked(found[item_id]) for item_id in item_ids], export_terms(batch, blind=blind)
