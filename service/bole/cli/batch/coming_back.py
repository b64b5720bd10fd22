"""How a command that follows a batch ends: with its outcome, or with how to come back to it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import click

from bole.cli.batch import wording
from bole.cli.batch.upload import LeftOut
from bole.reports.cells import one_line
from bole.v1 import batch_service_pb2 as pb


def command_of(name: str, batch_id: str, server: str | None, *options: str) -> str:
    """Returns a command on a batch, to be typed as it stands."""
    at = [] if server is None else ["--server", server]
    return shlex.join(["bole", "batch", name, batch_id, *at, *options])


def detached(batch_id: str, server: str | None, *options: str) -> None:
    """Says that the command has let go of a batch that is not finished, and how to come back to it."""
    again = command_of("watch", batch_id, server, *options)
    if server is None:
        click.echo(f"Batch {batch_id} rests here, with all that has finished. Go on with it: {again}", err=True)
    else:
        click.echo(f"Batch {batch_id} goes on without this command. Come back to it: {again}", err=True)


def ended(batch: pb.Batch, server: str | None, left_out: Sequence[LeftOut] = (), *, err: bool = False) -> None:
    """Says how a batch has ended, with the files that are not in it; with `err` on standard error.

    Raises:
        SystemExit: With 1 when nothing could be screened.
    """
    click.echo(wording.summary(batch), err=err)
    if cost := wording.cut_cost(batch):
        click.echo(cost, err=err)
    report(left_out)
    click.echo(f"Results: {command_of('results', batch.batch_id, server)}", err=err)
    if not batch.counts.succeeded_count:
        raise SystemExit(1)


def report(left_out: Sequence[LeftOut]) -> None:
    """Lists the files that are not in a batch, each with its reason."""
    for one in sorted(left_out, key=lambda one: one.path):
        click.echo(f"Not in the batch: {one_line(one.path)}: {one.failure.message} ({one.failure.reason})", err=True)
    if left_out:
        count = "One file is" if len(left_out) == 1 else f"{len(left_out):,} files are"
        click.echo(f"{count} not in the batch and in no result of it; the reasons are listed above.", err=True)
