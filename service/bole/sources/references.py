"""Documents that a batch refers to: which files a URI stands for, and their bytes when their turn comes."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bole.domain.batches import DocumentReference
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.names import is_junk
from bole.sources.archives import Archives
from bole.sources.reading import read_within, shown, unreadable
from bole.sources.roots import Roots
from bole.sources.sources import FoundFile, files_under

_MOST_FILES = 100_000
"""What one call may name."""
_SEVEN_ZIP_BYTES = 256 * 1024 * 1024
"""What a 7z archive may unpack to: the service holds it in memory, beside the work of all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReference:
    """A file, and its path relative to the URI that named it, which is personal data."""

    source: str
    reference: DocumentReference


class References:
    """Files below the roots that an operator allows; for use from threads, since files may be slow."""

    def __init__(self, roots: Iterable[Path], limit_bytes: int, *, most_files: int = _MOST_FILES) -> None:
        """Takes the roots as they are now; larger files than `limit_bytes` are not read, `most_files` a call named."""
        self._roots = Roots(roots)
        self._limit_bytes = limit_bytes
        self._most_files = most_files
        self._lock = threading.Lock()
        self._archives = self._none_open()

    def check(self, reference: DocumentReference) -> None:
        """Tells whether a reference may be read at all; nothing is opened.

        Raises:
            BoleError: SOURCE_NOT_ALLOWED.
        """
        self._roots.path_of(reference.uri)

    def expand(self, uri: str, *, beside: int = 0) -> tuple[FoundReference, ...]:
        """Returns every file that a URI stands for, each once, sorted by relative path.

        A file, folder or archive that cannot be opened stands for itself, and fails when it is read.

        Args:
            uri: Of a file, a folder (searched to the bottom, without hidden files) or a zip or 7z archive.
            beside: Files that the call has named before.

        Raises:
            BoleError: SOURCE_NOT_ALLOWED; SOURCE_NOT_FOUND where there is nothing; ARGUMENT_INVALID for more files than
                one call takes.
        """
        path = self._roots.path_of(uri)
        if not os.path.lexists(path):
            raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The path does not exist. Check how it is spelled.")
        found: dict[DocumentReference, FoundReference] = {}
        archives = self._none_open()
        for file in files_under(path):
            for one in self._references_of(file, archives):
                found.setdefault(one.reference, one)
                if beside + len(found) > self._most_files:
                    raise _too_many(self._most_files)
        return tuple(sorted(found.values(), key=lambda one: (one.source, one.reference.uri, one.reference.member)))

    def read(self, reference: DocumentReference) -> Document:
        """Reads the document that a reference names.

        Raises:
            BoleError: SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_UNREADABLE, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED
                or PART_NOT_INSTALLED.
        """
        path = self._roots.path_of(reference.uri)
        if reference.member:
            # One at a time: an archive is read from one place after the other.
            with self._lock:
                content = self._archives.read_named(path, reference.member, self._limit_bytes)
        else:
            content = self._content(path)
        name = reference.member.rsplit("/", 1)[-1] or shown(Path(path.name))
        return Document(content=content, file_name=name, role=reference.role)

    def close(self) -> None:
        """Lets go of archives that are open, and of the memory that they hold; they are opened again when needed."""
        with self._lock:
            self._archives = self._none_open()

    def _none_open(self) -> Archives:
        return Archives(opened=self._roots.open, version=_version, seven_zip_bytes=_SEVEN_ZIP_BYTES)

    def _references_of(self, file: FoundFile, archives: Archives) -> Iterator[FoundReference]:
        real = Path(os.path.realpath(file.path))
        inside = self._roots.hold(real)
        # The URI is that of the file, not of a link to it, so that one file is one item.
        uri = uri_of(real if inside else file.path)
        members = None
        if inside and file.failure is None:
            try:
                members = archives.members(real)
            except BoleError:
                members = None
        if members is None:
            yield FoundReference(source=file.relative, reference=DocumentReference(uri=uri))
            return
        for member in members:
            if not is_junk(member.name):
                reference = DocumentReference(uri=uri, member=member.name)
                yield FoundReference(source=f"{file.relative}/{member.name}", reference=reference)

    def _content(self, path: Path) -> bytes:
        try:
            with self._roots.open(path) as file:
                return read_within(file, self._limit_bytes)
        except FileNotFoundError as error:
            raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The file is not there any more.") from error
        except OSError as error:
            raise unreadable("The file cannot be opened. Check that the service may read it.") from error


def uri_of(path: Path) -> str:
    """Returns the `file:` URI of an absolute path, whatever the bytes of its name."""
    return "file://" + quote(os.fsencode(path))


def _version(path: Path) -> Hashable:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _too_many(limit: int) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"The call names more than {limit} files. Name fewer, or the folders in them, each by a call of its own.",
        metadata={"limit": str(limit)},
    )
