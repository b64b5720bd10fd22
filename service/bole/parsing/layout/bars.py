"""What is painted over on a page so that nobody sees who the candidate is: which places, from what the text says."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from bole.parsing.layout.geometry import Rectangle, around

_MARGIN = 1.5
"""Points around a line in which its letters may stand."""
_PADDING = 1.0
"""Points by which a bar is larger than what it hides: letters lean out of their boxes."""
_GAP = 3.0
"""Points between letters of one word."""
_ROW = 8.0
"""Points; lines are looked up by the rows that they touch."""
_FARTHEST = 20_000.0
"""Points from the edge of a page; PDF knows none beyond 14,400."""


class Shade(Enum):
    """What a bar does to the page."""

    PERSONAL = auto()
    """Hides what tells who the candidate is."""
    UNREAD = auto()
    """Hides what was not read as text and may tell it, such as a photo."""
    OPEN = auto()
    """Shows again what an earlier bar hides."""


class Bar(NamedTuple):
    """A place on the shown page, in points, and what happens to it."""

    shade: Shade
    area: Rectangle


class Letter(NamedTuple):
    """A character of the page and where it stands."""

    text: str
    area: Rectangle


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the visible text.

    Attributes:
        text: What it says.
        area: Where it stands.
        personal: Those parts of it that tell who the candidate is.
    """

    text: str
    area: Rectangle
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What is known of the text of a page.

    Attributes:
        lines: The visible text.
        hidden: Where text stands that nobody sees; it needs no bar.
        recognised: The text was read off a picture, so that nothing else is known of the page.
    """

    lines: tuple[ShownLine, ...] = ()
    hidden: tuple[Rectangle, ...] = ()
    recognised: bool = False


def bars_of(text: PageText, letters: Sequence[Letter], pictures: Sequence[Rectangle]) -> tuple[Bar, ...]:
    """Returns the bars of a page in the order in which they are painted.

    Pictures are hidden but for the lines on them. Where a personal part cannot be found among the letters of its line,
    all of the line is hidden; so are letters that belong to no line, such as a header that is read on another page.

    Args:
        text: What is known of the page.
        letters: The characters of the page, as the file orders them; none for a picture.
        pictures: Where something stands that was not read as text.
    """
    bars = [Bar(Shade.UNREAD, area) for area in pictures]
    bars += [Bar(Shade.OPEN, _padded(line.area)) for line in text.lines if _is_on(line.area, pictures)]
    by_line, strays = _sorted_out(text, letters)
    for number, line in enumerate(text.lines):
        bars += [Bar(Shade.PERSONAL, _padded(area)) for area in _personal_areas(line, by_line[number])]
    bars += [Bar(Shade.PERSONAL, _padded(area)) for area in _words(strays)]
    return tuple(bars)


def _is_on(area: Rectangle, pictures: Sequence[Rectangle]) -> bool:
    """Tells whether a line stands wholly on a picture, as on a scan or a banner; a face beside text stays hidden."""
    inner = Rectangle(area.left + _MARGIN, area.top + _MARGIN, area.right - _MARGIN, area.bottom - _MARGIN)
    return any(one.covers(inner.left, inner.top) and one.covers(inner.right, inner.bottom) for one in pictures)


def _sorted_out(text: PageText, letters: Sequence[Letter]) -> tuple[dict[int, list[Letter]], list[Letter]]:
    """Returns the letters of each line, and those that stand in none and can be seen."""
    places = [line.area for line in text.lines] + list(text.hidden)
    rows: dict[int, list[int]] = defaultdict(list)
    for number, area in enumerate(places):
        for row in _rows(area):
            rows[row].append(number)
    by_line: dict[int, list[Letter]] = defaultdict(list)
    strays: list[Letter] = []
    for letter in letters:
        x, y = (letter.area.left + letter.area.right) / 2, (letter.area.top + letter.area.bottom) / 2
        near = [number for number in rows[_row(y)] if _grown(places[number], _MARGIN).covers(x, y)]
        found = [number for number in near if places[number].covers(x, y)] or near
        for number in found:
            by_line[number].append(letter)
        if not found and letter.text.isalnum():
            strays.append(letter)
    return by_line, strays


def _words(letters: Sequence[Letter]) -> Iterator[Rectangle]:
    """Yields where letters stand, those that follow each other in a row as one place."""
    word: Rectangle | None = None
    for letter in letters:
        if word is not None and _follows(word, letter.area):
            word = around([word, letter.area])
            continue
        if word is not None:
            yield word
        word = letter.area
    if word is not None:
        yield word


def _follows(word: Rectangle, next_one: Rectangle) -> bool:
    in_row = next_one.top < word.bottom and next_one.bottom > word.top
    return in_row and abs(next_one.left - word.right) <= _GAP


def _personal_areas(line: ShownLine, letters: Sequence[Letter]) -> Iterator[Rectangle]:
    """Yields where the personal parts of a line stand: all of the line where one of them cannot be told apart."""
    owners = [(character, letter) for letter in letters for character in _plain(letter.text)]
    there, said = "".join(character for character, _ in owners), _plain(line.text)
    for part in line.personal:
        wanted = _plain(part)
        places = list(_places(wanted, there)) if wanted else []
        if not places or len(places) < said.count(wanted):
            yield line.area
            return
        for start in places:
            found = around([letter.area for _, letter in owners[start : start + len(wanted)]])
            yield Rectangle(found.left, min(found.top, line.area.top), found.right, max(found.bottom, line.area.bottom))


def _places(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _plain(text: str) -> str:
    """Returns letters and digits alone, as two ways of reading the same line both have them."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def _rows(area: Rectangle) -> range:
    return range(_row(area.top - _MARGIN), _row(area.bottom + _MARGIN) + 1)


def _row(y: float) -> int:
    return int(min(max(-_FARTHEST, y), _FARTHEST) // _ROW)


def _grown(area: Rectangle, by: float) -> Rectangle:
    return Rectangle(area.left - by, area.top - by, area.right + by, area.bottom + by)


def _padded(area: Rectangle) -> Rectangle:
    return _grown(area, _PADDING)
