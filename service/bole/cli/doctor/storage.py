"""The database of batches and answers: there, of a level that this version knows, and writable; nothing is changed."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bole.bootstrap.storage import database_address
from bole.cli.doctor.findings import Finding, bad, good, warning
from bole.settings import Settings
from bole.storage.looking import Look, file_of, look

_CLOCK_SECONDS = 5.0


def storage(settings: Settings) -> Iterator[Finding]:
    """Looks at the database of the settings."""
    address = database_address(settings)
    file = file_of(address)
    if file is not None and not file.exists():
        yield from _to_be_made(file)
        return
    seen = asyncio.run(look(address))
    yield _level(seen)
    yield from _clock(seen)
    if file is not None:
        yield from private("storage", file)


def private(about: str, file: Path) -> Iterator[Finding]:
    """Warns of a file, or its folder, that other users of this machine may read."""
    for place in (file, file.absolute().parent):
        if place.stat().st_mode & stat.S_IRWXO:
            mode = "700" if place.is_dir() else "600"
            yield warning(about, f"Other users may look into {place}, which holds personal data: chmod {mode} {place}")


def _to_be_made(file: Path) -> Iterator[Finding]:
    folder = next(place for place in file.absolute().parents if place.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        yield bad("storage", f"{file} cannot be made in {folder}: check that it is a folder, and the rights on it.")
    else:
        yield good("storage", f"{file} is made at the first start")


def _level(seen: Look) -> Finding:
    if seen.level is None or seen.oldest_able is None:
        return good("storage", f"empty and writable; the first start makes a schema of level {seen.known}")
    if seen.oldest_able > seen.known:
        return bad(
            "storage",
            f"Its schema has level {seen.level}, and this version of Bole knows level {seen.known}: start the newer "
            "version, or restore a backup of before the upgrade.",
        )
    if seen.level < seen.known:
        return good("storage", f"writable; the next start brings level {seen.level} to {seen.known}: back it up before")
    return good("storage", f"writable, schema of level {seen.level}")


def _clock(seen: Look) -> Iterator[Finding]:
    if abs(seen.ahead_seconds) > _CLOCK_SECONDS:
        yield warning(
            "clock",
            f"The database's clock is {abs(seen.ahead_seconds):.0f} s {'ahead' if seen.ahead_seconds > 0 else 'behind'}"
            ": let both machines follow one time server.",
        )
