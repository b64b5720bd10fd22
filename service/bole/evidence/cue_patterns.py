"""What evidence checks look for in text: word lists and patterns of this package, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache

from bole.evidence.resources import items, load_mapping


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


def _strings(name: str, key: str) -> tuple[str, ...]:
    value = load_mapping(f"patterns/{name}.yaml").get(key)
    return (value,) if isinstance(value, str) else tuple(map(str, items(value, f"{name}.yaml: {key}")))
