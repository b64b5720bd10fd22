"""Finds a term in folded text by its meaning: Java is not JavaScript, Go is not the verb."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.domain.spans import Span
from bole.lexicon.folding import Folded, fold_term
from bole.lexicon.loose import LooseName, loose_name
from bole.lexicon.skills import skill_table
from bole.lexicon.spelling import Spelling, spelling
from bole.lexicon.verbal import verbal_spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatcher:
    """Finds any of the spellings of one term."""

    spellings: tuple[Spelling, ...]
    loose: tuple[LooseName, ...] = ()
    """How to find the term by its words where none of the spellings stands in a text."""

    def find(self, folded: Folded) -> tuple[Span, ...]:
        """Returns the source spans of all mentions: sorted, not overlapping, the longest at each place."""
        return tuple(folded.span(start, end) for start, end in self.ranges(folded))

    def first(self, folded: Folded) -> Span | None:
        """Returns the source span of the first mention, or None."""
        return next(iter(self.find(folded)), None)

    def ranges(self, folded: Folded) -> tuple[tuple[int, int], ...]:
        """Returns the same mentions as `find` as folded ranges [start, end)."""
        found = [pair for one in self.spellings for pair in one.matches(folded)]
        found.sort(key=lambda pair: (pair[0], -pair[1]))
        kept: list[tuple[int, int]] = []
        for start, end in found:
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return tuple(kept) or next(filter(None, (tuple(one.ranges(folded)) for one in self.loose)), ())


@lru_cache(maxsize=8192)
def term_matcher(spellings: tuple[str, ...]) -> TermMatcher:
    """Compiles the spellings of one term; those of which folding leaves nothing are left out.

    A name of work is also found as work done: `lesson planning` in `planned maths lessons`.

    Args:
        spellings: Names and aliases in any script and case, for example `("微服务", "microservice")`.
    """
    known = [text for text in dict.fromkeys(spellings) if fold_term(text)]
    done = [form for text in known for form in verbal_spellings(text)]
    return TermMatcher(
        spellings=tuple(spelling(text) for text in dict.fromkeys((*known, *done))),
        loose=_loose(known),
    )


_LOOSE = 2
"""Spellings of a name that are found by their words: the posting's own and the one next to it."""


def _loose(spellings: list[str]) -> tuple[LooseName, ...]:
    """Returns how to find a name by its words, where the skill table does not hold it."""
    if not spellings or skill_table().lookup(spellings[0]) is not None:
        return ()
    return tuple(found for one in spellings[:_LOOSE] if (found := loose_name(one)) is not None)
