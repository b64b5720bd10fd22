"""A file that is read again when it changes."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.security.watched_file import AccessFile, WatchedFile
from tests.authority import put


class Clock:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Returns them."""
        return self.now


def number(content: bytes) -> int:
    if not content.isdigit():
        raise BoleError(ErrorReason.ARGUMENT_INVALID, "It is no number.")
    return int(content)


def test_a_change_is_seen_after_a_second(tmp_path: Path) -> None:
    """Sooner nothing is looked at: a call costs no look at the disk."""
    path, clock = tmp_path / "file", Clock()
    put(b"1", path)
    watched = WatchedFile(AccessFile.API_KEYS, path, number, clock=clock)
    put(b"2", path)

    clock.now = 0.9
    assert watched.value() == 1
    clock.now = 1.0
    assert watched.value() == 2


def test_a_version_that_is_no_use_leaves_the_one_before(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is told of once, and so is a file that is gone; both are over with the next good one."""
    path, clock = tmp_path / "file", Clock()
    put(b"1", path)
    watched = WatchedFile(AccessFile.API_KEYS, path, number, clock=clock)

    with caplog.at_level(logging.INFO, "bole.security"):
        put(b"many", path)
        for clock.now in (1.0, 2.0, 3.0):
            assert watched.value() == 1
        path.unlink()
        for clock.now in (4.0, 5.0):
            assert watched.value() == 1
        put(b"2", path)
        clock.now = 6.0
        assert watched.value() == 2

    told = [str(record.msg).split()[:2] for record in caplog.records]
    refused, read = (["access.file_refused", "part=api_keys"], ["access.file_read", "part=api_keys"])
    assert told == [refused, refused, read]


def test_a_file_that_cannot_be_read_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match="none cannot be read: No such file"):
        WatchedFile(AccessFile.JWT_KEYS, tmp_path / "none", number)
