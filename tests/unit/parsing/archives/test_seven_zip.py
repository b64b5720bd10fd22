"""7z archives are unpacked within limits; names never become paths."""

from __future__ import annotations

import io
import sys
import zlib

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives import seven_zip
from bole.parsing.archives.seven_zip import SevenZipArchive
from tests.unit.parsing.archives.make_archives import seven_zipped

MEMBERS = (("张伟/简历.txt", b"A" * 500), ("b.txt", b"B"), ("empty.txt", b""))
OPENS = "pässwort"
ARCHIVE = seven_zipped(*MEMBERS)


def _contents(content: bytes, password: str = "", limit: int = 10_000) -> dict[str, bytes]:
    archive = SevenZipArchive(io.BytesIO(content), limit, password)
    return {member.name: archive.read(member, limit) for member in archive.members}


def _refusal(content: bytes, password: str = "", limit: int = 10_000) -> BoleError:
    with pytest.raises(BoleError) as caught:
        _contents(content, password, limit)
    return caught.value


def test_files_are_read_with_their_names() -> None:
    """Names are Unicode; an empty file is a file."""
    assert _contents(seven_zipped(*MEMBERS)) == dict(MEMBERS)


def test_a_list_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = seven_zipped(("one", b"1"), ("two", b"2"), ("three", b"3"))
    monkeypatch.setattr(seven_zip, "MOST_FILES", 2)
    assert _refusal(content).reason is ErrorReason.DOCUMENT_DAMAGED
    monkeypatch.setattr(seven_zip, "MOST_FILES", 3)
    assert len(_contents(content)) == 3


def test_names_that_lead_elsewhere_are_only_names() -> None:
    """Steps out of the archive are left out of them."""
    # The library refuses to write such names itself.
    content = seven_zipped(("xx/xx/etc/a.txt", b"A"), ("yy/etc/a.txt", b"B"), bare_list=True).replace(
        "xx/xx/".encode("utf-16-le"), "../../".encode("utf-16-le")
    )
    archive = SevenZipArchive(io.BytesIO(_with_checksums(content)), 10_000)

    assert [(member.name, archive.read(member, 10)) for member in archive.members] == [
        ("etc/a.txt", b"A"),
        ("yy/etc/a.txt", b"B"),
    ]


def test_an_archive_beyond_the_limit_is_refused_before_it_is_unpacked() -> None:
    """It says itself how much it holds; one file may also be too large."""
    bomb = seven_zipped(("bomb", bytes(3_000_000)))
    archive = SevenZipArchive(io.BytesIO(bomb), 4_000_000)

    assert _refusal(bomb).reason is ErrorReason.DOCUMENT_TOO_LARGE
    with pytest.raises(BoleError) as caught:
        archive.read(archive.members[0], 10_000)
    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LARGE


@pytest.mark.parametrize("hide_names", [False, True])
def test_a_password_opens_a_protected_archive(hide_names: bool) -> None:
    """Whether or not its names are hidden; a missing and a wrong one are told apart."""
    content = seven_zipped(*MEMBERS, password=OPENS, hide_names=hide_names)

    missing, wrong = _refusal(content), _refusal(content, "wrong")

    assert _contents(content, OPENS) == dict(MEMBERS)
    assert missing.reason is wrong.reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert "Send its password" in missing.message
    assert "does not open" in wrong.message


def test_a_damaged_archive_is_told() -> None:
    """Cut off, without its list, with other bytes in its files."""
    content = seven_zipped(*MEMBERS)
    torn = content[:40] + b"\xff" * 8 + content[48:]

    for damaged in (content[:-10], content[:20], content[:32], torn):
        assert _refusal(damaged).reason is ErrorReason.DOCUMENT_DAMAGED
        assert _refusal(damaged, "a password that is not needed").reason is ErrorReason.DOCUMENT_DAMAGED


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "py7zr", None)

    error = _refusal(ARCHIVE)

    assert error.reason is ErrorReason.PART_NOT_INSTALLED
    assert "bole-screening[archives]" in error.message


def _with_checksums(content: bytes) -> bytes:
    """Returns an archive whose list was changed, with the checksums of the change."""
    offset, size = (int.from_bytes(content[start : start + 8], "little") for start in (12, 20))
    head = zlib.crc32(content[32 + offset : 32 + offset + size]).to_bytes(4, "little")
    start = content[12:28] + head
    return content[:8] + zlib.crc32(start).to_bytes(4, "little") + start + content[32:]
