"""Takes an uploaded file apart into the documents of candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.names import is_junk
from bole.sources.archives import Archives
from bole.sources.reading import read_file

MOST_FILES = 5_000
"""In one archive."""
MOST_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024
"""Of one archive; what comes after is named, not read."""
MOST_ENTRIES = 200_000
"""Of a zip's own list and of those in it, with folders and what is passed over: 5 million would be 3 GB of memory."""
_LONGEST_NAME = 1024
_ENTRY = b"PK\x01\x02"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file by its name in the upload, with `content`, or with the reason why it has none."""

    name: str
    content: bytes = b""
    failure: BoleError | None = None


def is_archive_name(name: str) -> bool:
    """Tells whether a file may hold others, by its name."""
    return name.lower().endswith((".zip", ".7z"))


def files_in(path: Path, name: str, *, document_bytes: int, archive_bytes: int) -> Iterator[UploadedFile]:
    """Yields the files of an archive one at a time, or the file itself where it is none.

    Args:
        path: Where the upload lies, with the ending that it came with.
        name: What it was called.
        document_bytes: Longest document.
        archive_bytes: What a 7z archive may unpack to: it is held in memory.
    """
    archives = Archives(seven_zip_bytes=archive_bytes)
    if is_archive_name(name) and _has_more_entries(path, MOST_ENTRIES):
        said = "The archive lists far too many files. Upload the resumes in it in several archives."
        yield UploadedFile(name=name, failure=BoleError(ErrorReason.DOCUMENT_TOO_LARGE, said))
        return
    try:
        members = archives.members(path) if is_archive_name(name) else None
    except BoleError as error:
        yield UploadedFile(name=name, failure=error)
        return
    if members is None:
        yield _read(name, partial(read_file, path, document_bytes))
        return
    wanted = [member for member in members if not is_junk(member.name)]
    left = MOST_UNPACKED_BYTES
    for number, member in enumerate(wanted):
        inner = f"{name}/{member.name}"
        if number >= MOST_FILES or left <= 0:
            yield UploadedFile(name=inner, failure=_too_much())
            return
        file = _read(inner, partial(archives.read, path, member, document_bytes))
        left -= _unpacked_bytes(file, document_bytes)
        yield file


def _has_more_entries(path: Path, most: int) -> bool:
    """Tells whether a zip may list more files than that, by the signature that begins each entry of its list."""
    count, before = 0, b""
    with path.open("rb") as file:
        while count <= most and (piece := file.read(1024 * 1024)):
            count += (before + piece).count(_ENTRY)
            before = piece[1 - len(_ENTRY) :]
    return count > most


def _unpacked_bytes(file: UploadedFile, document_bytes: int) -> int:
    """Returns what it took: one that is too large, or damaged at its end, was unpacked until that showed."""
    if file.failure is None:
        return len(file.content)
    return 0 if file.failure.reason is ErrorReason.DOCUMENT_ENCRYPTED else document_bytes


def _read(name: str, read: Callable[[], bytes]) -> UploadedFile:
    try:
        return UploadedFile(name=shortened(name), content=read())
    except BoleError as error:
        return UploadedFile(name=shortened(name), failure=error)


def shortened(name: str) -> str:
    """Returns a name, or of a very long one its end, which tells more than its folders."""
    return name if len(name) <= _LONGEST_NAME else name[-_LONGEST_NAME:]


def _too_much() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The archive holds more than {MOST_FILES} files, or unpacks to too much. Upload this file and those after it "
        "in another archive.",
        metadata={"limit": str(MOST_FILES)},
    )
