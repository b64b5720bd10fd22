"""7z archives of many candidates, and archives under a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.sources.sources import Source, sources
from tests.unit.parsing.archives.make_archives import protected_zip, seven_zipped, zipped

LIMIT = 1_000
OPENS = "right"


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _contents(found: tuple[Source, ...]) -> dict[str, bytes | ErrorReason]:
    read: dict[str, bytes | ErrorReason] = {}
    for source in found:
        try:
            read[source.path] = source.read()
        except BoleError as error:
            read[source.path] = error.reason
    return read


def test_every_file_of_a_7z_is_a_source(tmp_path: Path) -> None:
    """Without what operating systems leave behind; one that is too large fails alone."""
    content = seven_zipped(
        ("候选人/张伟.txt", b"A"),
        ("b.txt", b"B"),
        ("__MACOSX/._b.txt", b"x"),
        ("Thumbs.db", b"x"),
        ("big", bytes(2_000)),
    )

    found = sources([_written(tmp_path / "all.7z", content)], LIMIT)

    assert _contents(found) == {
        "all.7z/b.txt": b"B",
        "all.7z/big": ErrorReason.DOCUMENT_TOO_LARGE,
        "all.7z/候选人/张伟.txt": b"A",
    }


def test_a_damaged_7z_is_one_source_with_a_reason(tmp_path: Path) -> None:
    """The others go on."""
    _written(tmp_path / "all.7z", seven_zipped(("a.txt", b"A"))[:-20])
    _written(tmp_path / "b.txt", b"B")

    assert _contents(sources([tmp_path], LIMIT)) == {"all.7z": ErrorReason.SOURCE_UNREADABLE, "b.txt": b"B"}


@pytest.mark.parametrize("hide_names", [False, True])
def test_a_password_opens_archives_and_goes_with_their_files(tmp_path: Path, hide_names: bool) -> None:
    """Without it each file that is closed says so."""
    _written(tmp_path / "a.7z", seven_zipped(("a.txt", b"A"), password=OPENS, hide_names=hide_names))
    _written(tmp_path / "b.zip", protected_zip(OPENS, "utf-8", ("b.txt", b"B" * 20)))

    opened = sources([tmp_path], LIMIT, password=OPENS)
    closed = _contents(sources([tmp_path], LIMIT))

    assert _contents(opened) == {"a.7z/a.txt": b"A", "b.zip/b.txt": b"B" * 20}
    assert {source.password for source in opened} == {OPENS}
    assert set(closed.values()) == {ErrorReason.DOCUMENT_ENCRYPTED}
    assert OPENS not in repr(opened)


def test_an_archive_in_an_archive_is_one_source(tmp_path: Path) -> None:
    """The service opens it where it holds one candidate, and says so where it holds several."""
    inner = zipped(("a.txt", b"A"))

    assert _contents(sources([_written(tmp_path / "all.zip", zipped(("in.zip", inner)))], LIMIT)) == {
        "all.zip/in.zip": inner
    }
