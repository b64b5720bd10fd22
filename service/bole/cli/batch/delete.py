"""`bole batch delete`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.connection import UserError, batches_of, run
from bole.v1 import batch_service_pb2 as pb


@click.command(name="delete")
@click.argument("batch_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Really delete it: nothing brings it back.")
@options.server
def command(*, batch_id: str, yes: bool, server: str | None) -> None:
    """Delete a batch with its items, documents and answers; one that is running is cancelled first."""
    if not yes:
        raise UserError(
            "This deletes the batch with its documents and answers, and nothing brings them back. Say --yes for it."
        )
    run(lambda: _delete(batch_id, server))
    click.echo(f"Batch {batch_id} is deleted.")


async def _delete(batch_id: str, server: str | None) -> None:
    async with batches_of(server) as stub:
        await stub.DeleteBatch(pb.DeleteBatchRequest(batch_id=batch_id))
