"""A folder with roles of the operator's: files that take the place of roles of the package, and new ones."""

from __future__ import annotations

from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.roles.checks import faults
from bole.roles.library import Library
from bole.roles.role_file import RoleFile

_SUFFIXES = (".yaml", ".yml")
_MOST_FILES = 50


def library_with(folder: Path | None) -> Library:
    """Returns the library with the roles of a folder; they are read now, and what happens to the folder later is not.

    Args:
        folder: Where the operator's roles lie; None for the roles of the package alone.

    Raises:
        BoleError: ARGUMENT_INVALID, with the name of the file and the place in it that is wrong.
    """
    if folder is None:
        return Library()
    files = read_folder(folder)
    for file in files:
        for fault in faults(file):
            raise _invalid(f"{file.role_id}.yaml in the folder of BOLE_ROLES: {fault} See all with: bole roles check.")
    return Library(custom=files)


def read_folder(folder: Path) -> tuple[RoleFile, ...]:
    """Returns the role files of a folder by name, as they stand there; hidden files are left out.

    Raises:
        BoleError: ARGUMENT_INVALID: no folder, none of its files is a role, or one is no text.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and not path.name.startswith("."))
    except OSError as error:
        raise _invalid(f"{folder} cannot be read as a folder of roles: {error.strerror}.") from error
    if not found:
        raise _invalid(f"{folder} holds no role: its files end in .yaml. Correct the path, or leave it out.")
    if len(found) > _MOST_FILES:
        raise _invalid(f"{folder} holds more than {_MOST_FILES} roles. Keep those that are used.")
    files = tuple(_file(path) for path in found)
    if len({file.role_id for file in files}) < len(files):
        raise _invalid(f"{folder} holds a role twice, as .yaml and as .yml. Remove one of the files.")
    return files


def _file(path: Path) -> RoleFile:
    try:
        return RoleFile(role_id=path.stem, text=path.read_text(encoding="utf-8"), custom=True)
    except UnicodeDecodeError as error:
        raise _invalid(f"{path.name} is no text in UTF-8. Save it as such.") from error
    except OSError as error:
        raise _invalid(f"{path.name} cannot be read: {error.strerror}.") from error


def _invalid(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
