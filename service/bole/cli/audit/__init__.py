"""`bole audit`: what audits need; `verify` is a client of `ReviewService`, `ll144` reads files."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {
    "verify": "Check that nobody has changed the ledger of decisions.",
    "ll144": "Count impact ratios by sex and race, for a bias audit.",
}


@click.group(name="audit", cls=LazyCommands, package="bole.cli.audit", lazy=_COMMANDS)
def command() -> None:
    """Check what is kept for audits, and count for them."""
