"""`bole batch rescore`."""

from __future__ import annotations

from pathlib import Path

import click

from bole.api import messages
from bole.cli import options
from bole.cli.batch.coming_back import command_of
from bole.cli.connection import batches_of, run
from bole.v1 import batch_service_pb2 as pb


@click.command(name="rescore")
@click.argument("batch_id", metavar="ID")
@click.option(
    "--rubric",
    "rubric_path",
    type=options.existing_file,
    required=True,
    help="Rubric as `bole batch rubric ID --out` writes it, edited.",
)
@options.server
def command(*, batch_id: str, rubric_path: Path, server: str | None) -> None:
    """Apply other weights, requirements, gates or thresholds to a batch.

    Arithmetic only: nothing is read again and no model is asked. Results that are still to come are scored by the new
    rubric as well.
    """
    request = pb.RescoreBatchRequest(batch_id=batch_id, rubric=messages.rubric(options.rubric_of(rubric_path)))
    batch = run(lambda: _rescored(request, server))
    times = "once" if batch.revision == 1 else f"{batch.revision:,} times"
    click.echo(f"Batch {batch_id} is scored by the new rubric; it has been rescored {times}.")
    click.echo(f"Results: {command_of('results', batch_id, server)}")


async def _rescored(request: pb.RescoreBatchRequest, server: str | None) -> pb.Batch:
    async with batches_of(server) as stub:
        return (await stub.RescoreBatch(request)).batch
