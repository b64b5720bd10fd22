"""Names in a demand that the lexicon does not hold: FooBarDB, 静脉输液操作, product roadmapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.rubric import Term
from bole.lexicon.folding import HAN, Folded
from bole.rubric.naming import named
from bole.rubric.patterns import pattern
from bole.rubric.protected import protected_topic

_NAME = "nouns.yaml"
_CUES = "cues.yaml"
_MOST_WORDS = 4
_MOST_HAN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A name at [start, end) of folded text; `proper` when its spelling shows that it is one (FooBarDB, GMP)."""

    start: int
    end: int
    proper: bool


def names_something(folded: str) -> bool:
    """Tells whether a clause has a word that announces a name (熟悉, experience with, ...经验)."""
    return pattern(_NAME, "opener").search(folded) is not None


def names_an_industry(folded: str) -> bool:
    """Tells whether a clause speaks of an industry or field of business."""
    return pattern(_NAME, "industry").search(folded) is not None


def only_general_words(folded: str) -> bool:
    """Tells whether no word of an English name says anything by itself (`frontend frameworks`)."""
    return all(_is_generic(word) for word in folded.split())


def says_something(word: str) -> bool:
    """Tells whether a folded English word names a thing or a kind, rather than opening a demand or fitting any name."""
    lead = pattern(_NAME, "lead_in").match(word)
    return lead is None and not _is_generic(word.strip())


def nouns(folded: Folded, taken: tuple[tuple[int, int], ...]) -> tuple[Noun, ...]:
    """Returns the names in a clause outside of what is already known, in order.

    Args:
        folded: The clause.
        taken: Folded ranges of known terms; a stretch between separators that holds one names nothing else.
    """
    found = []
    for start, end in _stretches(folded.text):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        noun = _noun(folded, *_cleaned(folded.text, start, end))
        if noun is not None:
            found.append(noun)
    return tuple(found)


def term_of(noun: Noun, folded: Folded) -> Term:
    """Returns the term for a name, with the shorter spelling that leaves its general head noun out."""
    name = folded.span(noun.start, noun.end).of(folded.source)
    shorter = pattern(_NAME, "droppable_head").sub("", folded.text[noun.start : noun.end])
    span = folded.span(noun.start, noun.start + len(shorter))
    enough = (len(shorter) >= 2 and re.match(f"[{HAN}]", shorter)) or len(shorter.split()) >= 2
    return named(name, (span.of(folded.source),) if enough and not _is_generic(shorter) else ())


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in pattern(_NAME, "separators").finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _cleaned(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes blanks, lead-in words and general tails off until nothing changes."""
    while True:
        piece = text[start:end]
        lead = pattern(_NAME, "lead_in").match(piece.lstrip())
        inner_start = start + len(piece) - len(piece.lstrip()) + (lead.end() if lead else 0)
        rest = text[inner_start:end]
        tail = pattern(_NAME, "tail").search(rest)
        inner_end = inner_start + len((rest[: tail.start()] if tail else rest).rstrip(" .'\"-"))
        if (inner_start, inner_end) == (start, end) or inner_end <= inner_start:
            return inner_start, max(inner_start, inner_end)
        start, end = inner_start, inner_end


def _noun(folded: Folded, start: int, end: int) -> Noun | None:
    text = folded.text[start:end]
    if len(text) < 2 or not re.search(r"[^\W\d_]", text) or _is_generic(text):
        return None
    has_han = re.search(f"[{HAN}]", text) is not None
    proper = _is_proper(folded, start, end)
    too_long = len(text) > _MOST_HAN if has_han else len(text.split()) > _MOST_WORDS
    if too_long or pattern(_NAME, "sentence").search(text) or pattern(_CUES, "soft").search(text):
        return None
    if pattern(_NAME, "quantity").search(text) or protected_topic(text, "en") is not None:
        return None
    return Noun(start=start, end=end, proper=proper)


def _is_generic(text: str) -> bool:
    return pattern(_NAME, "generic").fullmatch(text) is not None


def _is_proper(folded: Folded, start: int, end: int) -> bool:
    """Tells whether Latin letters are written as in a name: capitals inside, all capitals, digits, beside Han."""
    written = folded.span(start, end).of(folded.source)
    words = re.findall(r"[A-Za-z][\w.+#-]*", written)
    if not words:
        return False
    first_of_clause = start == 0
    return (
        any(
            re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|\d|[+#]", word)
            or (word[0].isupper() and not (first_of_clause and index == 0))
            for index, word in enumerate(words)
        )
        or re.search(f"[{HAN}]", folded.source) is not None
    )
