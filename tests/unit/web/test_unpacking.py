"""What an upload holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bole.domain.errors import ErrorReason
from bole.web.screenings import unpacking
from bole.web.screenings.unpacking import UploadedFile, files_in


def found_in(path: Path, name: str, *, document_bytes: int = 100) -> list[UploadedFile]:
    return list(files_in(path, name, document_bytes=document_bytes, archive_bytes=10_000))


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_file_is_itself_whatever_it_begins_with(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload", one="x")
    assert [(file.name, file.content) for file in found_in(path, "resume.docx", document_bytes=9_999)] == [
        ("resume.docx", path.read_bytes())
    ]


def test_the_files_of_an_archive_are_named_by_their_way(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", **{"a/one.txt": "1", "a/.two": "2", "__MACOSX/one.txt": "3"})
    assert [(file.name, file.content) for file in found_in(path, "all.ZIP")] == [("all.ZIP/a/one.txt", b"1")]


def test_one_that_unpacks_to_too_much_fails_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", bomb="x" * 100_000, one="1")
    bomb, one = found_in(path, "all.zip")
    assert bomb.failure is not None
    assert bomb.failure.reason is ErrorReason.DOCUMENT_TOO_LARGE
    assert one.content == b"1"


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 2), ("MOST_UNPACKED_BYTES", 2)])
def test_an_archive_without_end_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(unpacking, limit, most)
    path = zipped(tmp_path / "upload.zip", one="1", two="2", three="3", four="4")
    *taken, last = found_in(path, "all.zip")
    assert [file.content for file in taken] == [b"1", b"2"]
    assert last.name == "all.zip/three"
    assert last.failure is not None


def test_a_list_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "upload.zip", one="1", two="2", three="3")
    monkeypatch.setattr(unpacking, "MOST_ENTRIES", 3)
    assert [file.content for file in found_in(path, "all.zip")] == [b"1", b"2", b"3"]
    monkeypatch.setattr(unpacking, "MOST_ENTRIES", 2)
    (refused,) = found_in(path, "all.zip")
    assert (refused.name, refused.failure and refused.failure.reason) == ("all.zip", ErrorReason.DOCUMENT_TOO_LARGE)


def test_what_is_unpacked_in_vain_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED_BYTES", 200)
    path = zipped(tmp_path / "upload.zip", **{str(number): "x" * 1_000 for number in range(9)})
    assert len(found_in(path, "all.zip")) == 3


def test_a_long_name_keeps_its_end(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", **{"x" * 2_000 + "/cv.txt": "1"})
    (file,) = found_in(path, "all.zip")
    assert len(file.name) == 1024
    assert file.name.endswith("/cv.txt")
