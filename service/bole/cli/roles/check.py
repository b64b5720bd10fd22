"""`bole roles check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bole.cli.connection import UserError, read_settings
from bole.domain.errors import BoleError
from bole.roles.checks import faults
from bole.roles.folder import read_folder
from bole.roles.library import built_in_files


@click.command(name="check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path | None) -> None:
    """Check the role files of FOLDER, of BOLE_ROLES when left out, and those of the package where neither is named.

    Ends with 1 and a line for each fault where something is wrong.
    """
    folder = folder or read_settings().roles
    try:
        files = built_in_files() if folder is None else read_folder(folder)
    except BoleError as error:
        raise UserError(error.message) from error
    found = [f"{file.role_id}.yaml: {fault}" for file in files for fault in faults(file)]
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo(f"{len(files)} roles, nothing is wrong.")
