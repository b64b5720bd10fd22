"""Cuts verbatim excerpts out of a document: lines that name a term, lines that do not, sentences with facts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from grammar_nodes import Characters

QUOTE_CHARACTERS = 120
"""Code points of the longest quote."""

_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]+')
"""What ends a piece: an excerpt never needs an escape, in JSON or in a grammar."""

_DENIED = re.compile(
    r"\b(?:no|not|never|without|lack|aware|beginner|basic)\b|没有|沒有|未|不|无|無|了解|瞭解|入门|入門", re.IGNORECASE
)
_FACT = re.compile(r"[0-9]")
_ADDRESS = re.compile(r"[@<>{}\[\]]|https?:|www\.")
_SENTENCE_END = re.compile(r"[。！？；!?;]|\.(?=\s)")
_CONTEXT = 40
"""Code points that are kept in front of a term where a line is too long for a quote."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A slice of a document, and where in it the term stands: half-open, in code points."""

    text: str
    start: int
    end: int


class Lines:
    """A document, cut at line ends and at the few characters that no excerpt may hold."""

    def __init__(self, text: str) -> None:
        self._pieces = [(piece, _lower(piece)) for part in _UNSAFE.split(text) if (piece := part.strip())]

    def naming(self, terms: tuple[str, ...], limit: int) -> tuple[Excerpt, ...]:
        """Returns for each term the first excerpt that names it and does not deny it, all of them different."""
        found: dict[str, Excerpt] = {}
        for term in terms:
            excerpt = next(self._excerpts(term), None)
            if excerpt is not None:
                found.setdefault(excerpt.text, excerpt)
            if len(found) == limit:
                break
        return tuple(found.values())

    def without(self, terms: tuple[str, ...], number: int) -> tuple[str, ...]:
        """Returns one piece that names none of the terms, chosen by `number`; empty if there is none."""
        lowered = [term.lower() for term in terms]
        rest = [piece for piece in self._sentences if not any(term in piece.lower() for term in lowered)]
        return (rest[number % len(rest)],) if rest else ()

    def factual(self, limit: int) -> tuple[str, ...]:
        """Returns up to `limit` different pieces of 12 to 120 code points, those with numbers first."""
        ranked = sorted(dict.fromkeys(self._sentences), key=lambda piece: _FACT.search(piece) is None)
        return tuple(ranked[:limit])

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """All pieces, in text order."""
        return tuple(piece for piece, _ in self._pieces)

    @cached_property
    def _sentences(self) -> list[str]:
        """Pieces that can stand in an answer as they are, addresses and the like aside."""
        return [piece for piece in self.pieces if 12 <= len(piece) <= QUOTE_CHARACTERS and not _ADDRESS.search(piece)]

    def _excerpts(self, term: str) -> Iterator[Excerpt]:
        wanted = _lower(term)
        if not 0 < len(wanted) <= QUOTE_CHARACTERS - _CONTEXT:
            return
        for piece, low in self._pieces:
            start = low.find(wanted)
            while start >= 0:
                end = start + len(wanted)
                excerpt = _cut(piece, start, end) if _stands_alone(low, start, end) else None
                if excerpt is not None and not _DENIED.search(excerpt.text):
                    yield excerpt
                    break
                start = low.find(wanted, start + 1)


@lru_cache(maxsize=1)
def lines_of(text: str) -> Lines:
    """Returns the lines of a document; those of the last one are kept."""
    return Lines(text)


def _lower(text: str) -> str:
    """Lowers a text and keeps its length, so that offsets hold in both."""
    lowered = text.lower()
    return (
        lowered if len(lowered) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tells whether a term is no part of a longer Latin word or number; Han characters may stand beside it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _inside_word(before) and _inside_word(text[start]):
        return False
    return not ((_inside_word(after) or after in {"+", "#"}) and (_inside_word(text[end - 1]) or text[end - 1] in "+#"))


def _inside_word(character: str) -> bool:
    return character.isalnum() and character < "\u02b0"


def _cut(piece: str, start: int, end: int) -> Excerpt:
    """Cuts a piece to the length of a quote around [start, end): to its sentence, or at words, where there are any."""
    first, last = 0, len(piece)
    if last > QUOTE_CHARACTERS:
        first = max((mark.end() for mark in _SENTENCE_END.finditer(piece, 0, start)), default=0)
        following = _SENTENCE_END.search(piece, end)
        last = last if following is None else following.end()
    if last - first > QUOTE_CHARACTERS:
        first = min(max(first, start - _CONTEXT), last - QUOTE_CHARACTERS)
        first = next((at for at in range(first, start) if _breaks(piece, at)), start)
        last = min(len(piece), max(end, first + QUOTE_CHARACTERS))
        last = next((at for at in range(last, end, -1) if _breaks(piece, at)), last)
    text = piece[first:last].rstrip()
    first += len(text) - len(text.lstrip())
    return Excerpt(text=text.lstrip(), start=start - first, end=end - first)


def _breaks(piece: str, at: int) -> bool:
    """Tells whether a text may be cut in front of offset `at`: not within Latin words and numbers."""
    if at in {0, len(piece)}:
        return True
    before, after = piece[at - 1], piece[at]
    return before.isspace() or after.isspace() or (before >= "\u2e80" and after >= "\u2e80")


class Excerpts:
    """Choices of a grammar walk that fill strings with slices of a document, from a seed."""

    def __init__(self, seed: int, document: str) -> None:
        self._random = random.Random(f"{seed}\0{document}")  # noqa: S311  (a simulation, not a secret)
        self._pieces = lines_of(document).pieces or ("-",)
        self._next = self._random.randrange(len(self._pieces))

    def option(self, count: int) -> int:
        """Returns any alternative."""
        return self._random.randrange(count)

    def times(self, minimum: int, maximum: int | None) -> int:
        """Returns the least count, or up to two more."""
        return self._random.randint(minimum, minimum + 2 if maximum is None else min(maximum, minimum + 2))

    def text(self, characters: Characters, minimum: int, maximum: int | None) -> str:
        """Returns the next piece of the document, as far as the class holds it; nothing where none is long enough."""
        limit = QUOTE_CHARACTERS if maximum is None else maximum
        for _ in range(min(8, len(self._pieces))):
            piece = self._pieces[self._next % len(self._pieces)]
            self._next += 1
            fitting = max(characters.refused.split(piece), key=len).strip()
            if len(fitting) >= minimum:
                return _cut(fitting, 0, 0).text[:limit]
        return ""
