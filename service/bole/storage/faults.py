"""What a database says when it fails, as errors with a sentence for the operator.

No statement, no row and no address stands in them: rows are personal data, and addresses hold passwords.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bole.domain.errors import BoleError, ErrorReason

_UNREACHABLE = "The database cannot be reached or has broken off: check that it runs and that BOLE_DATABASE names it."
_FULL = "The database has no space left: make room on its disk; the work goes on by itself after that."
_LOCKED = "The database is locked by another process for too long: end that process, or use PostgreSQL for several."

_FOREIGN = "The database holds other tables than this service makes: name one of its own in BOLE_DATABASE."

CANNOT_OPEN = "The database file cannot be opened: check its folder, and the rights on both."

_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": "The database file cannot be written: check the rights on it, its folder and its file system.",
    "SQLITE_CANTOPEN": CANNOT_OPEN,
    "SQLITE_NOTADB": "The database file is no SQLite database: name another file in BOLE_DATABASE.",
    "SQLITE_CORRUPT": "The database file is damaged: restore it from a backup.",
    "SQLITE_IOERR": "The database file cannot be read or written: check its disk and the limits of the process.",
    "SQLITE_ERROR": _FOREIGN,
    "SQLITE_PERM": CANNOT_OPEN,
}

_POSTGRESQL = {
    "53": _FULL,  # insufficient resources: disk, memory, connections
    "53300": "PostgreSQL has no connection left: raise its max_connections, or run fewer replicas.",
    "25006": "PostgreSQL takes no writes: BOLE_DATABASE has to name the primary server.",
    "28": "PostgreSQL does not let this user in: check user and password in BOLE_DATABASE.",
    "3D": "PostgreSQL has no database of this name: create it, or name another one in BOLE_DATABASE.",
    "42P": _FOREIGN,
    "42703": _FOREIGN,
    "42501": "PostgreSQL does not let this user write: grant it the rights on its database and schema.",
    "55P03": _LOCKED,
}

_ERRNOS = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EROFS: _SQLITE["SQLITE_READONLY"]}


def _faults() -> tuple[type[Exception], ...]:
    """Returns what databases raise; connecting raises the errors of asyncpg bare, where that is in use."""
    general = (DBAPIError, PoolTimeoutError, sqlite3.Error, OSError)  # TimeoutError is an OSError
    asyncpg: Any = sys.modules.get("asyncpg")
    if asyncpg is None:
        return general
    return *general, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError


@contextmanager
def storage_faults(otherwise: str = _UNREACHABLE) -> Iterator[None]:
    """Turns what a database raises into `BoleError`; a statement that is wrong in itself is INTERNAL.

    Args:
        otherwise: The sentence for what is not told apart here.
    """
    try:
        yield
    except _faults() as error:
        raise _fault_of(error, otherwise) from None


def _fault_of(error: Exception, otherwise: str) -> BoleError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    sentence = _sentence(cause)
    if str(getattr(cause, "sqlstate", "") or "").startswith("22"):  # waiting would not help
        return BoleError(
            ErrorReason.ARGUMENT_INVALID, "A text holds what PostgreSQL cannot keep, a null character: send it without."
        )
    if sentence is None and isinstance(error, IntegrityError | ProgrammingError):
        name = type(cause).__name__
        return BoleError(
            ErrorReason.INTERNAL,
            f"The database refused a statement of this service ({name}): report this as a bug.",
            metadata={"error": name},
        )
    return BoleError(ErrorReason.STORAGE_UNAVAILABLE, sentence or otherwise)


def _sentence(cause: BaseException) -> str | None:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return next((text for known, text in _SQLITE.items() if name.startswith(known)), None)
    if isinstance(cause, OSError) and cause.errno in _ERRNOS:
        return _ERRNOS[cause.errno]
    state = getattr(cause, "sqlstate", None) or ""
    return next((_POSTGRESQL[part] for part in (state, state[:3], state[:2]) if part in _POSTGRESQL), None)
