"""Red flags of documents that try to steer the screening, and of parts that nobody could read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bole.domain.screening import RedFlag, RedFlagCode, Severity
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.wording import Phrases
from bole.lexicon.folding import Folded, fold
from bole.lexicon.sentences import sentences

_BEFORE = 40
"""Folded characters in front of an imperative that tell whether it opens a clause."""

_MOST_EVIDENCE = 4
_QUOTES = "\"'「『《“‘"


def hidden_text(readings: Sequence[Reading], words: Phrases) -> Iterator[RedFlag]:
    """Flags text that a person cannot see; the message says how many passages, never what they say."""
    count = sum(len(reading.resume.hidden_text) for reading in readings)
    if count:
        yield RedFlag(
            code=RedFlagCode.HIDDEN_TEXT,
            message=words.say("HIDDEN_TEXT", count=count),
            severity=Severity.SERIOUS,
        )


def injection_attempts(readings: Sequence[Reading], words: Phrases) -> Iterator[RedFlag]:
    """Flags visible and hidden text that addresses the screening; only visible passages are quoted."""
    visible = [(reading, span) for reading in readings for span in injections(reading.folded, reading.sentences)]
    hidden = sum(
        1
        for reading in readings
        for passage in reading.resume.hidden_text
        if injections(fold(passage.excerpt), sentences(passage.excerpt))
    )
    if visible or hidden:
        yield RedFlag(
            code=RedFlagCode.INJECTION_ATTEMPT,
            message=words.say("INJECTION_ATTEMPT", count=len(visible) + hidden),
            severity=Severity.SERIOUS,
            evidence=tuple(evidence_of(reading, span) for reading, span in visible[:_MOST_EVIDENCE]),
        )


def unreadable_part(readings: Sequence[Reading], words: Phrases) -> Iterator[RedFlag]:
    """Flags pages that could not be read."""
    if any(reading.incomplete for reading in readings):
        yield RedFlag(code=RedFlagCode.UNREADABLE_PART, message=words.say("UNREADABLE_PART"), severity=Severity.WARNING)


def injections(folded: Folded, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Returns the passages of a text that address whoever or whatever screens it, in text order.

    Args:
        folded: The text.
        pieces: Its sentences, in order.
    """
    found = [folded.span(*match.span()) for match in pattern("injection", "anywhere").finditer(folded.text)]
    for match in pattern("injection", "imperative").finditer(folded.text):
        span = folded.span(*match.span())
        if _opens_clause(folded, match, pieces) and not _is_explained(folded, match):
            found.append(span)
    return tuple(sorted(found))


def _opens_clause(folded: Folded, match: re.Match[str], pieces: Sequence[Span]) -> bool:
    start = folded.offsets[match.start()]
    if any(abs(piece.start - start) <= 1 for piece in pieces):
        return True
    before = folded.text[max(0, match.start() - _BEFORE) : match.start()]
    return pattern("injection", "clause_start").search(before) is not None


def _is_explained(folded: Folded, match: re.Match[str]) -> bool:
    """Tells whether the phrase stands in quotation marks in a sentence about defences."""
    before = folded.text[max(0, match.start() - 3 * _BEFORE) : match.start()]
    quoted = before.rstrip()[-1:] in _QUOTES and before.strip() != ""
    return quoted and pattern("injection", "defence").search(before) is not None
