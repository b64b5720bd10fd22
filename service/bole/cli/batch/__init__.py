"""`bole batch`: a client of `BatchService`."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {
    "create": "Send resumes as a batch and follow it.",
    "watch": "Follow a batch until it has ended.",
    "results": "Show the ranking.",
    "export": "Write results as files.",
    "compare": "Put 2 to 5 candidates side by side.",
    "rubric": "Write the rubric of a batch as a file.",
    "rescore": "Apply another rubric, without reading anything again.",
    "list": "List batches, the newest first.",
    "cancel": "End the work on a batch; what has finished stays.",
    "delete": "Delete a batch with all that is kept of it.",
}


@click.group(name="batch", cls=LazyCommands, package="bole.cli.batch", lazy=_COMMANDS)
def command() -> None:
    """Screen thousands of resumes as work that survives crashes, restarts and broken connections.

    With --server batches are kept and worked on by that server; without it they are kept in the local database
    (BOLE_DATABASE) and move as long as `bole batch create` or `bole batch watch` runs.
    """
