"""Which files the paths of a command name, and what happens to those that cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bole.cli.sources import sources
from bole.domain.errors import BoleError, ErrorReason

LIMIT = 1000


def write(path: Path, content: bytes = b"text") -> Path:
    """Writes a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def paths_of(*arguments: Path) -> list[str]:
    """Returns the relative paths in order."""
    return [source.path for source in sources(arguments, LIMIT)]


def test_a_folder_is_searched_to_the_bottom_without_junk(tmp_path: Path) -> None:
    """Hidden files, lock files and files of the operating system are no resumes."""
    for name in ("b.pdf", "deep/er/a.txt", ".hidden.txt", ".git/x.txt", "~$b.docx", "Thumbs.db", "c.xyz"):
        write(tmp_path / name)

    assert paths_of(tmp_path) == ["b.pdf", "c.xyz", "deep/er/a.txt"]


def test_the_order_does_not_depend_on_the_order_of_arguments(tmp_path: Path) -> None:
    """Item numbers are the same for the same files."""
    one, two = write(tmp_path / "one" / "x.txt"), write(tmp_path / "two" / "a.txt")

    assert paths_of(one, two) == paths_of(two, one) == ["a.txt", "x.txt"]


def test_a_file_named_twice_is_one_item(tmp_path: Path) -> None:
    """Once through its folder and once by itself."""
    file = write(tmp_path / "inner" / "x.txt")

    assert paths_of(tmp_path, file) == ["x.txt"]


def test_two_files_of_the_same_relative_path_are_two_items(tmp_path: Path) -> None:
    """They come from different folders."""
    write(tmp_path / "one" / "x.txt", b"1")
    write(tmp_path / "two" / "x.txt", b"2")

    found = sources([tmp_path / "two", tmp_path / "one"], LIMIT)

    assert [source.path for source in found] == ["x.txt", "x.txt"]
    assert [source.read() for source in found] == [b"1", b"2"]


def test_a_zip_is_opened_and_its_members_read(tmp_path: Path) -> None:
    """Folders and junk inside are passed over."""
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("people/a.txt", b"A")
        written.writestr("__MACOSX/a.txt", b"junk")
        written.writestr("people/.DS_Store", b"junk")

    found = sources([archive], LIMIT)

    assert [source.path for source in found] == ["all.zip/people/a.txt"]
    assert found[0].read() == b"A"


def test_an_office_document_is_no_archive(tmp_path: Path) -> None:
    """Whatever its name is."""
    document = tmp_path / "resume.bin"
    with zipfile.ZipFile(document, "w") as written:
        written.writestr("[Content_Types].xml", b"<Types/>")

    assert paths_of(document) == ["resume.bin"]


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.pdf", ErrorReason.SOURCE_NOT_FOUND), ("big.pdf", ErrorReason.DOCUMENT_TOO_LARGE)]
)
def test_a_file_that_cannot_be_read_is_an_item_with_a_reason(tmp_path: Path, name: str, reason: ErrorReason) -> None:
    """The others go on."""
    write(tmp_path / "big.pdf", bytes(LIMIT + 1))

    (source,) = sources([tmp_path / name], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is reason
    assert name not in caught.value.message


def test_a_member_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """No more than the limit is ever unpacked."""
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("bomb.txt", bytes(1_000_000))

    (source,) = sources([archive], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LARGE


def test_a_damaged_member_is_an_item_with_a_reason(tmp_path: Path) -> None:
    """Its checksum does not fit."""
    archive = tmp_path / "broken.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as written:
        written.writestr("a.txt", b"A" * 100)
    archive.write_bytes(archive.read_bytes().replace(b"A" * 100, b"B" * 100))

    (source,) = sources([archive], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is ErrorReason.SOURCE_UNREADABLE
