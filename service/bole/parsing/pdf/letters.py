"""The letters of a page's lines, and which of them nobody could read, whatever their colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from bole.parsing.layout.geometry import PageGeometry, Rectangle
from bole.parsing.pdf.objects import address
from bole.parsing.pdf.page_characters import PageCharacters
from bole.parsing.pdf.stacking import Piece

WIDE = "\u2e80"
"""From here on characters fill their em."""
_SMALLEST_EM = 2.6
"""Points; smaller letters are not read by anybody."""
_LARGE_PAGE = 2_000.0
"""Points of the shorter side of a page, from which it is shown smaller than it is: plans and posters are smaller."""
_EM_OF_SMALL, _EM_OF_CAPITAL, _EM_OF_HAN, _EM_OF_WIDTH = 2.0, 1.4, 1.1, 4.0
"""Of the height of letters; a letter takes at least a quarter of its em of the line."""
_FEWEST_NARROW = 4
"""Letters by whose usual width and height their size is told."""
_BLANK = 0.02
"""Points of height up to which a letter is blank rather than small."""
_FLAT = frozenset("ـー一")
"""Letters whose height tells nothing."""
_PILED, _FEWEST_PILED = 0.7, 4
"""Share of a letter on the one before it, and different letters, that make a blot."""
_WORD = re.compile("[A-Za-z0-9\u4e00-\u9fff]{4,}")
_LONGEST_LIGATURE = 3


@dataclass(slots=True)
class Letters:
    """Measures letters, line by line; those of a line are measured once."""

    characters: PageCharacters
    smallest_em: float
    """Points below which letters are too small to be read (`smallest_em_on`)."""
    known: dict[int, list[tuple[int, Rectangle]]] = field(default_factory=dict)

    def of(self, piece: Piece) -> list[tuple[int, Rectangle]]:
        """Returns the letters of a line and where they stand."""
        if piece.number not in self.known:
            text = self.characters.text
            places = (place for place in range(piece.start, piece.end) if text[place].isalnum())
            self.known[piece.number] = [(place, self.characters.box(place)) for place in places]
        return self.known[piece.number]

    def tiny(self, piece: Piece) -> set[int]:
        """Returns the letters of a line that are too small or too narrow to be read, judged object by object."""
        letters = [
            one for one in self.of(piece) if one[1].height > _BLANK and self.characters.text[one[0]] not in _FLAT
        ]
        text, least = self.characters.text, self.smallest_em
        low = any(box.height * _em_of(text[place]) < least for place, box in letters)
        if not low and sum(box.width * _EM_OF_WIDTH < least for _, box in letters) < _FEWEST_NARROW:
            return set()
        by_object = groupby(letters, key=lambda letter: address(self.characters.text_object(letter[0])))
        parts = [list(part) for _, part in by_object]
        loose = list(chain.from_iterable(part for part in parts if len(part) < _FEWEST_NARROW))
        small = [part for part in parts if self._em(part) < self.smallest_em]
        narrow = [part for part in (*parts, loose) if self._is_narrow(part)]
        return {place for place, _ in chain.from_iterable((*small, *narrow))}

    def _is_narrow(self, letters: Sequence[tuple[int, Rectangle]]) -> bool:
        """Tells whether letters are squashed: the wider ones of them, since words such as illicit are narrow."""
        widths = sorted(box.width for _, box in letters)
        return len(widths) >= _FEWEST_NARROW and widths[3 * len(widths) // 4] * _EM_OF_WIDTH < self.smallest_em

    def piled(self, piece: Piece) -> set[int]:
        """Returns the letters of a line that stand on each other as a blot; a ligature has the place of few letters."""
        letters = self.of(piece)
        piled: set[int] = set()
        pile = letters[:1]
        for letter in (*letters[1:], None):
            if letter and pile and (letter[1] != pile[-1][1]) * _share(pile[-1][1], letter[1]) > _PILED:
                pile.append(letter)
                continue
            if len({self.characters.text[place] for place, _ in pile}) >= _FEWEST_PILED:
                piled.update(place for place, _ in pile)
            pile = [letter] if letter else []
        return piled

    def _em(self, letters: Sequence[tuple[int, Rectangle]]) -> float:
        """Returns about the size of letters in points, from the height that they have; one alone may be turned."""
        alone = len(letters) < _FEWEST_NARROW
        sizes = [max(box.height, box.width * alone) for _, box in letters]
        ems = [_em_of(self.characters.text[place]) for place, _ in letters]
        return _middle([size * em for size, em in zip(sizes, ems, strict=True)])


def smallest_em_on(page: PageGeometry) -> float:
    """Returns the points below which letters are too small; more on a page so large that it is shown smaller."""
    return _SMALLEST_EM * max(1.0, min(page.width, page.height) / _LARGE_PAGE)


def claimed(characters: PageCharacters) -> Iterator[int]:
    """Yields letters that share one glyph, such as a bullet that claims to be a sentence; ligatures are shorter."""
    end, share = 0, characters.share_glyph
    for word in _WORD.finditer(characters.text):
        begin = word.start()
        if begin < end or not share(begin, begin + _LONGEST_LIGATURE):
            continue
        start, end = word.span()
        while start > 0 and share(begin, start - 1):
            start -= 1
        while end < len(characters.text) and share(begin, end):
            end += 1
        yield from range(start, end)


def _share(one: Rectangle, other: Rectangle) -> float:
    """Returns how much of the smaller of two letters, along and across, lies on the other, 0..1."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    wide, high = min(one.width, other.width), min(one.height, other.height)
    return max(0.0, min(across / wide, down / high)) if wide and high else 0.0


def _em_of(letter: str) -> float:
    """Returns how many times its height a letter's em is."""
    if letter >= WIDE:
        return _EM_OF_HAN
    return _EM_OF_CAPITAL if letter.isupper() or letter.isdigit() else _EM_OF_SMALL


def _middle(sizes: Sequence[float]) -> float:
    return sorted(sizes)[len(sizes) // 2]
