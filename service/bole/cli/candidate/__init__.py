"""`bole candidate`: a client of `ReviewService`."""

from __future__ import annotations

import click

from bole.cli.lazy import LazyCommands

_COMMANDS = {
    "report": "Write the report to an applicant.",
    "export": "Write all that is held on a candidate.",
    "erase": "Erase a candidate.",
    "hold": "Keep a candidate's data for a legal matter.",
    "release": "End a legal hold.",
    "opt-out": "Let no machine screen a candidate.",
    "opt-in": "Take an opt-out back.",
}


@click.group(name="candidate", cls=LazyCommands, package="bole.cli.candidate", lazy=_COMMANDS)
def command() -> None:
    """Do what candidates ask for: tell, hand over, correct course, erase."""
