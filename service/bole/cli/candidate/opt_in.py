"""`bole candidate opt-in`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.candidate.changing import change_terms


@click.command(name="opt-in")
@click.argument("candidate_id", metavar="CANDIDATE")
@options.server
def command(*, candidate_id: str, server: str | None) -> None:
    """Take an opt-out back: machines may screen the candidate again."""
    change_terms(candidate_id, server, opted_out=False)
