"""Secrets that come as files, as containers get them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bole.cli.connection import UserError, read_settings
from bole.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that BOLE_SECRETS_DIR names."""
    monkeypatch.setenv("BOLE_SECRETS_DIR", str(tmp_path))
    return tmp_path


def test_files_are_read_as_settings(folder: Path) -> None:
    """Without the line break at their end."""
    (folder / "bole_candidate_id_key").write_text("from a file\n")
    (folder / "BOLE_TRITON_RESTRICTED_KEY").write_text("bole=secret=1")

    settings = Settings()

    assert settings.candidate_id_key.get_secret_value() == "from a file"
    assert settings.triton_restricted_key is not None
    assert settings.triton_restricted_key.get_secret_value() == "bole=secret=1"


def test_a_variable_goes_before_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bole_candidate_id_key").write_text("from a file")
    monkeypatch.setenv("BOLE_CANDIDATE_ID_KEY", "from a variable")

    assert Settings().candidate_id_key.get_secret_value() == "from a variable"


def test_without_a_folder_no_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOLE_SECRETS_DIR", raising=False)

    assert Settings().triton_restricted_key is None


def test_a_file_that_is_no_setting_is_named(folder: Path) -> None:
    """Other files, such as those that Kubernetes adds, are none of ours."""
    (folder / "..data").touch()
    (folder / "bole_candidate_key").write_text("from a file")

    with pytest.raises(ValidationError, match="BOLE_CANDIDATE_KEY: there is no such setting"):
        Settings()


def test_a_folder_that_is_not_there_ends_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key that is silently the default would be worse."""
    monkeypatch.setenv("BOLE_SECRETS_DIR", str(tmp_path / "none"))

    with pytest.raises(ValidationError, match=r"BOLE_SECRETS_DIR names .*none, which is no folder"):
        Settings()


def test_a_folder_without_the_key_of_candidates_ends_the_start(folder: Path) -> None:
    """The default key is known to everybody."""
    (folder / "bole_triton_restricted_key").write_text("bole=secret=1")

    with pytest.raises(ValidationError, match="has no file bole_candidate_id_key"):
        Settings()


def test_a_file_that_is_no_text_is_told_without_its_content(folder: Path) -> None:
    (folder / "bole_candidate_id_key").write_bytes(b"\xff\xfe\x00secret")

    with pytest.raises(UserError, match="a file of BOLE_SECRETS_DIR is no text in UTF-8") as caught:
        read_settings()

    assert "secret" not in str(caught.value)


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_with_no_single_variable_has_no_name_before_it() -> None:
    with pytest.raises(UserError, match=r"^The settings do not fit\. BOLE_SECRETS_DIR has no file"):
        read_settings()
