"""Arabic, Hebrew and Persian in the order in which they are read, from where their glyphs stand on the line."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
"""A letter of a script that is written from right to left."""

_LETTER = re.compile(r"[^\W\d_]")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
# An Arabic lam with alef is one glyph; some fonts name its two letters from left to right.
_LAM = "\u0644"
_ALEFS = frozenset("\u0622\u0623\u0625\u0627\u0671")
_ARABIC_SIGNS = frozenset("\u060c\u061b\u061f\u066a\u066b\u066c\u06d4")
_JOINED_TO_NUMBER = frozenset(".,:/%$€£+")
_BEFORE_LATIN, _AFTER_LATIN = frozenset("@#+$~"), frozenset("+#*%")
_SCRIPTS = ({"R", "L"}, {"R", "N"})
_WORD_GAP, _NO_GAP = 0.22, 0.05
_MOST_LINES = 0.6
_NO_WIDTH = 0.1
_PHONE = re.compile("s?(?:N+[ O]{1,2}){2,}N+$")  # kinds of three groups of digits and more
_YEARS = re.compile(r"(?<!\d)(\d{4})(\s*[-–—]\s*)(\d{4})(?!\d)")


@dataclass(slots=True)
class Glyph:
    """What one glyph says, in logical order, and its horizontal place; a blank says `" "`."""

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Horizontal centre."""
        return (self.left + self.right) / 2


def mostly_right_to_left(lines: Iterable[str]) -> bool:
    """Tells whether a page is read from right to left: most letters are, or most lines hold some that are.

    The second holds for resumes that name tools and companies in Latin letters.
    """
    text = "\n".join(lines)
    if not RIGHT_TO_LEFT.search(text):
        return False
    lettered = [line for line in text.split("\n") if _LETTER.search(line)]
    count = len(RIGHT_TO_LEFT.findall(text))
    holding = sum(RIGHT_TO_LEFT.search(line) is not None for line in lettered)
    return count * 2 > len(_LETTER.findall(text)) or holding >= _MOST_LINES * len(lettered)


def logical_text(glyphs: Iterable[Glyph], size: float, *, right_to_left: bool) -> str:
    """Puts the glyphs of a line into reading order.

    Args:
        glyphs: In any order but for letters of one glyph, which follow each other.
        size: Height of the letters, points.
        right_to_left: Direction of the paragraph.
    """
    pieces = _spaced(_sorted(glyphs), size)
    if right_to_left:
        return _mended(_reversed(pieces))
    return "".join(
        _mended(_reversed(list(group))) if inside else "".join(group) for inside, group in _stretches(pieces)
    )


def _sorted(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Joins the letters of one glyph and marks with what they stand on, and sorts from left to right."""
    found: list[Glyph] = []
    marks: list[Glyph] = []
    for glyph in glyphs:
        last = found[-1] if found else None
        if unicodedata.combining(glyph.text[0]):
            marks.append(glyph)
        elif last and glyph.text != " " and (last.left, last.right) == (glyph.left, glyph.right):
            turned = last.text in _ALEFS and glyph.text == _LAM
            last.text = glyph.text + last.text if turned else last.text + glyph.text
        else:
            found.append(Glyph(glyph.text, glyph.left, glyph.right))
    letters = [glyph for glyph in found if glyph.text != " "]
    for mark in marks:
        if letters:
            min(letters, key=lambda letter: abs(letter.middle - mark.middle)).text += mark.text
    _place_blanks(found, sorted(letter.middle for letter in letters))
    return sorted(found, key=lambda glyph: glyph.middle)


def _place_blanks(glyphs: list[Glyph], middles: list[float]) -> None:
    """Puts blanks without width between the neighbours that they part; their own place means nothing."""
    for before, blank, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False):
        if blank.text != " " or blank.right - blank.left > _NO_WIDTH or " " in {before.text, after.text}:
            continue
        low, high = sorted((before.middle, after.middle))
        if bisect_left(middles, high) - bisect_right(middles, low) == 0:
            blank.left = blank.right = (low + high) / 2


def _spaced(glyphs: Sequence[Glyph], size: float) -> list[str]:
    """Returns the pieces of text from left to right, with one blank between words."""
    pieces: list[str] = []
    last: Glyph | None = None
    blank = False
    for glyph in glyphs:
        if glyph.text == " ":
            blank = True
            continue
        if last and (glyph.left - last.right > _NO_GAP * size if blank else _apart(last, glyph, size)):
            pieces.append(" ")
        pieces.append(glyph.text)
        last, blank = glyph, False
    return pieces


def _apart(one: Glyph, other: Glyph, size: float) -> bool:
    """Tells a gap between words of two scripts, where files often draw no blank."""
    return other.left - one.right > _WORD_GAP * size and {_kind(one.text), _kind(other.text)} in _SCRIPTS


def _kind(piece: str) -> str:
    """Returns R and L for letters of either direction, N for digits, a blank, and O for other signs."""
    if piece == " ":
        return " "
    kind = unicodedata.bidirectional(piece[0])
    if kind in {"R", "AL"} or piece[0] in _ARABIC_SIGNS:
        return "R"
    return "N" if kind in {"EN", "AN"} else "L" if kind == "L" else "O"


def _stretches(pieces: list[str]) -> Iterable[tuple[bool, Iterable[str]]]:
    """Parts text that runs from left to right from what lies between its right-to-left letters."""
    kinds = "".join(map(_kind, pieces))
    inside = [False] * len(pieces)
    for match in re.finditer("R(?:[^L]*R)?", kinds):
        inside[match.start() : match.end()] = [True] * (match.end() - match.start())
    numbered = groupby(range(len(pieces)), key=lambda index: inside[index])
    return ((key, [pieces[index] for index in indices]) for key, indices in numbered)


def _reversed(pieces: list[str]) -> str:
    """Reads pieces from the last to the first; Latin words and numbers among them keep their direction."""
    kinds = "".join(map(_kind, pieces))
    parts: list[str] = []
    end = len(pieces)
    while end > 0:
        start = _left_to_right_start(pieces, kinds, end)
        if start < end:
            parts += pieces[start:end]
            end = start
        else:
            parts.append(pieces[end - 1].translate(_MIRRORED))
            end -= 1
    return "".join(parts)


def _left_to_right_start(pieces: list[str], kinds: str, end: int) -> int:
    """Returns where the Latin words or the number begin that end before `end`; `end` when none do."""
    last = end - 1
    while last > 0 and pieces[last] in _AFTER_LATIN and kinds[last] == "O":
        last -= 1
    if kinds[last] == "N" and (number := _number_start(pieces, kinds, last)) >= 0 and not _follows_latin(kinds, number):
        return number
    if kinds[last] not in "LN":
        return end
    start = last
    while (before := re.search(r"[LN][^LNR]*$", kinds[:start])) is not None:
        if kinds[start] == "L" and kinds[before.start()] == "N" and " " in kinds[before.start() : start]:
            break
        start = before.start()
    while start > 0 and pieces[start - 1] in _BEFORE_LATIN:
        start -= 1
    return start


def _number_start(pieces: list[str], kinds: str, last: int) -> int:
    """Returns where a number begins; groups of a telephone number stay together."""
    signs = "".join("s" if piece in _JOINED_TO_NUMBER else kind for piece, kind in zip(pieces, kinds, strict=True))
    match = re.search(r"s?N(?:[Ns]*N)?s?$", signs[: last + 1])
    found = _PHONE.search(signs[: last + 1]) or match
    return found.start() if found else -1


def _follows_latin(kinds: str, start: int) -> bool:
    return re.search(r"L[^LNR]*$", kinds[:start]) is not None


def _mended(text: str) -> str:
    """Turns brackets so that they open before they close, since files name them by either shape."""
    for opening, closing in _BRACKETS:
        parts = re.split(f"[{re.escape(opening + closing)}]", text)
        if len(parts) > 1 and len(parts) % 2:
            pairs = [f"{opening}{part}" if index % 2 else f"{closing}{part}" for index, part in enumerate(parts)]
            text = parts[0] + "".join(pairs[1:])
    return _YEARS.sub(_ascending, re.sub(r" +([،؛؟])", r"\1", text))


def _ascending(match: re.Match[str]) -> str:
    """Puts the earlier of two years first: programs disagree on which stands on the right."""
    first, dash, last = match.groups()
    return f"{last}{dash}{first}" if int(first) > int(last) else match.group()
