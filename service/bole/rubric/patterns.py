"""Compiles the regular expressions in the YAML files of this package, each list once."""

from __future__ import annotations

import re
from functools import lru_cache

from bole.lexicon.resources import any_of, load_mapping, mapping, strings

_BROKEN = "rubric data {name} is broken at {key}; restore the file from the release"


@lru_cache(maxsize=256)
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Compiles the list of expressions under `key` of a file into one alternative; they see folded text.

    Args:
        name: File name inside `bole.rubric`.
        key: Key at the top level of the file, or `outer.inner`.
    """
    value: object = load_mapping("bole.rubric", name)
    for part in key.split("."):
        value = mapping(value, name).get(part)
    found = strings(value, f"{name}: {key}")
    if not found:
        raise ValueError(_BROKEN.format(name=name, key=key))
    return any_of(found)
