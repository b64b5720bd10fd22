"""A file that is read again when it changes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line

T = TypeVar("T")

_LOG = logging.getLogger("bole.security")

LOOK_SECONDS = 1.0
"""How long a change may go unseen."""

MOST_BYTES = 4 * 1024 * 1024


class AccessFile(StrEnum):
    """Which file it is, for the log."""

    API_KEYS = "api_keys"
    JWT_KEYS = "jwt_keys"
    SERVER_CERTIFICATE = "server_certificate"


class WatchedFile(Generic[T]):
    """What a file holds. A version that cannot be used is logged, and the one before it stays.

    Looks at the file when it is asked for its value, at most once a second: a stat, and a read where it has changed.
    """

    def __init__(
        self,
        name: AccessFile,
        path: Path,
        read: Callable[[bytes], T],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Reads the file.

        Args:
            name: What it is.
            path: Where it is; a file that takes its place is seen too.
            read: Makes the value of its bytes; raises `BoleError` where it cannot.
            clock: Seconds, for tests.

        Raises:
            BoleError: As `read`, and ARGUMENT_INVALID where the file cannot be read.
        """
        self._name, self._path, self._read, self._clock = name, path, read, clock
        self._stamp = stamp_of(path)
        self._value = read(content_of(path))
        self._looked = clock()

    def value(self) -> T:
        """Returns what the file holds, as of a second ago at most."""
        now = self._clock()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._look()
        return self._value

    def _look(self) -> None:
        stamp = stamp_of(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._value = self._read(content_of(self._path))
        except BoleError as error:
            _LOG.error(Line(Event.ACCESS_FILE_REFUSED, part=self._name, error=error))
            return
        _LOG.info(Line(Event.ACCESS_FILE_READ, part=self._name))


def content_of(path: Path) -> bytes:
    """Returns the bytes of a file of an operator.

    Raises:
        BoleError: ARGUMENT_INVALID where it cannot be read or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"{path} cannot be read: {error.strerror}. Check the path, and that the service's user may read it.",
        ) from error
    if len(content) > MOST_BYTES:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID, f"{path} is larger than {MOST_BYTES} bytes. Is it the right file?"
        )
    return content


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """Returns what changes with a file, None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
