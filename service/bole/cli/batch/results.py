"""`bole batch results`."""

from __future__ import annotations

import click
from rich.console import Console

from bole.api.json_format import as_line
from bole.api.stored_items import language, ranked
from bole.cli import options
from bole.cli.batch import wording
from bole.cli.batch.items import blinded_item
from bole.cli.batch.pages import STATES, pages, recommendations
from bole.cli.batch.watching import FINAL
from bole.cli.connection import batches_of, run
from bole.reports.ranking import RankedCandidate
from bole.reports.ranking_table import ranking_table
from bole.v1 import batch_service_pb2 as pb

_SHOWN = 50
"""Lines of a table that is not asked to be longer."""


@click.command(name="results")
@click.argument("batch_id", metavar="ID")
@click.option("--recommendation", "names", default="", metavar="NAME,...", help="Only ADVANCE, REVIEW or HOLD.")
@click.option("--min-score", type=click.IntRange(0, 100), metavar="N", help="Only scores of at least N.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N; a table shows 50 by default.")
@click.option("--state", type=click.Choice(list(STATES)), help="Only items that ended so.")
@click.option("--blind", is_flag=True, help="Leave names, contacts and file names out.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON an item, all that is known of it.")
@options.server
def command(
    *,
    batch_id: str,
    names: str,
    min_score: int | None,
    top: int | None,
    state: str | None,
    blind: bool,
    as_json: bool,
    server: str | None,
) -> None:
    """Show the ranking of a batch, the best first and failed items last; also while it is worked on.

    Ranks count all who were screened, whatever is shown. Items with the documents of another one share its answer and
    are left out.
    """
    asked = pb.ListBatchResultsRequest(
        batch_id=batch_id,
        recommendations=recommendations(names),
        min_match_score=min_score,
        states=[] if state is None else [STATES[state]],
        include_contact=True,  # a blind listing has to know what to mask
        include_profile=blind,
    )
    if as_json:
        run(lambda: _print_lines(asked, server, top, blind=blind))
    else:
        run(lambda: _print_table(asked, server, top or _SHOWN, blind=blind))


async def _print_lines(asked: pb.ListBatchResultsRequest, server: str | None, most: int | None, *, blind: bool) -> None:
    async with batches_of(server) as stub:
        async for page in pages(stub, asked, most=most):
            for item in page.items:
                click.echo(as_line(blinded_item(item) if blind else item))


async def _print_table(asked: pb.ListBatchResultsRequest, server: str | None, most: int, *, blind: bool) -> None:
    shown: list[RankedCandidate] = []
    total = 0
    async with batches_of(server) as stub:
        batch = (await stub.GetBatch(pb.GetBatchRequest(batch_id=asked.batch_id))).batch
        async for page in pages(stub, asked, most=most):
            shown.extend(map(ranked, page.items))
            total = page.total
    console = Console()
    if shown:
        console.print(ranking_table(shown, language_code=language(batch), width=console.width, blind=blind))
    else:
        click.echo("There is no such result.")
    if total > len(shown):
        click.echo(f"{total - len(shown):,} more: --top N shows more of them, `bole batch export` writes all.")
    elif again := _left_out(asked, batch):
        click.echo(f"{again:,} more {'is' if again == 1 else 'are'} the same as one of these; exports have them too.")
    if batch.state not in FINAL:
        click.echo(f"So far: {wording.outcomes(batch.counts)}, of {batch.counts.total_count:,} items.")


def _left_out(asked: pb.ListBatchResultsRequest, batch: pb.Batch) -> int:
    """Returns how many duplicates are missing in a whole list; 0 for a part of one, where nobody counts them."""
    of_all = not (asked.recommendations or asked.states or asked.HasField("min_match_score"))
    return batch.counts.duplicate_count if of_all and batch.state in FINAL else 0
