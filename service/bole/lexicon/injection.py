"""Finds text that addresses whoever or whatever screens, such as "ignore previous instructions"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bole.domain.spans import Span
from bole.lexicon.folding import Folded
from bole.lexicon.resources import any_of, load_mapping, strings

_BEFORE = 40
"""Folded characters in front of an imperative that tell whether it opens a clause."""

_QUOTES = "\"'「『《“‘"


def injections(folded: Folded, pieces: Sequence[Span], *, in_sight: bool = True) -> tuple[Span, ...]:
    """Returns the passages of a text that address whoever or whatever screens it, in text order.

    Args:
        folded: The text.
        pieces: Its sentences, in order.
        in_sight: Whether a person sees the text. There an imperative counts only where a clause begins, since a resume
            may tell of such text; out of sight it counts wherever it stands, since nothing honest does so there.
    """
    found = [folded.span(*match.span()) for match in _pattern("anywhere").finditer(folded.text)]
    for match in _pattern("imperative").finditer(folded.text):
        span = folded.span(*match.span())
        if not in_sight or (_opens_clause(folded, match, pieces) and not _is_explained(folded, match)):
            found.append(span)
    return tuple(sorted(found))


def _opens_clause(folded: Folded, match: re.Match[str], pieces: Sequence[Span]) -> bool:
    start = folded.offsets[match.start()]
    if any(abs(piece.start - start) <= 1 for piece in pieces):
        return True
    before = folded.text[max(0, match.start() - _BEFORE) : match.start()]
    return _pattern("clause_start").search(before) is not None


def _is_explained(folded: Folded, match: re.Match[str]) -> bool:
    """Tells whether the phrase stands in quotation marks in a sentence about defences."""
    before = folded.text[max(0, match.start() - 3 * _BEFORE) : match.start()]
    quoted = before.rstrip()[-1:] in _QUOTES and before.strip() != ""
    return quoted and _pattern("defence").search(before) is not None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    where = f"injection.yaml: {key}"
    return any_of(strings(load_mapping("bole.lexicon", "injection.yaml").get(key), where, required=True))
