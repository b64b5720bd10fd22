"""Reads the word lists of this package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

# The C loader reads the word lists ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def vocabulary(name: str) -> dict[str, object]:
    """Reads one YAML file of this package whose top level is a mapping.

    Args:
        name: File name inside `bole.parsing`, for example `sections.yaml`.

    Raises:
        ValueError: The file does not hold a mapping.
    """
    content = files("bole.parsing").joinpath(name).read_text(encoding="utf-8")
    return as_mapping(yaml.load(content, Loader=_LOADER))  # noqa: S506 - both loaders are the safe ones


def as_mapping(value: object) -> dict[str, object]:
    """Turns a YAML mapping (or nothing) into a dict with string keys."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    raise ValueError("parsing data is broken: expected a mapping; restore the file from the release")


def as_strings(value: object) -> tuple[str, ...]:
    """Turns a YAML list (or nothing) into a tuple of strings."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    raise ValueError("parsing data is broken: expected a list of strings; restore the file from the release")


def alternation(words: tuple[str, ...]) -> str:
    """Joins regular expressions into one group, the longest first, with blanks that match any run of blanks."""
    ordered = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in ordered) + ")"
