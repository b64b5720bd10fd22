"""Tells letters that cannot look like what they claim to be: fonts that lie, and fonts whose maps are broken.

What a PDF says of its text comes from a table that nothing holds to the glyphs. Latin letters have shapes that boxes
tell apart: some are low (a, e, x), some rise above them (d, k, l), some go below the line (g, p). In a font whose
letters are what they say nearly all fit; in one that shows other letters about half do not. Han characters are wide,
which Latin letters in their place are not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as pdfium

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.pdf.objects import address
from bole.parsing.pdf.page_characters import PageCharacters

_LOW, _RISING, _FALLING = frozenset("acemnorsuvwxz"), frozenset("bdfhkl"), frozenset("gpqy")
_HAN = re.compile("[\u4e00-\u9fff]")
_NARROW = 0.45
"""Ems; hardly a Han character is narrower, and hardly a Latin letter is wider."""
_SAMPLES = 2
"""Lines of a font that are looked at on a page."""
_LONGEST = 36
"""Characters of a line that are measured."""
_FEWEST, _FEWEST_LOW = 8, 4
"""Letters of a line, and low ones among them, from which it is measured."""
_ENOUGH, _PLENTY = 14, 28
"""Letters that make a verdict, and after which no more are measured."""
_MISFIT_SHARE = 0.33
_VOUCHED_SHARE = 0.9
_LOWEST, _HIGHEST, _RISE, _FALL = 0.8, 1.22, 1.2, 0.12
"""In heights of a low letter: where low letters end, from where others rise above them, and how deep others fall."""
_SMALLEST_POINTS = 3.0
"""Size of letters from which boxes, which pdfium rounds, can be compared."""
_EVEN = 1.25
"""Capitals and small capitals are all of a height: their letters say nothing."""


class _Fit(NamedTuple):
    letters: int
    misfits: int

    def plus(self, other: _Fit) -> _Fit:
        return _Fit(self.letters + other.letters, self.misfits + other.misfits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the shapes of a page's letters tell of its fonts."""

    misfits: tuple[tuple[int, int], ...]
    """Lines in fonts that show other letters than they claim."""
    vouched: bool
    """Whether nearly all letters are in fonts whose letters fit, and tell so: Han characters are all alike wide."""


@dataclass(slots=True)
class LetterShapes:
    """What is known of the fonts of one open document; a font keeps its address for as long as it is open."""

    fits: dict[int, _Fit] = field(default_factory=lambda: defaultdict(lambda: _Fit(0, 0)))

    def compared(self, characters: PageCharacters, ranges: Sequence[tuple[int, int]]) -> Verdict:
        """Compares the fonts of a page with what they claim to show.

        Args:
            characters: The letters of the page.
            ranges: Its lines, half-open.
        """
        by_font: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end in ranges:
            by_font[_font(characters, start)].append((start, end))
        misfits: set[tuple[int, int]] = set()
        vouched = 0
        for font, lines in by_font.items():
            for start, end in sorted(lines, key=lambda line: line[0] - line[1])[:_SAMPLES] if font else ():
                if self.fits[font].letters < _PLENTY:
                    self.fits[font] = self.fits[font].plus(_fit(characters, start, min(end, start + _LONGEST)))
            fit = self.fits[font]
            if fit.letters >= _ENOUGH and fit.misfits >= _MISFIT_SHARE * fit.letters:
                misfits.update(lines)
            elif fit.letters >= _ENOUGH:
                vouched += sum(end - start for start, end in lines)
        total = sum(end - start for start, end in ranges)
        return Verdict(
            misfits=tuple(line for line in ranges if line in misfits),
            vouched=vouched >= _VOUCHED_SHARE * total and not _HAN.search(characters.text),
        )


def _font(characters: PageCharacters, position: int) -> int:
    thing = characters.text_object(position)
    return address(pdfium.FPDFTextObj_GetFont(thing)) if address(thing) else 0


def _fit(characters: PageCharacters, start: int, end: int) -> _Fit:
    return _latin_fit(characters, start, end).plus(_han_fit(characters, start, end))


def _han_fit(characters: PageCharacters, start: int, end: int) -> _Fit:
    """Compares the Han characters of a line with their em."""
    places = [start + one.start() for one in _HAN.finditer(characters.text[start:end])]
    if len(places) < _FEWEST:
        return _Fit(0, 0)
    sizes = [characters.upright_points(place) for place in places]
    if min(sizes) < _SMALLEST_POINTS:
        return _Fit(0, 0)
    narrow = sum(characters.box(place).width < _NARROW * size for place, size in zip(places, sizes, strict=True))
    return _Fit(len(places), narrow)


def _latin_fit(characters: PageCharacters, start: int, end: int) -> _Fit:
    """Compares the Latin letters of a line with its low ones."""
    line = characters.text[start:end]
    places = [start + offset for offset, letter in enumerate(line) if letter in _LOW | _RISING | _FALLING]
    low = sum(letter in _LOW for letter in line)
    if len(places) < _FEWEST or low < _FEWEST_LOW:
        return _Fit(0, 0)
    boxes = [characters.box(place) for place in places]
    size = characters.upright_points(places[0])
    fit = _compared(characters, places, boxes, [size] * len(places))
    if fit.misfits < _MISFIT_SHARE * fit.letters or size < _SMALLEST_POINTS:
        return fit
    return _compared(characters, places, boxes, [characters.upright_points(place) for place in places])


def _compared(
    characters: PageCharacters, places: Sequence[int], boxes: Sequence[Rectangle], sizes: Sequence[float]
) -> _Fit:
    """Compares letters in heights of their em, since a line may hold letters of several sizes."""
    if min(sizes) < _SMALLEST_POINTS:
        return _Fit(0, 0)
    baseline = characters.baseline(places[0], boxes[0])
    tops = [(baseline - box.top) / size for box, size in zip(boxes, sizes, strict=True)]
    bottoms = [(baseline - box.bottom) / size for box, size in zip(boxes, sizes, strict=True)]
    low = sorted(top for top, place in zip(tops, places, strict=True) if characters.text[place] in _LOW)
    height = low[len(low) // 2]
    even = sorted(tops)
    if height <= 0 or even[len(even) * 9 // 10] < _EVEN * max(even[len(even) // 10], 1e-3):
        return _Fit(0, 0)
    fitting = sum(
        _fits(characters.text[place], top / height, bottom / height)
        for place, top, bottom in zip(places, tops, bottoms, strict=True)
    )
    return _Fit(len(places), len(places) - fitting)


def _fits(letter: str, top: float, bottom: float) -> bool:
    if letter in _LOW:
        return _LOWEST <= top <= _HIGHEST
    return top >= _RISE if letter in _RISING else bottom <= -_FALL
