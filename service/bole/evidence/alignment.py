"""Locates a quote in visible text: verbatim, then folded, then nearly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bole.domain.screening import Alignment
from bole.domain.spans import Span
from bole.evidence.fuzzy import nearest
from bole.lexicon.folding import HAN, LATIN, Folded, fold

_SHORT = 8
"""Quotes of fewer code points are never matched nearly, and never end inside a word."""

_EDGE = " \n\t\"'“”‘’「」『』《》…·•*-—.,;:。，；：、"
"""What engines put around a quote, and what may be missing at its ends."""

_WORD = re.compile(rf"[{LATIN}]+|[0-9]+|[{HAN}]+|[^\S\n]+|.", re.DOTALL)
_LATIN = re.compile(rf"[{LATIN}]", re.IGNORECASE)

_Find = Callable[[int], tuple[int, int] | None]
"""Finds the next occurrence [start, end) from an offset on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Where a quote stands: a tight span of the source text, and how it was found."""

    span: Span
    alignment: Alignment


def align(quote: str, folded: Folded, within: Span | None = None) -> Aligned | None:
    """Finds the span of the visible text that a quote is of.

    EXACT is the quote verbatim; NORMALIZED the same after folding (width, case, blanks, traditional characters), blanks
    beside Han characters and marks at the ends aside; FUZZY at least 0.9 alike (`fuzzy.RATIO`) with every number and
    every Latin word of the quote, articles and prepositions aside. A number never aligns to a part of another number,
    nor a quote shorter than 8 code points to a part of a word. The first occurrence counts, or the first inside
    `within` where there is one.

    Args:
        quote: What an engine says that the text says.
        folded: The visible text; its `source` is what spans count in.
        within: Where the quote is expected, in code points of the source.

    Returns:
        A span without blanks at its ends, or None where the text does not say it.
    """
    quote = unicodedata.normalize("NFC", quote).strip()
    if not quote:
        return None
    exact = _exact(quote, folded.source, within)
    if exact is not None:
        return Aligned(span=exact, alignment=Alignment.EXACT)
    wanted = fold(quote).text.strip(_EDGE)
    if not wanted:
        return None
    inside = folded.locate(within) if within is not None else None
    found = _normalized(wanted, folded.text, inside)
    if found is not None:
        return Aligned(span=folded.span(*found), alignment=Alignment.NORMALIZED)
    if len(wanted) < _SHORT:
        return None
    near = nearest(wanted, folded.text, inside)
    return Aligned(span=folded.span(*near), alignment=Alignment.FUZZY) if near is not None else None


def _exact(quote: str, text: str, within: Span | None) -> Span | None:
    def find(offset: int) -> tuple[int, int] | None:
        start = text.find(quote, offset)
        return None if start < 0 else (start, start + len(quote))

    found = _choose(find, text, (within.start, within.end) if within is not None else None)
    return None if found is None else Span(*found)


def _normalized(wanted: str, text: str, within: tuple[int, int] | None) -> tuple[int, int] | None:
    def find(offset: int) -> tuple[int, int] | None:
        start = text.find(wanted, offset)
        return None if start < 0 else (start, start + len(wanted))

    found = _choose(find, text, within)
    if found is not None:
        return found
    spaced = _with_free_blanks(wanted)

    def search(offset: int) -> tuple[int, int] | None:
        match = spaced.search(text, offset)
        return None if match is None else match.span()

    return _choose(search, text, within)


def _choose(find: _Find, text: str, within: tuple[int, int] | None) -> tuple[int, int] | None:
    """Takes the first occurrence with whole words at its ends, one inside `within` before one outside."""
    if within is not None:
        for start, end in _occurrences(find, text, within[0]):
            if start >= within[1]:
                break
            if end <= within[1]:
                return start, end
    return next(_occurrences(find, text, 0), None)


def _occurrences(find: _Find, text: str, offset: int) -> Iterator[tuple[int, int]]:
    found = find(offset)
    while found is not None:
        if _whole(text, *found):
            yield found
        found = find(found[0] + 1)


def _whole(text: str, start: int, end: int) -> bool:
    """Tells whether [start, end) cuts no number, and no word unless it is long (engines cut at a limit)."""
    if _cuts_number(text, start) or _cuts_number(text, end):
        return False
    if end - start >= _SHORT:
        return True
    return not (_cuts_word(text, start) or _cuts_word(text, end))


def _cuts_number(text: str, index: int) -> bool:
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    if before.isdigit() and after.isdigit():
        return True
    # 3.5 is one number, 1,000 too.
    if before in ".," and after.isdigit():
        return index > 1 and text[index - 2].isdigit()
    return after in ".," and before.isdigit() and text[index + 1 : index + 2].isdigit()


def _cuts_word(text: str, index: int) -> bool:
    return 0 < index < len(text) and all(_LATIN.match(character) for character in text[index - 1 : index + 1])


def _with_free_blanks(wanted: str) -> re.Pattern[str]:
    """Matches the quote whether or not blanks stand where a script changes or beside a mark."""
    pattern: list[str] = []
    previous = ""
    blank = False
    for piece in _WORD.findall(wanted):
        if piece.isspace():
            blank = True
            continue
        if previous:
            pattern.append(" " if blank and _spells_words(previous, piece) else " ?")
        pattern.append(re.escape(piece))
        previous, blank = piece, False
    return re.compile("".join(pattern))


def _spells_words(left: str, right: str) -> bool:
    """Tells whether a blank between two pieces parts words, so that it has to stand there."""
    return all(piece.isdigit() or _LATIN.match(piece) is not None for piece in (left, right))
