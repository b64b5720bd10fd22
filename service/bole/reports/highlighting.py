"""Marks the terms of a criterion inside a quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bole.domain.rubric import Term
from bole.domain.spans import Span
from bole.lexicon.folding import fold
from bole.lexicon.terms import term_matcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote; `marked` where it is a term."""

    text: str
    marked: bool


def highlighted(quote: str, terms: Iterable[Term]) -> tuple[Piece, ...]:
    """Cuts a quote at the terms in it, whatever their spelling; the pieces joined are the quote."""
    folded = fold(quote)
    found = sorted(span for term in terms for span in term_matcher(term.spellings).find(folded))
    pieces: list[Piece] = []
    done = 0
    for span in _merged(found):
        pieces += [Piece(quote[done : span.start], marked=False), Piece(span.of(quote), marked=True)]
        done = span.end
    pieces.append(Piece(quote[done:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
