"""Zip archives of resumes: which files they hold, under names that people can read, and the bytes of each."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bole.cli.reading import too_large, unreadable
from bole.domain.errors import BoleError

_OFFICE_SUFFIXES = frozenset({".docx", ".xlsx", ".pptx", ".odt"})
_OFFICE_MEMBERS = frozenset({"[Content_Types].xml", "mimetype"})
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_UTF8_FLAG = 0x800
_KEPT_OPEN = 16

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,  # a password, or a method of compression that is not known
    ValueError,  # a name that is no UTF-8, a negative offset
)
"""Everything that `zipfile` raises for archives that are damaged, locked or unusual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive: `name` is relative, with `/`; `index` is its place in the archive's own list."""

    name: str
    index: int


class Archives:
    """The archives of one run; the last few stay open, so that reading every member reads each list once."""

    def __init__(self) -> None:
        """Starts with none open; one that is pushed out is closed with its last reference."""
        self._opened = lru_cache(maxsize=_KEPT_OPEN)(zipfile.ZipFile)

    def members(self, path: Path) -> tuple[Member, ...] | None:
        """Returns the files of an archive; None for other files and for office documents, which are zips too.

        Raises:
            BoleError: SOURCE_UNREADABLE when it is an archive that cannot be listed.
        """
        # Nothing but a regular file is opened: a pipe may never end. Path.is_file raises for names that are too long.
        if not os.path.isfile(path) or path.suffix.lower() in _OFFICE_SUFFIXES:  # noqa: PTH113
            return None
        signed = _is_signed(path)
        if not signed and path.suffix.lower() != ".zip":
            return None
        try:
            infos = self._opened(path).infolist()
        except _DAMAGES as error:
            if not signed:
                return None
            raise unreadable("The archive is damaged or of an unusual kind. Unpack it yourself.") from error
        if any(info.filename in _OFFICE_MEMBERS for info in infos):
            return None
        return tuple(
            Member(name=_name(info), index=index) for index, info in enumerate(infos) if not info.filename.endswith("/")
        )

    def read(self, path: Path, member: Member, limit_bytes: int) -> bytes:
        """Unpacks a member, never more than the limit and one byte.

        Raises:
            BoleError: SOURCE_UNREADABLE or DOCUMENT_TOO_LARGE.
        """
        try:
            archive = self._opened(path)
            # By its entry, not by its name: two members may share one.
            with archive.open(archive.infolist()[member.index]) as unpacked:
                content = unpacked.read(limit_bytes + 1)
        except (*_DAMAGES, IndexError) as error:
            raise _member_damaged() from error
        if len(content) > limit_bytes:
            raise too_large(len(content), limit_bytes)
        return content


def _member_damaged() -> BoleError:
    return unreadable("The file in the archive is damaged or needs a password. Unpack it yourself.")


def _is_signed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _SIGNATURES
    except OSError:
        return False


def _name(info: zipfile.ZipInfo) -> str:
    """Returns a member's path without steps to the same or the upper folder."""
    decoded = info.filename if info.flag_bits & _UTF8_FLAG else _decoded(info.filename)
    readable = decoded.encode("utf-8", "replace").decode("utf-8")
    return "/".join(part for part in readable.split("/") if part not in ("", ".", "..")) or "unnamed"


def _decoded(name: str) -> str:
    """Reads a name anew that `zipfile` took for code page 437 because the archive does not say what it is."""
    try:
        content = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Nearly any bytes are some rare character of GB 18030: one that is in common use has to be among them.
        if encoding == "utf-8" or not text.encode("gb2312", "ignore").isascii():
            return text
    return name
