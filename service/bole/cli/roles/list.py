"""`bole roles list`."""

from __future__ import annotations

import click

from bole.api.json_format import as_line
from bole.cli import options
from bole.cli.roles.asking import roles_of


@click.command(name="list")
@options.language
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all that a role holds.")
@options.server
def command(*, language: str, as_json: bool, server: str | None) -> None:
    """List the roles of the library."""
    found = roles_of(server, language)
    width = max((len(role.role_id) for role in found), default=0)
    for role in found:
        if as_json:
            click.echo(as_line(role))
            continue
        held = f"{len(role.rubric.criteria)} criteria, {len(role.core_questions)} core questions"
        click.echo(f"{role.role_id:{width}}  {role.title} ({held}{', your own' if role.custom else ''})")
