"""JSON files of others become checked values, or an error that names the first thing that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from build_engine.errors import BuildError

M = TypeVar("M", bound=BaseModel)


def read_json(path: Path, kind: type[M], *, missing: str, wrong: str) -> M:
    """Reads a file.

    Args:
        path: The file.
        kind: What it must hold.
        missing: What to say where it cannot be read.
        wrong: What to say where it holds something else, before the place and the reason.

    Raises:
        BuildError: It cannot be read, or holds something else.
    """
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(missing) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BuildError(f"{wrong} ({where}: {first['msg']}). Build the engine anew.") from error
