"""Splits text into units of the size of a clause or sentence."""

from __future__ import annotations

import re
from bisect import bisect_right

from bole.domain.spans import Span

# A full stop ends a sentence before a blank and a capital, a digit of a new item or a Han character, unless it belongs
# to an abbreviation, an initial or a number.
_WORDS_WITH_A_STOP = (
    *("e.g", "i.e", "etc", "vs", "Mr", "Ms", "Mrs", "Dr", "Prof", "St", "No", "Inc", "Ltd", "Co", "Corp", "Dept"),
    *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "approx", "incl"),
)
_NOT_BEHIND = "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _WORDS_WITH_A_STOP)
# Each branch starts with a plain character, so that the scan skips other text at C speed.
_BREAK = re.compile(
    r"[。！？；;!?｡．\n\r\x0b\x0c\x85\u2028\u2029]+"
    rf"|\.(?<!\b[A-Za-z]\.){_NOT_BEHIND}(?=[\"'”’)\]]*[ \t]+[^a-z\s])"
    r"|[•●▪■◆◦‣○▶►★✓✔➢➤]+"
)
_EDGE = " \t\u00a0\u3000\ufeff\u200b-–—*·•●▪"


def sentences(text: str) -> tuple[Span, ...]:
    """Returns the sentences and clauses of `text` in order, without blanks and bullets at their ends.

    Breaks: sentence marks of both scripts, line ends, semicolons, bullets. A full stop inside `3.5`, `Node.js`, `U.S.`
    or `e.g.` breaks nothing. Spans are half-open code points of `text`; none is empty, none overlaps another.
    """
    found: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        _add(found, text, start, match.start())
        start = match.end()
    _add(found, text, start, len(text))
    return tuple(found)


def sentence_at(spans: tuple[Span, ...], offset: int) -> Span | None:
    """Returns the sentence that covers code point `offset`, or None between sentences."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    if index < 0 or offset >= spans[index].end:
        return None
    return spans[index]


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(_EDGE))
    end = start + len(text[start:end].rstrip(_EDGE))
    if end > start:
        found.append(Span(start, end))
