"""`bole batch rubric`."""

from __future__ import annotations

from pathlib import Path

import click

from bole.api.stored_rubrics import rubric as stored_rubric
from bole.cli import options
from bole.cli.batch.coming_back import command_of
from bole.cli.connection import batches_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.rubric.rubric_file import write_rubric
from bole.sources.reading import shown
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2


@click.command(name="rubric")
@click.argument("batch_id", metavar="ID")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; standard output otherwise."
)
@options.force
@options.server
def command(*, batch_id: str, out: Path | None, force: bool, server: str | None) -> None:
    """Write the rubric that a batch applies, to be edited and applied with `bole batch rescore`."""
    if out is not None:
        refuse_existing(out, force=force)
    text = write_rubric(stored_rubric(run(lambda: _rubric(batch_id, server))))
    if out is None:
        click.echo(text, nl=False)
        return
    with whole_file(out) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    again = command_of("rescore", batch_id, server, "--rubric", shown(out))
    click.echo(f"Written: {shown(out)}. Edit it, then: {again}")


async def _rubric(batch_id: str, server: str | None) -> rubric_pb2.Rubric:
    async with batches_of(server) as stub:
        return (await stub.GetBatch(pb.GetBatchRequest(batch_id=batch_id))).batch.rubric
