"""What `bole doctor` sees of the store of keys: the master keys are there that it needs, and nothing is changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from bole.cli.doctor.findings import State, found_by
from bole.cli.doctor.storage import keys
from bole.settings import Settings
from bole.storage.keys.master_keys import new_setting, parsed_keys
from bole.storage.keys.sealing import opened_vault

MASTER = new_setting()


def settings_with(folder: Path, **changes: str) -> Settings:
    """Settings whose databases are files of a folder."""
    named = {name: SecretStr(value) for name, value in changes.items()}
    return Settings(database=SecretStr(f"sqlite:///{folder}/state/bole.db"), **named)  # type: ignore[arg-type]  # secrets alone


def only(settings: Settings) -> tuple[State, str]:
    (finding,) = found_by("keys", keys, settings)
    return finding.state, finding.text


def made(address: str, masters: Path | str) -> None:
    """Has a service make its first keys."""

    async def make() -> None:
        async with opened_vault(address, masters if isinstance(masters, Path) else parsed_keys(masters)):
            pass

    asyncio.run(make())


def test_keys_that_are_not_there_are_not_made(tmp_path: Path) -> None:
    file = tmp_path / "state" / "bole-keys.db"
    assert only(settings_with(tmp_path)) == (State.GOOD, f"{file} is made at the first start")
    assert list(tmp_path.iterdir()) == []


def test_keys_in_a_file_are_good_with_the_master_key_beside_them(tmp_path: Path) -> None:
    made(f"sqlite:///{tmp_path}/state/bole-keys.db", tmp_path / "state" / "bole-keys.master")
    assert only(settings_with(tmp_path)) == (State.GOOD, "the master keys are there that wrap them")


def test_a_lost_master_key_is_bad(tmp_path: Path) -> None:
    """None is made in its place: what is sealed would be lost with it."""
    master = tmp_path / "state" / "bole-keys.master"
    made(f"sqlite:///{tmp_path}/state/bole-keys.db", master)
    master.unlink()
    state, said = only(settings_with(tmp_path))
    assert (state, "restore its file" in said) == (State.BAD, True)
    assert not master.exists()


@pytest.mark.parametrize(
    "masters",
    [new_setting(), f"{MASTER.partition(':')[0]}:{new_setting().partition(':')[2]}"],
    ids=["another name", "the same name"],
)
def test_another_master_key_is_bad(masters: str, tmp_path: Path) -> None:
    """Of another name, or of the same one."""
    made(f"sqlite:///{tmp_path}/state/bole-keys.db", MASTER)
    state, said = only(settings_with(tmp_path, master_keys=masters))
    assert (state, MASTER.partition(":")[0] in said) == (State.BAD, True)
    assert MASTER.partition(":")[2] not in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"master_keys": "somewhere:secret"}, "BOLE_MASTER_KEYS is NAME:KEY"),
        ({"key_database": "sqlite:///{folder}/state/bole.db"}, "keys lie in another one"),
        (
            {"key_database": "mysql://somebody:secret@host/keys", "master_keys": MASTER},
            "The address of the database is",
        ),
        ({"database": "postgresql://bole@postgres/bole"}, "PostgreSQL needs BOLE_KEY_DATABASE"),
        (
            {"database": "postgresql://bole@postgres/bole", "key_database": "postgresql://bole@postgres/keys"},
            "PostgreSQL needs BOLE_MASTER_KEYS",
        ),
    ],
)
def test_settings_of_keys_that_do_not_work_are_named(changes: dict[str, str], said: str, tmp_path: Path) -> None:
    named = {name: SecretStr(value.replace("{folder}", str(tmp_path))) for name, value in changes.items()}
    state, text = only(settings_with(tmp_path).model_copy(update=named))
    assert (state, said in text) == (State.BAD, True)
    assert "secret" not in text


def test_a_master_key_that_others_may_read_is_a_warning(tmp_path: Path) -> None:
    master = tmp_path / "state" / "bole-keys.master"
    made(f"sqlite:///{tmp_path}/state/bole-keys.db", master)
    master.chmod(0o644)
    good, warning = found_by("keys", keys, settings_with(tmp_path))
    assert (good.state, warning.state, str(master) in warning.text) == (State.GOOD, State.WARNING, True)
