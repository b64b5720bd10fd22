"""`bole candidate opt-out`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.candidate.changing import change_terms


@click.command(name="opt-out")
@click.argument("candidate_id", metavar="CANDIDATE")
@options.server
def command(*, candidate_id: str, server: str | None) -> None:
    """Let no machine screen a candidate: calls and items on them fail, and a person reads the documents."""
    change_terms(candidate_id, server, opted_out=True)
