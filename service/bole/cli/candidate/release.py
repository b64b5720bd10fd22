"""`bole candidate release`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.candidate.changing import change_terms


@click.command(name="release")
@click.argument("candidate_id", metavar="CANDIDATE")
@options.server
def command(*, candidate_id: str, server: str | None) -> None:
    """End a legal hold: what has reached its age goes again, and the candidate can be erased."""
    change_terms(candidate_id, server, legal_hold="")
