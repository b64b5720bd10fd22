"""Which databases a service opens, and with which master keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.bootstrap.storage import database_address, key_database_address, master_keys
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.storage.keys.master_keys import MasterKeys, new_setting


def address(**settings: str) -> str:
    return database_address(Settings(**settings))  # type: ignore[arg-type]  # as from the environment


def test_without_a_setting_it_is_a_file_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME")
    assert address() == f"sqlite:///{tmp_path}/.local/state/bole/bole.db"

    monkeypatch.setenv("XDG_STATE_HOME", "relative")  # the specification says to ignore it
    assert address() == f"sqlite:///{tmp_path}/.local/state/bole/bole.db"

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert address() == f"sqlite:///{tmp_path}/state/bole/bole.db"


@pytest.mark.parametrize(
    ("database", "opened"),
    [
        ("postgresql://bole@db/bole", "postgresql://bole:p%40ss%2Fw@db/bole"),
        ("postgresql://bole:own@db/bole", "postgresql://bole:own@db/bole"),
        ("postgresql://bole@db:5433/bole?ssl=require", "postgresql://bole:p%40ss%2Fw@db:5433/bole?ssl=require"),
        ("sqlite:////var/lib/bole/bole.db", "sqlite:////var/lib/bole/bole.db"),
        ("no address", "no address"),
    ],
)
def test_the_password_is_put_where_there_is_none(database: str, opened: str) -> None:
    """It may come as a file of secrets."""
    assert address(database=database, database_password="p@ss/w") == opened  # noqa: S106  # of nothing


def test_neither_is_printed() -> None:
    settings = Settings(database="postgresql://bole:opens-it@db/bole", database_password="opens-it")  # type: ignore[arg-type]  # noqa: S106  # of nothing

    assert "opens-it" not in repr(settings)


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        ({"database": "sqlite:////srv/bole.db"}, "sqlite:////srv/bole-keys.db"),
        ({"database": "sqlite:////srv/data"}, "sqlite:////srv/data-keys"),
        ({"database": "sqlite:////srv/bole.db", "key_database": "sqlite:////other/k.db"}, "sqlite:////other/k.db"),
        (
            {
                "database": "postgresql://bole@db/bole",
                "key_database": "postgresql://bole@db/keys",
                "database_password": "p",
            },
            "postgresql://bole:p@db/keys",
        ),
    ],
)
def test_keys_lie_beside_sqlite_or_where_they_are_said_to(settings: dict[str, str], keys: str) -> None:
    assert key_database_address(Settings(**settings)) == keys  # type: ignore[arg-type]  # as from the environment


@pytest.mark.parametrize(
    ("settings", "reason", "named"),
    [
        ({"database": "postgresql://bole@db/bole"}, ErrorReason.ARGUMENT_INVALID, "BOLE_KEY_DATABASE"),
        (
            {"database": "postgresql://bole@db/bole", "key_database": "postgresql://bole@db/bole"},
            ErrorReason.ARGUMENT_INVALID,
            "BOLE_KEY_DATABASE",
        ),
        (
            {"database": "postgresql://bole@db/bole", "key_database": "postgresql://bole@db/keys"},
            ErrorReason.KEY_MISSING,
            "BOLE_MASTER_KEYS",
        ),
        (
            {"database": "postgresql://bole@db/bole", "key_database": "sqlite:////srv/k.db"},
            ErrorReason.KEY_MISSING,
            "BOLE_MASTER_KEYS",
        ),
        ({"database": "sqlite:////srv/bole.db", "master_keys": "x"}, ErrorReason.ARGUMENT_INVALID, "BOLE_MASTER_KEYS"),
    ],
)
def test_what_replicas_have_to_share_has_to_be_set(settings: dict[str, str], reason: ErrorReason, named: str) -> None:
    with pytest.raises(BoleError, match=named) as caught:
        master_keys(Settings(**settings))  # type: ignore[arg-type]  # as from the environment
    assert caught.value.reason is reason


def test_a_master_key_that_is_set_goes_before_the_file_of_the_machine() -> None:
    setting = new_setting()

    found = master_keys(Settings(database="sqlite:////srv/bole.db", master_keys=setting))  # type: ignore[arg-type]  # as from the environment
    assert isinstance(found, MasterKeys)
    assert found.newest == setting.split(":")[0]
    assert master_keys(Settings(database="sqlite:////srv/bole.db")) == Path("/srv/bole-keys.master")  # type: ignore[arg-type]
