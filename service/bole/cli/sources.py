"""The files that a command's paths name: folders and archives opened, in an order that does not depend on the call."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_JUNK_PREFIXES = (".", "~$", "__MACOSX")
_OFFICE_MEMBERS = frozenset({"[Content_Types].xml", "mimetype"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: `path` is relative to the argument that named it, `read` returns its bytes.

    `read` raises `BoleError` with SOURCE_NOT_FOUND, SOURCE_UNREADABLE or DOCUMENT_TOO_LARGE.
    """

    path: str
    read: Callable[[], bytes]


def sources(paths: Iterable[Path], limit_bytes: int) -> tuple[Source, ...]:
    """Returns every file under `paths`, each once, sorted by relative path and then by place.

    Args:
        paths: Files, folders (searched to the bottom, without hidden files) and zip archives.
        limit_bytes: Larger files are not read.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for place, source in _under(path, limit_bytes):
            # A file that two arguments name is one item, under the shorter of its relative paths.
            known = found.get(place, source)
            found[place] = min(known, source, key=lambda one: (len(one.path), one.path))
    return tuple(source for _, source in sorted(found.items(), key=lambda item: (item[1].path, item[0])))


def _under(path: Path, limit_bytes: int) -> Iterator[tuple[str, Source]]:
    if not path.is_dir():
        yield from _file(path, path.name, limit_bytes)
        return
    for inner in sorted(path.rglob("*")):
        relative = inner.relative_to(path)
        if inner.is_file() and not any(_is_junk(part) for part in relative.parts):
            yield from _file(inner, relative.as_posix(), limit_bytes)


def _file(path: Path, relative: str, limit_bytes: int) -> Iterator[tuple[str, Source]]:
    place = str(path.resolve())
    members = _archive_members(path)
    if members is None:
        yield place, Source(path=relative, read=partial(_read_file, path, limit_bytes))
        return
    for member in members:
        read = partial(_read_member, path, member, limit_bytes)
        yield f"{place}/{member}", Source(path=f"{relative}/{member}", read=read)


def _archive_members(path: Path) -> list[str] | None:
    """Returns the files of a zip archive; None for other files and for office documents, which are zips too."""
    if not path.is_file() or path.suffix.lower() in {".docx", ".xlsx", ".pptx", ".odt"}:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError):
        return None
    if _OFFICE_MEMBERS & set(names):
        return None
    return sorted(name for name in names if not any(_is_junk(part) for part in name.split("/")))


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK_PREFIXES) or name.lower() in _JUNK_NAMES


def _read_file(path: Path, limit_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit_bytes:
            raise _too_large(size, limit_bytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The path does not exist. Check how it is spelled.") from error
    except OSError as error:
        raise _unreadable("The file cannot be opened. Check that you may read it.") from error


def _read_member(path: Path, name: str, limit_bytes: int) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as member:
            # The size that the archive states may be a lie: never read more than the limit.
            content = member.read(limit_bytes + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise _unreadable("The file in the archive is damaged or needs a password. Unpack it yourself.") from error
    if len(content) > limit_bytes:
        raise _too_large(len(content), limit_bytes)
    return content


def _too_large(size: int, limit_bytes: int) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The document is larger than {limit_bytes} bytes. Send a smaller version of it.",
        metadata={"size_bytes": str(size), "limit_bytes": str(limit_bytes)},
    )


def _unreadable(message: str) -> BoleError:
    return BoleError(ErrorReason.SOURCE_UNREADABLE, message)
