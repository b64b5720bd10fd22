"""The databases of what is kept and of its keys: there, readable by this version, writable; nothing is changed."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bole.bootstrap.storage import database_address, key_database_address, master_keys
from bole.cli.doctor.findings import Finding, bad, good, warning
from bole.settings import Settings
from bole.storage.looking import Look, file_of, look, look_at_keys

_CLOCK_SECONDS = 5.0


def storage(settings: Settings) -> Iterator[Finding]:
    """Looks at the database of the settings."""
    address = database_address(settings)
    file = file_of(address)
    if file is not None and not file.exists():
        yield from _to_be_made(file, about="storage")
        return
    seen = asyncio.run(look(address))
    yield _level(seen)
    yield from _clock(seen)
    if file is not None:
        yield from private("storage", file)


def keys(settings: Settings) -> Iterator[Finding]:
    """Looks at the store of keys, and whether the master keys are there that it needs."""
    address, masters = key_database_address(settings), master_keys(settings)
    file = file_of(address)
    if file is not None and not file.exists():
        yield from _to_be_made(file, about="keys")
        return
    if asyncio.run(look_at_keys(address, masters)):
        yield good("keys", "the master keys are there that wrap them")
    else:
        yield good("keys", "none yet; the first start makes them")
    for one in (file, masters if isinstance(masters, Path) else None):
        if one is not None and one.exists():
            yield from private("keys", one)


def private(about: str, file: Path) -> Iterator[Finding]:
    """Warns of a file, or its folder, that other users of this machine may read."""
    for place in (file.absolute(), file.absolute().parent):
        if place.stat().st_mode & stat.S_IRWXO:
            mode = "700" if place.is_dir() else "600"
            yield warning(about, f"Other users may look into {place}, which holds personal data: chmod {mode} {place}")


def _to_be_made(file: Path, *, about: str) -> Iterator[Finding]:
    folder = next(place for place in file.absolute().parents if place.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        yield bad(about, f"{file} cannot be made in {folder}: check that it is a folder, and the rights on it.")
    else:
        yield good(about, f"{file} is made at the first start")


def _level(seen: Look) -> Finding:
    if seen.level is None or seen.oldest_able is None:
        return good("storage", f"empty and writable; the first start makes a schema of level {seen.known}")
    if seen.oldest_able > seen.known:
        return bad(
            "storage",
            f"Its schema has level {seen.level}, and this version of Bole knows level {seen.known}: start the newer "
            "version, or restore a backup of before the upgrade.",
        )
    if seen.level < seen.known_able:
        return warning(
            "storage",
            f"writable; the next start brings level {seen.level} to {seen.known}, which older versions cannot use: "
            "stop all replicas of theirs first, and back it up",
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
