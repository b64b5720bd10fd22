"""Joins words that were parted at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bole.lexicon.resources import load_mapping
from bole.parsing.layout.lines import Line

_HYPHENS = ("-", "\u2010")
_HEAD = re.compile(r"(\S*[^\W\d_])[-\u2010]$")
_TAIL = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"[@/\\]|\w\.\w")
_LONG = 4


def join_hyphenated(lines: Sequence[Line]) -> list[Line]:
    """Moves the rest of a word to the line on which it begins, where the next line goes on in lower case.

    The hyphen goes, but for compounds and addresses; how the word is written elsewhere on the page decides first.
    """
    joined = list(lines)
    if not any(line.text.endswith(_HYPHENS) for line in lines):
        return joined
    words = frozenset(word.lower() for line in lines for word in _WORD.findall(line.text))
    for index in range(len(joined) - 1, 0, -1):
        before, line = joined[index - 1], joined[index]
        if line.apart or not before.text.endswith(_HYPHENS) or not line.text[:1].islower():
            continue
        head, tail = _HEAD.search(before.text), _TAIL.match(line.text)
        if head is None or tail is None:
            continue
        word = _word(head.group(1), tail.group(), words)
        joined[index - 1] = replace(before, text=before.text[: head.start()] + word)
        rest = line.text[tail.end() :].lstrip()
        joined[index : index + 1] = [replace(line, text=rest)] if rest else []
    return joined


def _word(head: str, tail: str, words: frozenset[str]) -> str:
    """Writes a word together, or with its hyphen."""
    first = re.split(r"[^\w]", head)[-1].lower()
    letters = _WORD.match(tail)
    last = letters.group().lower() if letters else tail.lower()
    if _ADDRESS.search(head) or f"{first}-{last}" in words:
        return f"{head}-{tail}"
    if f"{first}{last}" in words:
        return f"{head}{tail}"
    return f"{head}-{tail}" if _compound(head, first, last) else f"{head}{tail}"


def _compound(head: str, first: str, last: str) -> bool:
    parts = _parts()
    if last in parts["last_parts"] or (head.isupper() and len(head) > 1):
        return True
    return len(first) == 1 or (first in parts["first_parts"] and len(last) >= _LONG and last not in parts["endings"])


@cache
def _parts() -> dict[str, frozenset[str]]:
    data = load_mapping("bole.parsing.layout", "compounds.yaml")
    return {name: frozenset(map(str, words)) for name, words in data.items() if isinstance(words, list)}
