"""Turns spans of visible text into evidence: a short slice with its page and boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest

from bole.domain.screening import Alignment, Evidence, Method
from bole.domain.spans import Span
from bole.evidence.privacy import impersonal_part
from bole.evidence.reading import Reading

LONGEST_QUOTE = 240
"""Code points; a longer passage is cut to the clauses around what it is quoted for."""

MOST_EVIDENCE = 3
"""Pieces of evidence for one criterion."""

_CLAUSE_END = re.compile(r"[,，;；。:：!！?？、\n•|]\s*|\.\s+")
_BLANK = re.compile(r"\s")


def evidence_of(
    reading: Reading,
    span: Span,
    *,
    focus: Span | None = None,
    alignment: Alignment = Alignment.EXACT,
    method: Method = Method.EXTRACT,
) -> Evidence:
    """Quotes a span of the visible text, at most `LONGEST_QUOTE` code points of it, without what tells who a person is.

    Args:
        reading: The document.
        span: What to quote.
        focus: What has to stay in the quote when it is cut, such as the mention of a term; default the beginning.
        alignment: How the span was found.
        method: Whether the quote states what it is evidence of.
    """
    span = shortened(reading.text, impersonal_part(reading, span, focus), focus)
    return Evidence(
        quote=span.of(reading.text),
        span=span,
        document_index=reading.document_index,
        page_number=reading.page_number(span),
        boxes=reading.boxes(span),
        alignment=alignment,
        method=method,
    )


def shortened(text: str, span: Span, focus: Span | None = None) -> Span:
    """Cuts a span to at most `LONGEST_QUOTE` code points: whole clauses around `focus`, without blanks at the ends."""
    span = _tight(text, span)
    if span.end - span.start <= LONGEST_QUOTE:
        return span
    if focus is None or not span.contains(focus):
        focus = Span(span.start, span.start)
    kept = focus
    clauses = _clauses(text, span)
    holding = [clause for clause in clauses if clause.overlaps(focus)] or clauses[:1]
    grown = Span(min(holding[0].start, focus.start), max(holding[-1].end, focus.end))
    if grown.end - grown.start > LONGEST_QUOTE:
        return _tight(text, _window(text, grown, focus))
    while grown.end - grown.start <= LONGEST_QUOTE:
        kept = grown
        after = next((clause for clause in clauses if clause.start >= kept.end), None)
        before = next((clause for clause in reversed(clauses) if clause.end <= kept.start), None)
        grown = _next(kept, after, before)
        if grown == kept:
            break
    return _tight(text, kept)


def chosen(by_term: Iterable[Sequence[Evidence]]) -> tuple[Evidence, ...]:
    """Chooses the evidence to show: at most `MOST_EVIDENCE`, one of each term before a second of any.

    Args:
        by_term: For each term its evidence, best first; the terms with the best answers first. Passages that hold one
            another count once.
    """
    kept: list[Evidence] = []
    for turn in zip_longest(*by_term):
        for evidence in turn:
            if evidence is not None and not any(_same_place(evidence, other) for other in kept):
                kept.append(evidence)
    return tuple(kept[:MOST_EVIDENCE])


def _same_place(left: Evidence, right: Evidence) -> bool:
    if left.document_index != right.document_index:
        return False
    return left.span.contains(right.span) or right.span.contains(left.span)


def _clauses(text: str, span: Span) -> list[Span]:
    ends = [match.end() for match in _CLAUSE_END.finditer(text, span.start, span.end)]
    borders = [span.start, *(end for end in ends if end < span.end), span.end]
    return [Span(left, right) for left, right in pairwise(borders)]


def _next(kept: Span, after: Span | None, before: Span | None) -> Span:
    """Grows by the following clause, or by the one before where that is shorter or nothing follows."""
    if after is not None and (before is None or after.end - after.start <= before.end - before.start):
        return Span(kept.start, after.end)
    return kept if before is None else Span(before.start, kept.end)


def _window(text: str, clause: Span, focus: Span) -> Span:
    """Cuts one long clause around `focus`, at blanks where there are some."""
    room = max(0, LONGEST_QUOTE - (focus.end - focus.start))
    start = max(clause.start, min(focus.start - room // 2, clause.end - LONGEST_QUOTE))
    end = min(clause.end, start + LONGEST_QUOTE)
    if start > clause.start:
        blank = _BLANK.search(text, start, min(focus.start, start + 30))
        start = blank.end() if blank else start
    if end < clause.end:
        blank_before = max(
            text.rfind(" ", max(focus.end, end - 30), end), text.rfind("\n", max(focus.end, end - 30), end)
        )
        end = blank_before if blank_before > 0 else end
    return Span(start, end)


def _tight(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, start + len(piece.strip())))
