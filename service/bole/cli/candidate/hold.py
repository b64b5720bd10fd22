"""`bole candidate hold`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.candidate.changing import change_terms


@click.command(name="hold")
@click.argument("candidate_id", metavar="CANDIDATE")
@click.option("--matter", required=True, help="What it is held for: a reference without personal data.")
@options.server
def command(*, candidate_id: str, matter: str, server: str | None) -> None:
    """Keep a candidate's data for a legal matter: nobody erases it, and no age ends it."""
    change_terms(candidate_id, server, legal_hold=matter)
