"""Looks words of a list up in short texts: Latin words as words, Chinese ones as parts of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole.lexicon.resources import mapping, strings
from bole.parsing.structure.lines import HAN

_TOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Words in lower case; phrases hold blanks, dots or hyphens, and none of the words."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    han: re.Pattern[str]

    def occurs(self, text: str) -> bool:
        """Tells whether one of the words stands in a text, whatever its case."""
        lower = text.lower()
        if not self.words.isdisjoint(_TOKEN.findall(lower)):
            return True
        if any(phrase in lower for phrase in self.phrases):
            return True
        return not text.isascii() and self.han.search(lower) is not None


def word_list(value: object, *, han_end: bool = False) -> WordList:
    """Builds a list from the groups `latin` and `han` of a YAML mapping.

    Args:
        value: The mapping.
        han_end: Whether Chinese words count only at the end of a run of Chinese characters.
    """
    groups = mapping(value)
    latin = strings(groups["latin"])
    han = "|".join(sorted(strings(groups["han"]), key=lambda word: (-len(word), word)))
    words = frozenset(word for word in latin if _TOKEN.fullmatch(word))
    phrases = dict.fromkeys(word for word in latin if words.isdisjoint(_TOKEN.findall(word)))
    return WordList(
        words=words,
        phrases=tuple(phrases),
        han=re.compile(f"(?:{han})" + (f"(?=$|[^{HAN}])" if han_end else "")),
    )
