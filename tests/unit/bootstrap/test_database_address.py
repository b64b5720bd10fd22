"""Which database a service opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.bootstrap.storage import database_address
from bole.settings import Settings


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
