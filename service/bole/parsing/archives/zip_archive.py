"""Zip archives: names of other systems read rightly, each file unpacked within its limit."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib

from bole.parsing.archives.archive import ArchiveFile, Member, damaged, too_large
from bole.parsing.archives.names import decoded_name, readable_name
from bole.parsing.protection import locked, locked_for_good

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_STRONG_FLAG = 0x40
_AES_METHOD = 99

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,  # a method of compression that is not known
    ValueError,  # a name that is no UTF-8, a negative offset
    IndexError,
)
"""Everything that `zipfile` raises for archives that are damaged or unusual."""


class ZipArchive:
    """An open zip archive."""

    def __init__(self, file: ArchiveFile, password: str = "") -> None:
        """Reads the list of files.

        Raises:
            BoleError: DOCUMENT_DAMAGED when it cannot be listed.
        """
        self._password = password
        try:
            self._archive = zipfile.ZipFile(file)
        except _DAMAGES as error:
            raise damaged() from error
        self._infos = self._archive.infolist()

    @property
    def paths(self) -> frozenset[str]:
        """The names of all entries as they are written, which tell an office document from an archive."""
        return frozenset(self._archive.NameToInfo)

    @property
    def members(self) -> tuple[Member, ...]:
        """Its files, without folders and links, in its own order; two may share a name."""
        return tuple(
            Member(name=_name(info), index=index) for index, info in enumerate(self._infos) if not _is_no_file(info)
        )

    def read(self, member: Member, limit_bytes: int) -> bytes:
        """Unpacks a member, never more than the limit and one byte.

        Raises:
            BoleError: DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED or DOCUMENT_TOO_LARGE.
        """
        info = self._infos[member.index]
        if info.flag_bits & _ENCRYPTED_FLAG:
            return self._unlocked(info, limit_bytes)
        try:
            return self._unpacked(info, limit_bytes, None)
        except _DAMAGES as error:
            raise damaged() from error

    def _unlocked(self, info: zipfile.ZipInfo, limit_bytes: int) -> bytes:
        if info.compress_type == _AES_METHOD or info.flag_bits & _STRONG_FLAG:
            raise locked_for_good("archive")
        # The archive does not say how its password was written: as UTF-8, or as a Chinese Windows does.
        for encoding in ("utf-8", "gb18030") if self._password else ():
            try:
                return self._unpacked(info, limit_bytes, self._password.encode(encoding, "replace"))
            except _DAMAGES:  # one in 256 wrong passwords passes the check and gives rubbish
                continue
        raise locked("archive", self._password)

    def _unpacked(self, info: zipfile.ZipInfo, limit_bytes: int, password: bytes | None) -> bytes:
        # By its entry, not by its name: two members may share one.
        with self._archive.open(info, pwd=password) as unpacked:
            content = unpacked.read(limit_bytes + 1)
        if len(content) > limit_bytes:
            raise too_large(limit_bytes)
        return content


def _is_no_file(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/") or stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    return readable_name(info.filename if info.flag_bits & _UTF8_FLAG else decoded_name(info.filename))
