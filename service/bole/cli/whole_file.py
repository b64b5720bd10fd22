"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bole.cli.connection import UserError
from bole.sources.reading import shown


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yields the path to write to, which becomes `path` at the end; after an error nothing is left of it.

    Raises:
        UserError: It cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise UserError(
            f"{shown(path)} cannot be written: {error.strerror}. Choose another place with --out."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuses to write over a file that is there, and into anything but a file, which would be put in its place.

    Raises:
        UserError: It is there, and nobody said --force; or it is a pipe, a device or standard output.
    """
    if path == Path("-") or (path.exists() and not path.is_file()):
        raise UserError(f"--out takes the path of a file, which {shown(path)} is not.")
    if path.exists() and not force:
        raise UserError(
            f"{shown(path)} is there already. Choose another place with --out, or write over it with --force."
        )
