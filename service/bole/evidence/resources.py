"""Reads the YAML data of this package."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

_WORD_BORDER = r"(?:(?<![a-z0-9])(?=[a-z0-9])|(?<=[a-z0-9])(?![a-z0-9]))"
_BROKEN = "evidence data {name} is broken: expected {expected}; restore the file from the release"


@lru_cache(maxsize=32)
def load_mapping(name: str) -> dict[str, object]:
    """Reads one YAML file whose top level is a mapping.

    Args:
        name: Path inside `bole.evidence`, for example `patterns/fact_cues.yaml`.

    Raises:
        ValueError: The file does not hold a mapping.
    """
    return mapping(yaml.safe_load(files("bole.evidence").joinpath(name).read_text(encoding="utf-8")), name)


def mapping(value: object, name: str) -> dict[str, object]:
    """Returns a YAML mapping with its keys as strings.

    Raises:
        ValueError: It is none; the message names the file `name`.
    """
    if not isinstance(value, dict):
        raise ValueError(_BROKEN.format(name=name, expected="a mapping"))
    return {str(key): item for key, item in value.items()}


def items(value: object, name: str) -> tuple[object, ...]:
    """Returns a YAML list.

    Raises:
        ValueError: It is none; the message names the file `name`.
    """
    if not isinstance(value, list):
        raise ValueError(_BROKEN.format(name=name, expected="a list"))
    return tuple(value)


def number(value: object, name: str) -> float:
    """Returns a YAML number.

    Raises:
        ValueError: It is none; the message names the file `name`.
    """
    if not isinstance(value, (int, float)):
        raise ValueError(_BROKEN.format(name=name, expected="a number"))
    return float(value)


def any_of(value: object, name: str) -> re.Pattern[str]:
    r"""Compiles a regular expression, or a list of which any may match.

    `\b` in the data is the border of a Latin word or number, also beside Han characters (which `re` takes for letters).
    """
    if isinstance(value, str):
        return re.compile(value.replace(r"\b", _WORD_BORDER))
    patterns = [str(pattern) for pattern in items(value, name)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns).replace(r"\b", _WORD_BORDER))
