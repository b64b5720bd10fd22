"""`bole batch cancel`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.batch import wording
from bole.cli.connection import batches_of, run
from bole.v1 import batch_service_pb2 as pb


@click.command(name="cancel")
@click.argument("batch_id", metavar="ID")
@options.server
def command(*, batch_id: str, server: str | None) -> None:
    """End the work on a batch. What has finished stays; a batch that has ended stays as it is."""
    click.echo(wording.summary(run(lambda: _cancelled(batch_id, server))))


async def _cancelled(batch_id: str, server: str | None) -> pb.Batch:
    async with batches_of(server) as stub:
        return (await stub.CancelBatch(pb.CancelBatchRequest(batch_id=batch_id))).batch
