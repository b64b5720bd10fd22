"""Zip archives as they come: named by other systems, protected, with links and tricks."""

from __future__ import annotations

import io
import zipfile

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.zip_archive import ZipArchive
from tests.unit.parsing.archives.make_archives import protected_zip, zipped


def _contents(content: bytes, password: str = "", limit: int = 10_000) -> dict[str, bytes | ErrorReason]:
    archive = ZipArchive(io.BytesIO(content), password)
    read: dict[str, bytes | ErrorReason] = {}
    for member in archive.members:
        try:
            read[member.name] = archive.read(member, limit)
        except BoleError as error:
            read[member.name] = error.reason
    return read


def test_names_in_gbk_are_read() -> None:
    """As Windows in Chinese packs them, without saying so."""
    name = "张伟_简历.txt".encode("gbk")
    content = zipped(("x" * len(name), b"A")).replace(b"x" * len(name), name)

    assert _contents(content) == {"张伟_简历.txt": b"A"}


def test_steps_out_of_the_archive_and_links_are_harmless() -> None:
    """Names lose what leads elsewhere; a link is no file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../etc/passwd", b"A")
        archive.writestr("/srv/b.txt", b"B")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("folder/", b"")

    assert _contents(stream.getvalue()) == {"etc/passwd": b"A", "srv/b.txt": b"B"}


def test_a_file_beyond_the_limit_is_not_unpacked() -> None:
    """The others are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", bytes(5_000_000))
        archive.writestr("b.txt", b"B")

    assert _contents(stream.getvalue()) == {"bomb.txt": ErrorReason.DOCUMENT_TOO_LARGE, "b.txt": b"B"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_password_opens_a_protected_file(encoding: str) -> None:
    """Also one in Chinese, however the program wrote it."""
    content = protected_zip("密码1", encoding, ("a.txt", b"text of a file"))

    assert _contents(content, "密码1") == {"a.txt": b"text of a file"}


@pytest.mark.parametrize(("password", "words"), [("", "Send its password"), ("wrong", "does not open")])
def test_a_missing_and_a_wrong_password_are_told_apart(password: str, words: str) -> None:
    """Both mean that the file stays closed; files without protection are read."""
    content = protected_zip("right", "utf-8", ("a.txt", b"text of a file"), plain=("b.txt", b"B"))

    archive = ZipArchive(io.BytesIO(content), password)
    with pytest.raises(BoleError) as caught:
        archive.read(archive.members[0], 10_000)

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert words in caught.value.message
    assert archive.read(archive.members[1], 10_000) == b"B"


def test_protection_that_cannot_be_opened_is_told() -> None:
    """AES, as newer programs use it."""
    content = bytearray(protected_zip("right", "utf-8", ("a.txt", b"text")))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = content.index(mark) + offset
        content[place : place + 2] = (99).to_bytes(2, "little")

    archive = ZipArchive(io.BytesIO(bytes(content)), "right")
    with pytest.raises(BoleError) as caught:
        archive.read(archive.members[0], 10_000)

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert "not supported" in caught.value.message


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", zipped(("a.txt", b"A"))[:-15]], ids=["nothing", "a mark", "cut off"]
)
def test_an_archive_that_cannot_be_listed_is_damaged(content: bytes) -> None:
    """Cut off, or none."""
    with pytest.raises(BoleError) as caught:
        ZipArchive(io.BytesIO(content))

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED
