"""`bole roles`: a client of `ListRoles`, and the checks of role files."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {
    "list": "List the roles of the library.",
    "show": "Show criteria and core questions of a role.",
    "copy": "Write the file of a role, to change it.",
    "check": "Check role files.",
}


@click.group(name="roles", cls=LazyCommands, package="bole.cli.roles", lazy=_COMMANDS)
def command() -> None:
    """Show what is usually asked of people of a trade, and check roles of your own."""
