"""Zip and 7z archives of resumes: which files they hold, and the bytes of each."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

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


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    version: Hashable


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    archive: Archive
    by_name: dict[str, list[Member]]


class Archives:
    """Archives by their paths; the last few stay open, so that reading every member reads each list once."""

    def __init__(
        self,
        password: str = "",
        *,
        opened: Callable[[Path], BinaryIO] = lambda path: path.open("rb"),
        version: Callable[[Path], Hashable] = lambda _: None,
        seven_zip_bytes: int = _SEVEN_ZIP_BYTES,
    ) -> None:
        """Starts with none open; one that is pushed out is closed with its last reference.

        Args:
            password: Opens those that are protected.
            opened: Opens a file; raises `OSError` or `BoleError` where it may not be read.
            version: Tells one state of a file from another; by default an archive that is open stays as it was.
            seven_zip_bytes: What a 7z archive may unpack to.
        """
        self._open, self._version = opened, version

        def seven_zip(file: BinaryIO, password: str) -> Archive:
            return SevenZipArchive(file, seven_zip_bytes, password)

        def start(file: _File) -> bytes:
            return self._start(file.path)

        def zip_archive(file: _File) -> _Opened:
            return _listed(ZipArchive, opened(file.path), password)

        def seven_zip_archive(file: _File) -> _Opened:
            return _listed(seven_zip, opened(file.path), password)

        self._starts = lru_cache(maxsize=_KEPT_OPEN)(start)
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
        start = self._start(path)
        if start not in _SIGNATURES and path.suffix.lower() != ".zip":
            return None
        try:
            archive = self._opened(path).archive
        except (BoleError, OSError) as error:
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
            return self._opened(path).archive.read(member, limit_bytes)
        except (BoleError, OSError) as error:
            raise _told(error, "The file in the archive is damaged. Unpack it yourself.") from error

    def read_named(self, path: Path, name: str, limit_bytes: int) -> bytes:
        """Unpacks the member of this name.

        Raises:
            BoleError: As `read`; SOURCE_NOT_FOUND where the archive, or the member, is not there (any more), and
                SOURCE_UNREADABLE where several members have the name.
        """
        try:
            found = self._opened(path).by_name.get(name, [])
        except FileNotFoundError:
            found = []
        except (BoleError, OSError) as error:
            raise _told(error, "The archive is damaged or of an unusual kind. Unpack it yourself.") from error
        if not found:
            raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The archive does not hold the file. Check what it holds.")
        if len(found) > 1:
            raise unreadable("Several files of the archive have the same name. Unpack it yourself.")
        return self.read(path, found[0], limit_bytes)

    def _opened(self, path: Path) -> _Opened:
        file = _File(path, self._version(path))
        return self._seven_zip(file) if self._starts(file) == _SEVEN_ZIP_SIGNATURE else self._zip(file)

    def _start(self, path: Path) -> bytes:
        try:
            with self._open(path) as file:
                return file.read(4)
        except OSError:
            return b""


def _listed(kind: Callable[[BinaryIO, str], Archive], file: BinaryIO, password: str) -> _Opened:
    try:
        archive = kind(file, password)
    except BaseException:
        file.close()
        raise
    weakref.finalize(archive, file.close)
    by_name: dict[str, list[Member]] = {}
    for member in archive.members:
        by_name.setdefault(member.name, []).append(member)
    return _Opened(archive, by_name)


def _told(error: BoleError | OSError, damage: str) -> BoleError:
    if isinstance(error, BoleError) and error.reason is not ErrorReason.DOCUMENT_DAMAGED:
        return error
    return unreadable(damage)
