"""`bole roles copy`."""

from __future__ import annotations

from pathlib import Path

import click

from bole.cli.connection import UserError
from bole.roles.library import built_in_files


@click.command(name="copy")
@click.argument("role_id", metavar="ROLE")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(role_id: str, folder: Path) -> None:
    """Write the file of ROLE of this package into FOLDER, which BOLE_ROLES can name, to change it there."""
    text = {file.role_id: file.text for file in built_in_files()}.get(role_id)
    if text is None:
        raise UserError("This package has no such role. `bole roles list` names those that there are.")
    path = folder / f"{role_id}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UserError(f"{path} is there already. Remove it, or choose another folder.") from error
    except OSError as error:
        raise UserError(f"The role cannot be written: {error.strerror}. Choose another folder.") from error
    click.echo(str(path))
