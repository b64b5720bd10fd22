"""Exchanges words for others that say the same, from a list that was frozen before anything was tuned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from bole.lexicon.resources import items, load_mapping, mapping, strings

FILE = "synonyms.yaml"
_LANGUAGES = ("en", "zh")
_BULLET = r"[\s#*•·●▪–-]*"


class Synonyms(StrEnum):
    """Parts of the list: what is done, names of skills, headings of sections."""

    WORDING = "wording"
    SKILLS = "skills"
    HEADINGS = "headings"


def with_synonyms(text: str, part: Synonyms) -> str:
    """Returns a text with every word of a part of the list exchanged; what was put in is not exchanged again.

    Words of WORDING are exchanged where they are written small or begin a line, so that most proper names stay; SKILLS
    in any letters; HEADINGS where they are all of a line.

    Args:
        text: A resume in Chinese, English or both.
        part: Which words.
    """
    table = _table(part)

    def exchanged(found: re.Match[str]) -> str:
        word = found["word"] or found["first"]
        other = table[word.lower()]
        if word[0].isupper() and part is not Synonyms.SKILLS:
            other = other[0].upper() + other[1:]
        return found.group().removesuffix(word) + other

    return _pattern(part).sub(exchanged, text)


@lru_cache
def _table(part: Synonyms) -> Mapping[str, str]:
    languages = (mapping(load_mapping("bole.evaluation.edits", FILE)[one], FILE) for one in _LANGUAGES)
    pairs = (strings(pair, FILE) for language in languages for pair in items(language[part.value], FILE))
    return {pair[0]: pair[1] for pair in pairs}


@lru_cache
def _pattern(part: Synonyms) -> re.Pattern[str]:
    """Returns what finds the words, longer ones first: as `word`, or as `first` at the beginning of a line."""
    ordered = sorted(_table(part), key=lambda word: (-len(word), word))
    small, capital = _any_of(ordered), _any_of(word[0].upper() + word[1:] for word in ordered if word[0].isascii())
    match part:
        case Synonyms.SKILLS:
            return re.compile(f"(?i)(?P<word>{small})(?P<first>(?!))?")
        case Synonyms.HEADINGS:
            return re.compile(rf"(?im)^{_BULLET}(?P<word>{small})(?P<first>(?!))?(?=[\s:：]*$)")
        case Synonyms.WORDING:
            return re.compile(rf"(?m)(?P<word>{small})|^{_BULLET}(?P<first>{capital})")


def _any_of(words: Iterable[str]) -> str:
    """Returns a pattern for words that are no parts of longer Latin ones."""
    return "|".join(
        ("(?<![A-Za-z0-9_])" if word[0].isascii() else "")
        + re.escape(word)
        + ("(?![A-Za-z0-9_])" if word[-1].isascii() else "")
        for word in words
    )
