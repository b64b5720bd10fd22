"""Finds the passages that speak of what a criterion asks for, although they do not name it.

A posting asks for "drafting of pleadings, notices and agreements"; a resume says that somebody drafted notices. Words
that say something weigh more than words that fit anywhere; the passage that holds enough of the weight within a few
words is the one to quote. What it shows is inferred: it supports at most LISTED.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.rubric import Criterion, Term
from bole.domain.spans import Span
from bole.evidence.reading import Reading
from bole.lexicon.cues import merely_aware, negated
from bole.lexicon.folding import fold_term
from bole.lexicon.skills import skill_table
from bole.lexicon.words import Word, weight_of, words_of

ENOUGH = 0.4
"""Share of the weight of the words asked for that a passage has to hold."""

FEWEST = 2.0
"""Weight of the words found below which chance is as good: two words that say something."""

WINDOW = 20
"""Words of text that make one passage."""

_PRODUCT = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d")


@dataclass(frozen=True, slots=True)
class Sought:
    """The words that a criterion asks for, each with its weight."""

    weights: Mapping[str, float]
    enough: float

    def within(self, reading: Reading, passage: Span) -> Span | None:
        """Returns the words of a passage that speak of what is asked for, from the first to the last, or None."""
        start, end = reading.folded.locate(passage)
        words = words_of(reading.folded.text)
        first = bisect_left(words, start, key=lambda word: word.start)
        last = bisect_left(words, end, key=lambda word: word.start)
        return self._best(reading, words[first:last])

    def passage(self, reading: Reading) -> Span | None:
        """Returns the sentence that speaks most of what is asked for, the first of equals, or None."""
        if sum(weight for stem, weight in self.weights.items() if stem in reading.folded.text) < self.enough:
            return None
        best: tuple[float, Span] | None = None
        for words in self._hits(reading):
            found = self._window(words)
            if found is not None and (best is None or found[0] > best[0]):
                best = found[0], reading.folded.span(found[1].start, found[2].end)
        if best is None:
            return None
        sentence = reading.sentence_of(best[1])
        told = reading.folded_in(sentence, best[1])
        return None if negated(*told) or merely_aware(*told) or reading.repeats(best[1]) else sentence

    def _hits(self, reading: Reading) -> Iterator[list[tuple[int, Word]]]:
        """Yields the words asked for with their number in the text, sentence by sentence."""
        text = reading.folded.text
        hits = [(number, word) for number, word in enumerate(words_of(text)) if word.stem in self.weights]
        ends = [reading.folded.locate(one)[1] for one in reading.sentences] if hits else []
        group: list[tuple[int, Word]] = []
        place = -1
        for hit in hits:
            at = bisect_left(ends, hit[1].end)
            if at != place and group:
                yield group
                group = []
            place = at
            group.append(hit)
        if group:
            yield group

    def _best(self, reading: Reading, words: tuple[Word, ...]) -> Span | None:
        found = self._window([(number, word) for number, word in enumerate(words) if word.stem in self.weights])
        return None if found is None else reading.folded.span(found[1].start, found[2].end)

    def _window(self, hits: list[tuple[int, Word]]) -> tuple[float, Word, Word] | None:
        """Returns the heaviest stretch of at most `WINDOW` words with its first and last word, if it is enough."""
        best: tuple[float, Word, Word] | None = None
        for index, (number, word) in enumerate(hits):
            inside = [one for at, one in hits[index : index + WINDOW] if at - number < WINDOW]
            weight = sum(self.weights[stem] for stem in {one.stem for one in inside})
            if weight >= self.enough and (best is None or weight > best[0]):
                best = weight, word, inside[-1]
        return best


@lru_cache(maxsize=4096)
def sought(criterion: Criterion, term: Term) -> Sought | None:
    """Returns what to look for where a resume does not name a term.

    None for the name of a product, which stands for itself, and for what has too few words.

    Args:
        criterion: What is asked for; its whole wording counts where it has one term.
        term: One of its terms.
    """
    if _is_product(term.name):
        return None
    wording = criterion.text if len(criterion.terms) == 1 else term.name
    stems = dict.fromkeys(word.stem for word in words_of(fold_term(wording)))
    weights = {stem: weight for stem in stems if (weight := weight_of(stem)) > 0}
    total = sum(weights.values())
    if total < FEWEST:
        return None
    return Sought(weights=weights, enough=max(FEWEST, ENOUGH * total))


def _is_product(name: str) -> bool:
    skill = skill_table().lookup(name)
    if skill is not None:
        return skill.name.lower() != skill.name
    return _PRODUCT.search(name) is not None
