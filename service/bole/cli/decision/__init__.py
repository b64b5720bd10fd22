"""`bole decision`: a client of `ReviewService`."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {
    "record": "Keep what a person decided, and why.",
    "list": "List decisions, the newest first.",
}


@click.group(name="decision", cls=LazyCommands, package="bole.cli.decision", lazy=_COMMANDS)
def command() -> None:
    """Keep what people decide on candidates, in a ledger that shows when somebody changes it."""
