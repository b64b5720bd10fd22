"""Which databases keep batches, answers and the keys to them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.storage.keys.master_keys import MasterKeys, parsed_keys
from bole.storage.keys.sealing import opened_vault
from bole.storage.looking import file_of
from bole.storage.opening import Storage, opened


def database_address(settings: Settings) -> str:
    """Returns the address of the database with its password; that of a file of this user where none is set."""
    if settings.database is None:
        return f"sqlite:///{_state_folder() / 'bole' / 'bole.db'}"
    return _with_password(settings.database, settings.database_password)


def key_database_address(settings: Settings) -> str:
    """Returns the address of the database of keys with its password; for SQLite without one that of a file beside it.

    Raises:
        BoleError: ARGUMENT_INVALID where it has to be set, or is the database of what the keys are for.
    """
    address = database_address(settings)
    if settings.key_database is not None:
        keys = _with_password(settings.key_database, settings.database_password)
        if keys == address:
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                "BOLE_KEY_DATABASE names the database of BOLE_DATABASE: keys lie in another one.",
            )
        return keys
    file = file_of(address)
    if file is None:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "PostgreSQL needs BOLE_KEY_DATABASE: another database, for the keys, the same for all replicas.",
        )
    return f"sqlite:///{file.with_name(f'{file.stem}-keys{file.suffix}')}"


def master_keys(settings: Settings) -> MasterKeys | Path:
    """Returns the master keys that are set, or the file in which they are made where all lies in SQLite files.

    Raises:
        BoleError: ARGUMENT_INVALID, KEY_MISSING where they have to be set.
    """
    if settings.master_keys is not None:
        return parsed_keys(settings.master_keys.get_secret_value())
    file = file_of(key_database_address(settings))
    if file is None or file_of(database_address(settings)) is None:
        raise BoleError(
            ErrorReason.KEY_MISSING,
            "PostgreSQL needs BOLE_MASTER_KEYS, the same for all replicas: NAME:KEY with a KEY of "
            "`openssl rand -base64 32`, as a variable or a file of BOLE_SECRETS_DIR. Keep a copy apart "
            "from the backups of the databases.",
        )
    return file.with_name(f"{file.stem}.master")


@asynccontextmanager
async def opened_storage(settings: Settings) -> AsyncIterator[Storage]:
    """Gives the stores of a service, with the vault that seals what they keep.

    Raises:
        BoleError: What `opened` and `opened_vault` raise.
    """
    async with (
        opened_vault(key_database_address(settings), master_keys(settings)) as vault,
        opened(database_address(settings), vault) as storage,
    ):
        yield storage


def _with_password(address: SecretStr, password: SecretStr | None) -> str:
    text = address.get_secret_value()
    if password is None:
        return text
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return text  # who opens it says what is wrong
    if url.password is not None or url.get_backend_name() == "sqlite":
        return text
    return url.set(password=password.get_secret_value()).render_as_string(hide_password=False)


def _state_folder() -> Path:
    """Returns where programs of this user keep what outlives them, by the XDG base directory specification."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".local" / "state"
