"""The files that a command's paths name: folders and archives opened, in an order that does not depend on the call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from bole.domain.errors import BoleError
from bole.parsing.archives.names import is_junk
from bole.sources.archives import Archives
from bole.sources.reading import read_file, shown, unreadable

_Place = tuple[str, int]
"""Where the bytes lie: the real path, and the index in the archive, -1 for a file by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: `path` is relative to the argument that named it, `read` returns its bytes.

    `path` is valid Unicode, whatever the bytes of the file name. `read` raises `BoleError` with SOURCE_NOT_FOUND,
    SOURCE_UNREADABLE, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED or PART_NOT_INSTALLED. `password` may open what was read.
    `stamp` differs once the file, or the archive that holds it, has changed or can no longer be read.
    """

    path: str
    read: Callable[[], bytes]
    password: str = field(default="", repr=False)
    stamp: str = ""


def sources(
    paths: Iterable[Path], limit_bytes: int, *, leave_out: Iterable[Path] = (), password: str = ""
) -> tuple[Source, ...]:
    """Returns every file under `paths`, each once, sorted by relative path and then by place.

    Args:
        paths: Files, folders (searched to the bottom, without hidden files), zip and 7z archives.
        limit_bytes: Larger files are not read.
        leave_out: Files that are passed over, however they are named.
        password: Opens archives and documents that are protected.
    """
    found: dict[_Place, Source] = {}
    passed_over = frozenset(os.path.realpath(path) for path in leave_out)
    archives = Archives(password)
    for path in paths:
        for file in files_under(path):
            if os.path.realpath(file.path) in passed_over:
                continue
            for place, source in _sources_of(file, archives, limit_bytes):
                # A file that two arguments name is one item, under the shorter of its relative paths.
                known = found.get(place, source)
                found[place] = min(known, source, key=lambda one: (len(one.path), one.path))
    in_order = sorted(found.items(), key=lambda item: (item[1].path, item[0]))
    return tuple(replace(source, password=password) for _, source in in_order)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A path that was come across; `failure` is set when it is a folder that cannot be listed.

    `relative` is valid Unicode.
    """

    path: Path
    relative: str
    failure: BoleError | None = None


def files_under(path: Path) -> Iterator[FoundFile]:
    """Yields a file itself, or every file of a folder to the bottom, without hidden files and links to folders."""
    # os.path answers False where Path raises: for links in a circle, for names that are too long.
    if not os.path.isdir(path):  # noqa: PTH112
        yield FoundFile(path=path, relative=shown(Path(path.name)))
        return
    closed: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not is_junk(name)]
        for name in names:
            if not is_junk(name):
                file = Path(folder, name)
                yield FoundFile(path=file, relative=shown(file.relative_to(path)))
    failure = unreadable("The folder cannot be opened. Check that you may list it.")
    for one in closed:
        relative = one.relative_to(path) if one != path else Path(path.name)
        yield FoundFile(path=one, relative=shown(relative), failure=failure)


def _sources_of(file: FoundFile, archives: Archives, limit_bytes: int) -> Iterator[tuple[_Place, Source]]:
    place = os.path.realpath(file.path)
    stamp = _stamp(file.path)
    try:
        if file.failure is not None:
            raise file.failure
        members = archives.members(file.path)
    except BoleError as error:
        yield (place, -1), Source(path=file.relative, read=partial(_refuse, error), stamp=stamp)
        return
    if members is None:
        yield (place, -1), Source(path=file.relative, read=partial(read_file, file.path, limit_bytes), stamp=stamp)
        return
    for member in members:
        if not is_junk(member.name):
            read = partial(archives.read, file.path, member, limit_bytes)
            yield (place, member.index), Source(path=f"{file.relative}/{member.name}", read=read, stamp=stamp)


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
        return f"{status.st_size} {status.st_mtime_ns} {os.access(path, os.R_OK)}"
    except (OSError, ValueError):
        return ""


def _refuse(failure: BoleError) -> NoReturn:
    raise failure
