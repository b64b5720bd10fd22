"""Runs as `run.json`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bole.domain.errors import BoleError, ErrorReason
from bole.evaluation.figures import EvaluationRun
from bole.sources.reading import read_file

RUN_FORMAT = 1
"""Grows when files of an older form can no longer be read as they are."""
_MOST_BYTES = 256 * 2**20
_RUN = TypeAdapter(EvaluationRun)


def write_run(run: EvaluationRun) -> str:
    """Writes a run; `read_run` gives the same one back."""
    content = {"format": RUN_FORMAT, **asdict(run), "made_on": run.made_on.isoformat()}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_run(path: Path) -> EvaluationRun:
    """Reads and checks a run.

    Raises:
        BoleError: SOURCE_NOT_FOUND or SOURCE_UNREADABLE; ARGUMENT_INVALID for what is no run, or of a newer version.
    """
    try:
        loaded: Any = json.loads(read_file(path, _MOST_BYTES), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise _invalid("The file is no JSON. Name a run.json that `bole evaluate` has written.") from error
    found = loaded.pop("format", None) if isinstance(loaded, dict) else None
    if not isinstance(found, int) or isinstance(found, bool):
        raise _invalid("The file is no run. Name a run.json that `bole evaluate` has written.")
    if found != RUN_FORMAT:
        raise _invalid(
            f"The run is of format {found}, and this version reads {RUN_FORMAT}. Evaluate again, or use the version "
            "that has written it."
        )
    try:
        return _RUN.validate_python(loaded)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _invalid(f"The run has been changed or is cut short: {place}: {first['msg']}. Evaluate again.") from error


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _invalid(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
