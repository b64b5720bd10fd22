"""Finds many terms in one pass: looks up the first word of each spelling instead of trying all spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add

from bole.lexicon.folding import HAN, LATIN, Folded
from bole.lexicon.spelling import Spelling, spelling

_WORD = re.compile(rf"[{LATIN}]+|[0-9]+")
_HAN_RUN = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One mention: the number of the term and its folded range [start, end)."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    spelling: Spelling
    rest: str
    reach: int


class TermIndex:
    """An index over numbered terms, each with several spellings."""

    def __init__(self, terms: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        """Compiles the spellings of `(number, spellings)` pairs."""
        self._latin: dict[str, list[_Entry]] = {}
        self._han: dict[str, list[_Entry]] = {}
        for number, spellings in terms:
            for text in spellings:
                one = spelling(text)
                self._insert(_Entry(number, one, one.rest, one.reach))
        for entries in (*self._latin.values(), *self._han.values()):
            entries.sort(key=lambda entry: -len(entry.spelling.text))

    def find(self, folded: Folded) -> tuple[Hit, ...]:
        """Returns all mentions sorted by place, not overlapping, the longest at each place."""
        hits = [*self._find_latin(folded), *self._find_han(folded)]
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.number))
        kept: list[Hit] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return tuple(kept)

    def _insert(self, entry: _Entry) -> None:
        for anchor in entry.spelling.anchors:
            group = self._han if _HAN_RUN.match(anchor) else self._latin
            group.setdefault(anchor, []).append(entry)

    def _find_latin(self, folded: Folded) -> Iterator[Hit]:
        text = folded.text
        for word in _WORD.finditer(text):
            for entry in self._latin.get(word.group(), ()):
                start = word.start()
                if entry.rest and text.find(entry.rest, start, start + entry.reach) < 0:
                    continue
                if found := entry.spelling.match_at(folded, start):
                    yield Hit(number=entry.number, start=found[0], end=found[1])
                    break

    def _find_han(self, folded: Folded) -> Iterator[Hit]:
        pairs: set[str] = set()
        for run in _HAN_RUN.findall(folded.text):
            pairs.update(map(add, run, run[1:]))
        for anchor in sorted(pairs & self._han.keys()):
            for entry in self._han[anchor]:
                for start, end in entry.spelling.matches(folded):
                    yield Hit(number=entry.number, start=start, end=end)
