"""7z archives, unpacked in one pass, since most of them are one long stream."""

from __future__ import annotations

import importlib
import lzma
import struct
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.archive import ArchiveFile, Member, damaged, too_large
from bole.parsing.archives.names import readable_name
from bole.parsing.parts import Part, not_installed
from bole.parsing.protection import locked

MOST_FILES = 200_000
"""An archive that lists more, folders included, is refused as damaged."""

_DAMAGES = (
    lzma.LZMAError,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    OverflowError,
)
"""Everything that `py7zr` raises for archives that are damaged, beside its own errors."""


class SevenZipArchive:
    """An open 7z archive; the first file that is asked for unpacks all of them."""

    def __init__(self, file: ArchiveFile, limit_bytes: int, password: str = "") -> None:
        """Reads the list of files.

        Args:
            file: The archive; one on disk is closed when nothing refers to this object any more.
            limit_bytes: What all of its files may unpack to together.
            password: Opens a protected archive.

        Raises:
            BoleError: PART_NOT_INSTALLED, DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED, or DOCUMENT_TOO_LARGE when it says
                that it unpacks beyond the limit.
        """
        self._password = password
        self._limit_bytes = limit_bytes
        self._contents: dict[int, bytes] | None = None
        module = _py7zr()
        with self._told_apart(protected=False):
            if isinstance(file, Path):
                file = file.open("rb")
                weakref.finalize(self, file.close)
            self._locked = _is_locked(module, file)
        with self._told_apart(protected=self._locked):
            file.seek(0)
            self._archive = module.SevenZipFile(file, password=password or None if self._locked else None)
            self._files = list(self._archive.files)
            size = sum(one.uncompressed for one in self._files)
        if size > limit_bytes:
            raise too_large(limit_bytes)

    @property
    def members(self) -> tuple[Member, ...]:
        """Its files, without folders and links, in its own order; two may share a name."""
        return tuple(
            Member(name=readable_name(one.filename.replace("\\", "/")), index=index)
            for index, one in enumerate(self._files)
            if not (one.is_directory or one.is_symlink or one.is_junction or one.is_socket)
        )

    def read(self, member: Member, limit_bytes: int) -> bytes:
        """Unpacks a member, never more than the limit.

        Raises:
            BoleError: DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED or DOCUMENT_TOO_LARGE.
        """
        if self._locked and not self._password:
            raise locked("archive", "")
        if self._files[member.index].uncompressed > limit_bytes:
            raise too_large(limit_bytes)
        if self._contents is None:
            self._contents = self._unpacked_at_once()
        content = self._contents.get(member.index)
        return self._unpacked({member.index})[member.index] if content is None else content

    def _unpacked_at_once(self) -> dict[int, bytes]:
        """Returns what every file holds; nothing where one is damaged, so that each is then unpacked by itself."""
        try:
            return self._unpacked(set(range(len(self._files))))
        except BoleError as error:
            if error.reason is not ErrorReason.DOCUMENT_DAMAGED:
                raise
            return {}

    def _unpacked(self, wanted: set[int]) -> dict[int, bytes]:
        # The files go by their numbers: names never become paths.
        io = _py7zr().io
        written = io.BytesIOFactory(self._limit_bytes + 1)
        with self._told_apart(protected=self._locked):
            self._archive.reset()
            worker = self._archive.worker
            worker.max_extract_size = self._limit_bytes
            for index, one in enumerate(self._files):
                held = index in wanted and not one.is_directory
                worker.register_filelike(one.id, io.MemIO(str(index), written) if held else None)
            worker.extract(self._archive.fp, None, parallel=False)
        return {int(index): product.read() for index, product in written.products.items()}

    @contextmanager
    def _told_apart(self, *, protected: bool) -> Iterator[None]:
        """Turns what py7zr raises into an error that says what to do."""
        module = _py7zr()
        try:
            yield
        except module.PasswordRequired:
            raise locked("archive", "") from None
        except module.DecompressionBombError:
            raise too_large(self._limit_bytes) from None
        except (module.exceptions.ArchiveError, *_DAMAGES) as error:
            # A wrong password decrypts to rubbish, which nothing tells from damage.
            raise (locked("archive", self._password) if protected else damaged()) from error


def _is_locked(module: ModuleType, file: BinaryIO) -> bool:
    """Tells whether an archive, or even the list of its files, needs a password."""
    try:
        return bool(module.SevenZipFile(file).needs_password())
    except module.PasswordRequired:
        return True


def _py7zr() -> ModuleType:
    """Returns the library, which is an extra.

    Raises:
        BoleError: PART_NOT_INSTALLED.
    """
    if not Part.ARCHIVES.is_installed():
        raise not_installed(Part.ARCHIVES, "Or send the files inside by themselves.")
    module = importlib.import_module("py7zr")
    # A list packs well: what the library takes by itself is 10 GB of memory from an archive of a few megabytes.
    importlib.import_module("py7zr.archiveinfo").MAX_NUMFILES = MOST_FILES  # type: ignore[attr-defined]
    return module
