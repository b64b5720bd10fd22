"""Where the service keeps files."""

from __future__ import annotations

from pathlib import Path

from bole.bootstrap.storage import database_address
from bole.settings import Settings
from bole.storage.looking import file_of


def state_folder(settings: Settings) -> Path | None:
    """Returns the folder of the SQLite file that the settings name, None with PostgreSQL."""
    file = file_of(database_address(settings))
    return None if file is None else file.absolute().parent
