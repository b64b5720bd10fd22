"""What evidence checks look for in text: word lists and patterns of this package, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache

from bole.lexicon.resources import any_of, load_mapping, strings

_WORD_BORDER = r"(?:(?<![a-z0-9])(?=[a-z0-9])|(?<=[a-z0-9])(?![a-z0-9]))"


def pattern(name: str, key: str = "patterns") -> re.Pattern[str]:
    """Returns the regular expressions of a list in a pattern file as one alternation over folded text.

    Args:
        name: File name without its ending, such as `injection`.
        key: Which list of the file.

    Raises:
        ValueError: The file holds no such list.
    """
    return _compiled(name, key)


def bordered(value: object, where: str) -> re.Pattern[str]:
    r"""Compiles a regular expression, or a list of which any may match.

    `\b` in the data is the border of a Latin word or number, also beside Han characters (which `re` takes for letters).

    Args:
        value: What the file holds.
        where: File that an error names.

    Raises:
        ValueError: The value is neither an expression nor a list.
    """
    return any_of(pattern.replace(r"\b", _WORD_BORDER) for pattern in _one_or_more(value, where))


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
    return any_of(_strings(name, key))


def _strings(name: str, key: str) -> tuple[str, ...]:
    return _one_or_more(load_mapping("bole.evidence", f"patterns/{name}.yaml").get(key), f"{name}.yaml: {key}")


def _one_or_more(value: object, where: str) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else strings(value, where, required=True)
