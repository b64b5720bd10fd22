"""Finds a name of several words by its words: `ranking systems` in "systems that we built for ranking".

A name that the skill table does not hold is seldom spelled twice the same way. Its words are compared by their stems,
in any order, within a few words of each other; words that fit any name (system, method) count little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN, LATIN, Folded, fold_term
from bole.lexicon.words import Word, fillers, general, words_of

SLACK = 4
"""Words of others that may stand between those of a name, in all."""

_FEWEST = 2
_LETTER_OR_DIGIT = re.compile(rf"[0-9]|(?<![{LATIN}0-9'])[{LATIN}](?![{LATIN}0-9'])")
"""Class A, ISO 9001: names that hang on a sign."""

_HAN_START = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class LooseName:
    """A name as the stems that make it up.

    Attributes:
        rare: Stems that say what it is, each once.
        general: True where a word stands beside them that fits any name; another such word may stand for it.
    """

    rare: tuple[str, ...]
    general: bool

    def ranges(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Yields the folded ranges in which all of the name stands on one line, in order, not overlapping."""
        # A stem begins its word: most names are told absent at the cost of a search.
        for one in self.rare:
            if one not in folded.text:
                return
        tokens = words_of(folded.text)
        wanted = frozenset(self.rare)
        places = [index for index, token in enumerate(tokens) if token.stem in wanted]
        done = 0
        for first in places:
            last = self._last(tokens, first) if tokens[first].start >= done else None
            if last is None:
                continue
            start, end = tokens[first].start, tokens[last].end
            if "\n" not in folded.span(start, end).of(folded.source):
                done = end
                yield start, end

    def _last(self, tokens: Sequence[Word], first: int) -> int | None:
        missing = set(self.rare)
        reach = first + len(self.rare) + SLACK
        for index in range(first, min(reach, len(tokens))):
            if tokens[index].block != tokens[first].block:
                return None
            missing.discard(tokens[index].stem)
            if not missing:
                return self._with_head(tokens, first, index)
        return None

    def _with_head(self, tokens: Sequence[Word], first: int, last: int) -> int | None:
        """Asks of a name with one word that says something (`ranking systems`) for a head behind it."""
        if len(self.rare) >= _FEWEST or not self.general:
            return last
        head = last + 1
        beside = head < len(tokens) and tokens[head].block == tokens[first].block and tokens[head].stem in general()
        return head if beside else None


@lru_cache(maxsize=8192)
def loose_name(name: str) -> LooseName | None:
    """Returns how to find a name by its words; None for one of a single word, or with none that says something.

    Args:
        name: A name of an English posting, as it spells it. Names with Han characters are found as they are written.
    """
    folded = fold_term(name)
    if _HAN_START.search(folded) or _LETTER_OR_DIGIT.search(folded):
        return None
    stems = [token.stem for token in words_of(folded) if token.stem not in fillers()]
    rare = tuple(dict.fromkeys(one for one in stems if one not in general()))
    headed = len(rare) < len(dict.fromkeys(stems))
    if not rare or len(rare) + headed < _FEWEST:
        return None
    return LooseName(rare=rare, general=headed)
