"""Reads the YAML files of this package."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml

# The C loader reads the texts ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_mapping(name: str) -> dict[str, object]:
    """Reads one YAML file of the package whose top level is a mapping.

    Args:
        name: File name inside `bole.interview`, for example `areas.yaml`.

    Raises:
        ValueError: The file does not hold a mapping.
    """
    content = files("bole.interview").joinpath(name).read_text(encoding="utf-8")
    return mapping(yaml.load(content, Loader=_LOADER))  # noqa: S506 - both loaders are the safe ones


def mapping(value: object) -> dict[str, object]:
    """Turns a YAML mapping (or nothing) into a dict with string keys."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    raise ValueError("interview data is broken: expected a mapping; restore the file from the release")


def items(value: object) -> tuple[object, ...]:
    """Turns a YAML list (or nothing) into a tuple."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(value)
    raise ValueError("interview data is broken: expected a list; restore the file from the release")


def strings(value: object) -> tuple[str, ...]:
    """Turns a YAML list (or nothing) into a tuple of strings."""
    return tuple(str(item) for item in items(value))


def alternatives(value: object) -> re.Pattern[str]:
    """Compiles a YAML list of regular expressions into one that matches any of them."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in strings(value)))
