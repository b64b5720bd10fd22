"""`bole audit`: a client of `ReviewService`."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {"verify": "Check that nobody has changed the ledger of decisions."}


@click.group(name="audit", cls=LazyCommands, package="bole.cli.audit", lazy=_COMMANDS)
def command() -> None:
    """Check what is kept for audits."""
