"""Tells from the pixels that text changes whether a line is seen along its whole length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.pdf.rendering import Picture
from bole.parsing.pdf.stacking import Piece

INK = 28
"""Difference of grey, 0..255, that counts as ink at one pixel a point, where thin strokes are pale."""
LEAST_SHARE = 0.4
"""Of its height or width that has to show of a line or letter."""
_WIDEST_BLANK = 1.5
"""Stretch without ink inside of a line, in heights of the line, that may be more than a blank."""
_NARROW_PART = 4
"""Pixels of a text object up to which its edges are looked at, too."""
_MOST_PIXELS = 100_000
"""Length and height of an area beyond which it is no line of a page."""
_LOW_PART = 0.75
"""Height of words in ems, below which they may be too small."""


@dataclass
class Ink:
    """How much each pixel of a page changes without its text: as a grey picture, and the same as bytes row by row."""

    change: Picture
    rows: bytes

    @cached_property
    def marks(self) -> Picture:
        """White where there is ink, black elsewhere; most pages are judged by their rows alone."""
        return self.change.of(self.change.image.point(threshold_table(INK)))

    def profile(self, area: Rectangle) -> tuple[bytes, bytes]:
        """Returns for each column and for each row of an area whether it has ink; what is off the page has none.

        Rows are joined as integers, which for the some ten rows of a line is several times as fast as to cut an image.
        """
        left, top, right, bottom = self.change.pixels(area)
        width, height = self.change.image.size
        if right - left > _MOST_PIXELS or bottom - top > _MOST_PIXELS:
            return bytes(1), bytes(1)
        first, last = min(max(left, 0), width), max(0, min(right, width))
        columns, inked = 0, bytearray(bottom - top)
        for y in range(max(top, 0), min(bottom, height)):
            row = int.from_bytes(self.rows[y * width + first : y * width + last].translate(_INKED), "little")
            if row:
                columns |= row
                inked[y - top] = 1
        if first >= last:
            return bytes(right - left), bytes(inked)
        return bytes(first - left) + columns.to_bytes(last - first, "little") + bytes(right - last), bytes(inked)

    def shows(self, piece: Piece, smallest_em: float) -> bool:
        """Tells whether a line has ink along its whole length, in each of its parts, and most of its height.

        Args:
            piece: The line.
            smallest_em: Points below which letters are not read.
        """
        across, down = self.profile(piece.area)
        upright = piece.area.height > piece.area.width
        along, thick = (down, across) if upright else (across, down)
        if len(thick) - thick.count(0) < LEAST_SHARE * len(thick):
            return False
        blank = bytes(int(_WIDEST_BLANK * max(4, len(thick))) + 1)
        if len(piece.parts) < 2 or upright:
            return blank not in along
        if any(part.height < _LOW_PART * smallest_em for part in piece.parts):
            return False
        left = self.change.pixels(piece.area)[0]
        insides = (along[first:last] for first, last in _insides(piece.parts, self.change.scale, left))
        # Between its parts a line may be blank: a date stands at the other edge of the page.
        return all(any(inside) and blank not in inside for inside in insides)


def _insides(parts: Sequence[Rectangle], scale: float, begin: int) -> Iterator[tuple[int, int]]:
    """Yields where the parts of a line have their ink, in pixels from its begin, without those beside them."""
    for part in parts:
        first, last = int(part.left * scale) - begin, int(part.right * scale) - begin + 1
        if last - first > _NARROW_PART:
            yield first + 1, last - 1
        else:
            yield first, last


def threshold_table(least: int) -> list[int]:
    """Returns the table for `Image.point` that makes white of what is at least `least`, black of the rest."""
    return [255 * (value >= least) for value in range(256)]


_INKED = bytes(threshold_table(INK))
