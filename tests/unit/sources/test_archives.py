"""Zip archives as they come: damaged, named by other systems, with members of one name."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.sources.sources import Source, sources

LIMIT = 100_000
TEXT = b"".join(hashlib.sha256(bytes([number])).hexdigest().encode() for number in range(60))


def zipped(path: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    """Writes an archive."""
    with zipfile.ZipFile(path, "w", method) as written:
        for name, content in members:
            written.writestr(name, content)
    return path


def contents(found: tuple[Source, ...]) -> dict[str, bytes | ErrorReason]:
    """Returns what every source holds, or why it cannot be read."""
    read: dict[str, bytes | ErrorReason] = {}
    for source in found:
        try:
            read[source.path] = source.read()
        except BoleError as error:
            read[source.path] = error.reason
    return read


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("place", [31, 34, 40, 45, 60, 200])
def test_a_member_that_is_damaged_fails_alone(tmp_path: Path, method: int, place: int) -> None:
    """Whatever the method of compression, and wherever the damage is: in its head, its tables or its text."""
    archive = zipped(tmp_path / "all.zip", ("a.txt", TEXT), method=method)
    with zipfile.ZipFile(archive, "a", method) as written:
        written.writestr("b.txt", TEXT)
    damaged = bytearray(archive.read_bytes())
    damaged[place : place + 8] = b"\xff" * 8
    archive.write_bytes(damaged)

    assert contents(sources([archive], LIMIT)) == {
        "all.zip/a.txt": ErrorReason.SOURCE_UNREADABLE,
        "all.zip/b.txt": TEXT,
    }


def test_a_member_that_starts_beyond_the_end_fails_alone(tmp_path: Path) -> None:
    """Its entry in the list points nowhere."""
    archive = zipped(tmp_path / "all.zip", ("a.txt", b"A"), ("b.txt", b"B"))
    content = bytearray(archive.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 42 : entry + 46] = (len(content) - 3).to_bytes(4, "little")
    archive.write_bytes(content)

    assert contents(sources([archive], LIMIT)) == {
        "all.zip/a.txt": b"A",
        "all.zip/b.txt": ErrorReason.SOURCE_UNREADABLE,
    }


def test_an_archive_whose_names_are_no_utf_8_is_one_item(tmp_path: Path) -> None:
    """It says that they are, so that it cannot be listed."""
    archive = zipped(tmp_path / "all.zip", ("é.txt", b"A"))
    archive.write_bytes(archive.read_bytes().replace("é".encode(), b"\xff\xfe"))

    assert contents(sources([archive], LIMIT)) == {"all.zip": ErrorReason.SOURCE_UNREADABLE}


def test_a_file_that_only_ends_like_an_archive_is_a_file(tmp_path: Path) -> None:
    """The service says what is wrong with it, and a resume with the wrong ending is read."""
    (tmp_path / "resume.zip").write_bytes(b"%PDF-1.7")
    attached = zipped(tmp_path / "inner.zip", ("a.txt", b"A")).read_bytes()
    (tmp_path / "resume.pdf").write_bytes(b"%PDF-1.7\n" + attached)

    found = contents(sources([tmp_path / "resume.zip", tmp_path / "resume.pdf"], LIMIT))

    assert found == {"resume.pdf": b"%PDF-1.7\n" + attached, "resume.zip": b"%PDF-1.7"}


def test_two_members_of_one_name_are_two_items(tmp_path: Path) -> None:
    """Each with its own bytes, in the order of the archive."""
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = zipped(tmp_path / "all.zip", ("a.txt", b"1"), ("a.txt", b"2"))

    found = sources([archive], LIMIT)

    assert [source.path for source in found] == ["all.zip/a.txt"] * 2
    assert [source.read() for source in found] == [b"1", b"2"]


def test_no_member_is_lost_for_dots_in_its_path(tmp_path: Path) -> None:
    """Steps to the same or the upper folder go; hidden files are passed over all the same."""
    names = ("./dot.txt", "../../etc/x.txt", "..hid/y.txt", "/root.txt", "..", "./.hidden.txt", "./__MACOSX/z.txt")
    archive = zipped(tmp_path / "all.zip", *((name, name.encode()) for name in names))

    assert contents(sources([archive], LIMIT)) == {
        "all.zip/..hid/y.txt": b"..hid/y.txt",
        "all.zip/dot.txt": b"./dot.txt",
        "all.zip/etc/x.txt": b"../../etc/x.txt",
        "all.zip/root.txt": b"/root.txt",
        "all.zip/unnamed": b"..",
    }


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("gb18030", "张伟_简历.txt"),
        ("gb18030", "陶喆.txt"),
        ("utf-8", "张伟_简历.txt"),
        ("utf-8", "José.txt"),
        ("cp437", "Müller.txt"),
        ("cp437", "résumé.txt"),
    ],
)
def test_names_of_other_systems_are_read(tmp_path: Path, encoding: str, name: str) -> None:
    """The archive does not say how they are encoded."""
    content = name.encode(encoding)
    placeholder = "x" * len(content)
    archive = zipped(tmp_path / "all.zip", (placeholder, b"A"))
    archive.write_bytes(archive.read_bytes().replace(placeholder.encode(), content))

    assert contents(sources([archive], LIMIT)) == {f"all.zip/{name}": b"A"}


def test_an_archive_is_opened_once_for_all_its_members(tmp_path: Path) -> None:
    """What was opened when it was listed serves every read: moved away, it can still be read."""
    archive = zipped(tmp_path / "all.zip", ("a.txt", b"A"), ("b.txt", b"B"))
    found = sources([archive], LIMIT)
    archive.rename(tmp_path / "moved")

    assert contents(found) == {"all.zip/a.txt": b"A", "all.zip/b.txt": b"B"}


def test_more_archives_than_are_kept_open_are_read(tmp_path: Path) -> None:
    """Those that were closed in between are opened again."""
    for number in range(40):
        zipped(tmp_path / f"{number:02d}.zip", ("a.txt", str(number).encode()))

    found = contents(sources([tmp_path], LIMIT))

    assert found == {f"{number:02d}.zip/a.txt": str(number).encode() for number in range(40)}
