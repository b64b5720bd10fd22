"""Zip and 7z archives of resumes: which files they hold, and the bytes of each."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.archive import Archive, Member
from bole.parsing.archives.seven_zip import SevenZipArchive
from bole.parsing.archives.zip_archive import ZipArchive
from bole.sources.reading import unreadable

_OFFICE_SUFFIXES = frozenset({".docx", ".xlsx", ".pptx", ".odt"})
_OFFICE_MEMBERS = frozenset({"[Content_Types].xml", "mimetype"})
_SEVEN_ZIP_SIGNATURE = b"7z\xbc\xaf"
_SIGNATURES = frozenset({b"PK\x03\x04", b"PK\x05\x06", _SEVEN_ZIP_SIGNATURE})
_KEPT_OPEN = 16
_SEVEN_ZIP_BYTES = 1024 * 1024 * 1024
"""What a 7z archive may unpack to: it is held in memory, since it can only be unpacked as a whole."""


class Archives:
    """The archives of one run; the last few stay open, so that reading every member reads each list once."""

    def __init__(self, password: str = "") -> None:
        """Starts with none open; one that is pushed out is closed with its last reference.

        Args:
            password: Opens those that are protected.
        """
        self._seven_zips: set[Path] = set()

        def zip_archive(path: Path) -> Archive:
            return ZipArchive(path, password)

        def seven_zip_archive(path: Path) -> Archive:
            return SevenZipArchive(path, _SEVEN_ZIP_BYTES, password)

        self._zip = lru_cache(maxsize=_KEPT_OPEN)(zip_archive)
        # One at a time: it holds everything that it unpacked.
        self._seven_zip = lru_cache(maxsize=1)(seven_zip_archive)

    def members(self, path: Path) -> tuple[Member, ...] | None:
        """Returns the files of an archive; None for other files and for office documents, which are zips too.

        Raises:
            BoleError: SOURCE_UNREADABLE when it is an archive that cannot be listed, DOCUMENT_ENCRYPTED,
                DOCUMENT_TOO_LARGE or PART_NOT_INSTALLED.
        """
        # Nothing but a regular file is opened: a pipe may never end. Path.is_file raises for names that are too long.
        if not os.path.isfile(path) or path.suffix.lower() in _OFFICE_SUFFIXES:  # noqa: PTH113
            return None
        start = _start(path)
        if start not in _SIGNATURES and path.suffix.lower() != ".zip":
            return None
        if start == _SEVEN_ZIP_SIGNATURE:
            self._seven_zips.add(path)
        try:
            archive = self._archive(path)
        except BoleError as error:
            if start not in _SIGNATURES:
                return None
            raise _told(error, "The archive is damaged or of an unusual kind. Unpack it yourself.") from error
        if isinstance(archive, ZipArchive) and archive.paths & _OFFICE_MEMBERS:
            return None
        return archive.members

    def read(self, path: Path, member: Member, limit_bytes: int) -> bytes:
        """Unpacks a member, never more than the limit and one byte.

        Raises:
            BoleError: SOURCE_UNREADABLE, DOCUMENT_TOO_LARGE or DOCUMENT_ENCRYPTED.
        """
        try:
            return self._archive(path).read(member, limit_bytes)
        except BoleError as error:
            raise _told(error, "The file in the archive is damaged. Unpack it yourself.") from error

    def _archive(self, path: Path) -> Archive:
        return self._seven_zip(path) if path in self._seven_zips else self._zip(path)


def _told(error: BoleError, damage: str) -> BoleError:
    return unreadable(damage) if error.reason is ErrorReason.DOCUMENT_DAMAGED else error


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError:
        return b""
