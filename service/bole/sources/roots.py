"""The folders that batches may read: which path a URI names, and whether it lies in one of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote_to_bytes, urlsplit

from bole.domain.errors import BoleError, ErrorReason
from bole.sources.reading import unreadable

_THIS_HOST = frozenset({"", "localhost"})


class Roots:
    """Folders, each with all that really lies in it: a link that leads out of them leads nowhere.

    What lies outside is refused with one answer, so that nobody learns from it what is there.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        """Takes the folders as they are now: where one is a link, what it leads to."""
        named = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100  # resolves no links
        self._folders = frozenset(Path(os.path.realpath(folder)) for folder in named)
        self._named_so = self._folders.union(named)

    def path_of(self, uri: str) -> Path:
        """Returns the real path that a `file:` URI names, whether or not something is there.

        Raises:
            BoleError: SOURCE_NOT_ALLOWED.
        """
        named = Path(self._named(uri))
        # What is named outside is not even looked at: how long that takes would tell what is there.
        if not any(named.is_relative_to(folder) for folder in self._named_so):
            raise self._refused()
        real = Path(os.path.realpath(named))
        if not self.hold(real):
            raise self._refused()
        return real

    def hold(self, real_path: Path) -> bool:
        """Tells whether a path without links lies in a root, or is one."""
        return any(real_path.is_relative_to(folder) for folder in self._folders)

    def open(self, path: Path) -> BinaryIO:
        """Opens a regular file in a root for reading.

        Raises:
            BoleError: SOURCE_NOT_ALLOWED, SOURCE_UNREADABLE for what is no regular file.
            OSError: It cannot be opened.
        """
        # Without waiting: a pipe that nobody writes to would hold the thread for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        file = os.fdopen(descriptor, "rb")
        try:
            self._require_file(descriptor)
        except BaseException:
            file.close()
            raise
        return file

    def _require_file(self, descriptor: int) -> None:
        # A folder on the way may have become a link since the path was looked at: what counts is what was opened.
        if not self.hold(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise self._refused()
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise unreadable("The path is no regular file. Name a file.")

    def _named(self, uri: str) -> str:
        """Returns the path of a URI, absolute and without steps up."""
        try:
            parts = urlsplit(uri)
        except ValueError:
            raise self._refused() from None
        path = os.fsdecode(unquote_to_bytes(parts.path))
        strange = parts.scheme != "file" or parts.netloc.lower() not in _THIS_HOST or parts.query or parts.fragment
        if strange or not path.startswith("/") or ".." in path.split("/") or "\0" in path:
            raise self._refused()
        return path

    def _refused(self) -> BoleError:
        if not self._folders:
            return BoleError(
                ErrorReason.SOURCE_NOT_ALLOWED,
                "This service reads no files for batches. Send the documents themselves, or let its operator name "
                "folders in BOLE_BATCH_ROOTS.",
            )
        return BoleError(
            ErrorReason.SOURCE_NOT_ALLOWED,
            "Batches read only file: URIs below the folders that the operator names in BOLE_BATCH_ROOTS.",
        )
