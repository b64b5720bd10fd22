"""Reads the YAML files of this package and compiles their regular expressions once."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

# The C loader is ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BROKEN = "rubric data {name} is broken at {path}; restore the file from the release"


@lru_cache(maxsize=16)
def load(name: str) -> dict[str, object]:
    """Reads one YAML file of the package whose top level is a mapping.

    Args:
        name: File name inside `bole.rubric`, for example `cues.yaml`.

    Raises:
        ValueError: The file does not hold a mapping.
    """
    return mapping(yaml.load(resource_text(name), Loader=_LOADER), name)  # noqa: S506 - both loaders are the safe ones


def resource_text(name: str) -> str:
    """Reads a file of the package."""
    return files("bole.rubric").joinpath(name).read_text(encoding="utf-8")


def mapping(value: object, path: str) -> dict[str, object]:
    """Turns a YAML mapping (or nothing) into a dict with string keys; `path` names it in the error."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(_BROKEN.format(name=path, path=path))
    return {str(key): item for key, item in value.items()}


def strings(value: object, path: str) -> tuple[str, ...]:
    """Turns a YAML list of texts (or nothing) into a tuple; `path` names it in the error."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(_BROKEN.format(name=path, path=path))
    return tuple(str(item) for item in value)


@lru_cache(maxsize=256)
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Compiles the list of expressions under `key` of a file into one alternative; they see folded text.

    Args:
        name: File name inside `bole.rubric`.
        key: Key at the top level of the file, or `outer.inner`.
    """
    value: object = load(name)
    for part in key.split("."):
        value = mapping(value, name).get(part)
    found = strings(value, f"{name}: {key}")
    if not found:
        raise ValueError(_BROKEN.format(name=name, path=key))
    return re.compile("|".join(f"(?:{one})" for one in found))
