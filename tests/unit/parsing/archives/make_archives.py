"""Makes archives for tests; protected zip archives byte by byte, since the standard library only reads them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

import py7zr


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Returns a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def seven_zipped(
    *members: tuple[str, bytes], password: str | None = None, hide_names: bool = False, bare_list: bool = False
) -> bytes:
    """Returns a 7z archive; `bare_list` leaves the list of its files as it is, so that a test can change it."""
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password=password, header_encryption=hide_names) as archive:
        if bare_list:
            archive.set_encoded_header_mode(False)
        for name, content in members:
            archive.writestr(content, name)
    return stream.getvalue()


def protected_zip(
    password: str, encoding: str, member: tuple[str, bytes], *, plain: tuple[str, bytes] | None = None
) -> bytes:
    """Returns a zip archive with one file under the old protection of zip, and perhaps one without."""
    name, content = member
    keys = _Keys(password.encode(encoding))
    check = zlib.crc32(content)
    closed = keys.encrypted(bytes(11) + bytes([check >> 24])) + keys.encrypted(content)
    written = bytearray(zipped((name, closed), *([plain] if plain else [])))
    for mark, flag_at, crc_at in ((b"PK\x03\x04", 6, 14), (b"PK\x01\x02", 8, 16)):
        place = written.index(mark)
        written[place + flag_at] |= 1
        written[place + crc_at : place + crc_at + 4] = check.to_bytes(4, "little")
        written[place + crc_at + 8 : place + crc_at + 12] = len(content).to_bytes(4, "little")
    return bytes(written)


class _Keys:
    """The three keys of the cipher that zip began with."""

    def __init__(self, password: bytes) -> None:
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._turn(byte)

    def encrypted(self, content: Sequence[int]) -> bytes:
        """Returns the bytes under the cipher."""
        closed = bytearray()
        for byte in content:
            mixed = self.keys[2] | 2
            closed.append(byte ^ ((mixed * (mixed ^ 1)) >> 8) & 0xFF)
            self._turn(byte)
        return bytes(closed)

    def _turn(self, byte: int) -> None:
        first, second, third = self.keys
        first = _crc(byte, first)
        second = ((second + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys = [first, second, _crc(second >> 24, third)]


def _crc(byte: int, key: int) -> int:
    return (zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF)) ^ 0xFFFFFFFF
