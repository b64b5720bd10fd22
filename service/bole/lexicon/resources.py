"""Reads the YAML files of this package."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml

# The C loader reads the skill table ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOT_A_MAPPING = "lexicon data {name} is broken: expected a mapping at the top; restore the file from the release"


def load_mapping(name: str) -> dict[str, object]:
    """Reads one YAML file of the package whose top level is a mapping.

    Args:
        name: File name inside `bole.lexicon`, for example `skills.yaml`.

    Raises:
        ValueError: The file does not hold a mapping.
    """
    content = files("bole.lexicon").joinpath(name).read_text(encoding="utf-8")
    loaded: object = yaml.load(content, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
    if not isinstance(loaded, dict):
        raise ValueError(_NOT_A_MAPPING.format(name=name))
    return {str(key): value for key, value in loaded.items()}


def strings(value: object) -> tuple[str, ...]:
    """Turns a YAML list (or nothing) into a tuple of strings."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    raise ValueError("lexicon data is broken: expected a list of strings; restore the file from the release")


def mapping(value: object) -> dict[str, object]:
    """Turns a YAML mapping (or nothing) into a dict with string keys."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    raise ValueError("lexicon data is broken: expected a mapping; restore the file from the release")


def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compiles one pattern that matches where any of several would."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
