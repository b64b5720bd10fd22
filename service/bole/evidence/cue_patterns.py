"""What evidence checks look for in text: word lists and patterns of this package, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

_BROKEN = "pattern file {name} is broken at '{key}': expected text; restore the file from the release"


def pattern(name: str, key: str = "patterns") -> re.Pattern[str]:
    """Returns the regular expressions of a list in a pattern file as one alternation over folded text.

    Args:
        name: File name without its ending, such as `injection`.
        key: Which list of the file.

    Raises:
        ValueError: The file holds no such list.
    """
    return _compiled(name, key)


@lru_cache(maxsize=16)
def words(name: str, key: str) -> frozenset[str]:
    """Returns the words of a list in a pattern file, separated there by blanks or `|`.

    Args:
        name: File name without its ending, such as `vague`.
        key: Which list of the file.
    """
    return frozenset(word for line in _strings(name, key) for word in line.replace("|", " ").split())


@lru_cache(maxsize=64)
def _compiled(name: str, key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in _strings(name, key)))


@lru_cache(maxsize=16)
def _loaded(name: str) -> dict[str, object]:
    content = files("bole.evidence").joinpath("patterns", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: object = yaml.safe_load(content)
    if not isinstance(loaded, dict):
        raise ValueError(_BROKEN.format(name=name, key=""))
    return {str(key): value for key, value in loaded.items()}


def _strings(name: str, key: str) -> tuple[str, ...]:
    value = _loaded(name).get(key)
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not value:
        raise ValueError(_BROKEN.format(name=name, key=key))
    return tuple(str(item) for item in value)
