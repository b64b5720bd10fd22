"""Roles by identifier, family and language, and a folder that overrides them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
import yaml

from bole.domain.errors import BoleError, ErrorReason
from bole.roles.folder import library_with
from bole.roles.library import BUILT_IN, Library, built_in_files
from tests.unit.roles.files import ROLE, in_chinese, role_file

OWN = Library(custom=(role_file(),))


@pytest.mark.parametrize(
    ("family", "role_id"),
    [
        ("backend_engineer", "backend_engineer"),
        ("python_developer", "backend_engineer"),
        ("recruiter", "hr_specialist"),
    ],
)
def test_a_family_has_a_role(family: str, role_id: str) -> None:
    """Its own, or the one that stands for it."""
    found = BUILT_IN.of_family(family, "zh")
    assert found is not None
    assert (found.role_id, found.language_code, found.rubric.role) == (role_id, "zh", role_id)


def test_no_role_is_guessed() -> None:
    """A family that no role stands for has none, and neither has a rubric without a family."""
    assert BUILT_IN.of_family("nurse", "en") is None
    assert BUILT_IN.of_family("", "en") is None
    with pytest.raises(BoleError) as caught:
        BUILT_IN.get("wizard", "en")
    assert caught.value.reason is ErrorReason.ROLE_UNKNOWN


@pytest.mark.parametrize(("code", "written"), [("zh-Hans", "zh"), ("EN", "en"), ("fr", "en"), ("", "en")])
def test_texts_come_in_the_language_asked_for(code: str, written: str) -> None:
    """Or in English."""
    assert BUILT_IN.get("accountant", code).language_code == written


def test_a_role_in_one_language_comes_in_that() -> None:
    """Better than nothing."""
    assert Library(custom=(in_chinese(),)).get("welder", "en").title == "焊工"


def test_roles_of_ones_own_come_in_place_of_others_and_beside_them() -> None:
    """Also in another process; the digest tells that answers may differ."""
    other: Library = pickle.loads(pickle.dumps(OWN))  # noqa: S301  # our own bytes
    assert len(other.roles("en")) == len(built_in_files()) + 1
    assert other.get("welder", "en").custom
    assert other.of_family("machine_operator", "en") == other.get("welder", "en")
    assert len({BUILT_IN.digest, OWN.digest, Library(custom=(role_file("guidance"),)).digest}) == 3
    assert other.digest == OWN.digest


def test_a_folder_overrides(tmp_path: Path) -> None:
    """A file of the same name wins; hidden files and others are left alone."""
    text = next(file.text for file in built_in_files() if file.role_id == "accountant")
    (tmp_path / "accountant.yaml").write_text(text.replace("en: Accountant", "en: Bookkeeper"), encoding="utf-8")
    (tmp_path / ".accountant.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("[", encoding="utf-8")

    found = library_with(tmp_path).get("accountant", "en")

    assert (found.title, found.custom) == ("Bookkeeper", True)
    assert len(library_with(tmp_path).roles("en")) == len(built_in_files())


def written(folder: Path, name: str, content: object) -> Path:
    """Writes a file of a folder."""
    text = content if isinstance(content, bytes) else yaml.safe_dump(content).encode()
    (folder / name).write_bytes(text)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("welder.yaml", ROLE | {"criteria": []}, "welder.yaml in the folder of BOLE_ROLES: criteria"),
        ("smith.yaml", ROLE, "call it welder.yaml"),
        ("welder.yaml", b"\xff\xfe", "no text in UTF-8"),
        ("welder.txt", ROLE, "holds no role"),
    ],
    ids=["wrong", "misnamed", "binary", "empty"],
)
def test_a_folder_that_is_no_use_is_refused(tmp_path: Path, name: str, content: object, told: str) -> None:
    """At the start, with file and place."""
    with pytest.raises(BoleError) as caught:
        library_with(written(tmp_path, name, content))
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert told in caught.value.message


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """And so is a file twice."""
    with pytest.raises(BoleError, match="cannot be read"):
        library_with(tmp_path / "away")
    written(written(tmp_path, "welder.yaml", ROLE), "welder.yml", ROLE)
    with pytest.raises(BoleError, match="twice"):
        library_with(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    """With its name."""
    written(tmp_path, "welder.yaml", ROLE)
    (tmp_path / "welder.yaml").chmod(0)
    with pytest.raises(BoleError, match=r"welder\.yaml cannot be read"):
        library_with(tmp_path)
