"""Which database keeps batches and answers."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bole.settings import Settings


def database_address(settings: Settings) -> str:
    """Returns the address of the database with its password; that of a file of this user where none is set."""
    if settings.database is None:
        return f"sqlite:///{_state_folder() / 'bole' / 'bole.db'}"
    address = settings.database.get_secret_value()
    if settings.database_password is None:
        return address
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return address  # who opens it says what is wrong
    if url.password is not None or url.get_backend_name() == "sqlite":
        return address
    return url.set(password=settings.database_password.get_secret_value()).render_as_string(hide_password=False)


def _state_folder() -> Path:
    """Returns where programs of this user keep what outlives them, by the XDG base directory specification."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".local" / "state"
