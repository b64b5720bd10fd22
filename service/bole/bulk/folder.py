"""A folder of results, on this machine or in object storage."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from pyarrow import fs


def is_remote(place: str) -> bool:
    """Tells whether a path or URI names object storage or another file system, such as `s3://bucket/folder`."""
    return "://" in place and urlsplit(place).scheme != "file"


def file_system(place: str) -> tuple[fs.FileSystem, str]:
    """Returns the file system of a path or URI, and the path in it.

    Raises:
        ValueError: It is no path and no URI that is known.
        OSError: The file system cannot be reached.
    """
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).absolute())
    found: tuple[fs.FileSystem, str] = fs.FileSystem.from_uri(place)
    return found


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder by its path or URI; picklable. Every method raises `OSError`."""

    place: str

    @cached_property
    def _base(self) -> tuple[fs.FileSystem, str]:
        return file_system(self.place)

    def __reduce__(self) -> tuple[object, ...]:
        """Lets connections stay where they are."""
        return _folder, (self.place,)

    @property
    def file_system(self) -> fs.FileSystem:
        """Where the folder lies."""
        return self._base[0]

    def path(self, name: str) -> str:
        """Returns the path of a file in it."""
        return str(PurePosixPath(self._base[1]) / name)

    def names(self, below: str) -> list[str]:
        """Returns the files of a folder in it, sorted, those under temporary names left out."""
        found = self.file_system.get_file_info(fs.FileSelector(self.path(below), allow_not_found=True))
        names = (info.base_name for info in found if info.type is fs.FileType.File)
        return sorted(f"{below}/{name}" for name in names if not name.startswith("."))

    def read(self, name: str) -> bytes | None:
        """Returns the content of a file, None without one."""
        try:
            with self.file_system.open_input_stream(self.path(name)) as file:
                content: bytes = file.read()
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Writes a file whole or not at all, in the place of one that is there."""
        path = PurePosixPath(self.path(name))
        self.file_system.create_dir(str(path.parent), recursive=True)
        unfinished = str(path.with_name(f".{path.name}.{uuid.uuid4().hex}.part"))
        try:
            with self.file_system.open_output_stream(unfinished) as file:
                file.write(content)
            self.file_system.move(unfinished, str(path))
        except OSError:
            self._forget(unfinished)
            raise

    def move(self, name: str, other: str) -> None:
        """Gives a file another name."""
        self.file_system.move(self.path(name), self.path(other))

    def remove(self, name: str) -> None:
        """Deletes a file."""
        self.file_system.delete_file(self.path(name))

    def _forget(self, path: str) -> None:
        try:
            self.file_system.delete_file(path)
        except OSError:
            return


def _folder(place: str) -> Folder:
    return Folder(place=place)
