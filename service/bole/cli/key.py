"""`bole key`."""

from __future__ import annotations

import datetime
import re

import click

from bole.cli.connection import UserError
from bole.domain.access import TENANT_PATTERN, Role
from bole.security.api_keys import new_key

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}")


@click.group(name="key")
def command() -> None:
    """Make keys that callers show."""


@command.command(name="new")
@click.option("--tenant", required=True, metavar="NAME", help="Whose data its calls are about.")
@click.option("--name", required=True, metavar="NAME", help="Who gets it; stands in the record of accesses.")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help="What its calls may do; may be given several times.",
)
@click.option(
    "--expires",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Its last day in UTC, such as 2027-01-31; for ever when left out.",
)
def new(tenant: str, name: str, roles: tuple[str, ...], expires: datetime.datetime | None) -> None:
    """Show a new API key, once, and the lines that make the service know it.

    The key goes to the caller; the lines go into the file of BOLE_API_KEYS (`bole key new ... >> keys.yaml`), which a
    running service reads again. Taking them out revokes the key.
    """
    if not re.fullmatch(TENANT_PATTERN, tenant):
        raise UserError("A tenant is named with small letters, digits, dots, dashes and underscores: --tenant acme.")
    if not _PLAIN.fullmatch(name):
        raise UserError("A key is named with letters, digits, spaces and . _ @ -: --name 'applicant tracking'.")
    key = new_key()
    click.echo(f"key: {key.text}", err=True)
    click.echo(f"- id: '{key.key_id}'")
    click.echo(f"  name: '{name}'")
    click.echo(f"  tenant: '{tenant}'")
    click.echo(f"  roles: [{', '.join(dict.fromkeys(roles))}]")
    click.echo(f"  sha256: '{key.sha256}'")
    if expires is not None:
        click.echo(f"  expires: {expires:%Y-%m-%d}")
