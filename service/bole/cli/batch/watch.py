"""`bole batch watch`."""

from __future__ import annotations

import click

from bole.api.json_format import as_line
from bole.cli import options
from bole.cli.batch import coming_back
from bole.cli.batch.progress import Progress
from bole.cli.batch.watching import Watch
from bole.cli.connection import UserError, batches_of, run
from bole.cli.lazy import INTERRUPTED
from bole.cli.patience import Patience
from bole.v1 import batch_service_pb2 as pb


@click.command(name="watch")
@click.argument("batch_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print every item as it finishes, one line of JSON each.")
@click.option("--cursor", default="", metavar="CURSOR", help="With --json: go on after what was printed before.")
@options.server
def command(*, batch_id: str, as_json: bool, cursor: str, server: str | None) -> None:
    """Follow a batch until it has ended.

    Ctrl-C lets go of the batch and says how to come back. With --server it goes on meanwhile; without it, it is this
    command that works on it, and the next one goes on where this one stops. Ends with 1 when nothing could be screened.
    """
    if cursor and not as_json:
        raise UserError("--cursor says where --json goes on. Give --json too, or leave out --cursor.")
    watch = Watch(batch_id=batch_id, cursor=cursor)
    try:
        batch = run(lambda: _follow(watch, server, as_json=as_json))
    except KeyboardInterrupt:
        coming_back.detached(batch_id, server, *(("--json", "--cursor", watch.cursor) if as_json else ()))
        raise SystemExit(INTERRUPTED) from None
    coming_back.ended(batch, server, err=as_json)


async def _follow(watch: Watch, server: str | None, *, as_json: bool) -> pb.Batch:
    async with batches_of(server, works=True) as stub:
        with Progress() as progress:
            patience = Patience(tell=progress.say)
            return await watch.follow(stub, patience, on_batch=progress.show, on_item=_print_item if as_json else None)


def _print_item(item: pb.BatchItem) -> None:
    click.echo(as_line(item))
