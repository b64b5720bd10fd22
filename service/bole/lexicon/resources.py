"""Reads the YAML data of the packages: each file once in a process, its values by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

# The C loader reads the skill table ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BROKEN = "{where} is broken: expected {expected}; restore the file from the release"


@cache
def load_mapping(package: str, name: str) -> dict[str, object]:
    """Reads one YAML file whose top level is a mapping; callers share the result and leave it as it is.

    Args:
        package: Package that holds the file, for example `bole.lexicon`.
        name: Path inside the package, for example `skills.yaml` or `patterns/claims.yaml`.

    Raises:
        ValueError: The file is no YAML or does not hold a mapping; the message names it.
    """
    content = files(package).joinpath(name).read_text(encoding="utf-8")
    where = f"{package}: {name}"
    try:
        loaded: object = yaml.load(content, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as error:
        raise ValueError(_BROKEN.format(where=where, expected="YAML")) from error
    return mapping(loaded, where, required=True)


def mapping(value: object, where: str = "", *, required: bool = False) -> dict[str, object]:
    """Turns a YAML mapping into a dict with string keys.

    Args:
        value: What the file holds; nothing stands for an empty mapping.
        where: File, and key if known, that an error names.
        required: Refuses nothing too.

    Raises:
        ValueError: The value is no mapping.
    """
    if value is None and not required:
        return {}
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    raise _broken(where, "a mapping")


def items(value: object, where: str = "", *, required: bool = False) -> tuple[object, ...]:
    """Turns a YAML list into a tuple; the arguments are those of `mapping`.

    Raises:
        ValueError: The value is no list.
    """
    if value is None and not required:
        return ()
    if isinstance(value, list):
        return tuple(value)
    raise _broken(where, "a list")


def strings(value: object, where: str = "", *, required: bool = False) -> tuple[str, ...]:
    """Turns a YAML list into a tuple of strings; the arguments are those of `mapping`.

    Raises:
        ValueError: The value is no list.
    """
    return tuple(str(item) for item in items(value, where, required=required))


def number(value: object, where: str = "") -> float:
    """Returns a YAML number; `where` is that of `mapping`.

    Raises:
        ValueError: The value is no number.
    """
    if isinstance(value, (int, float)):
        return float(value)
    raise _broken(where, "a number")


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compiles one pattern that matches where any of several would."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _broken(where: str, expected: str) -> ValueError:
    return ValueError(_BROKEN.format(where=where or "a data file of the package", expected=expected))
