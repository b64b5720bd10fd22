"""The characters of a PDF page as pdfium finds them: what each says, where it stands, which object draws it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ctypes import c_double, c_uint16, c_void_p
from dataclasses import dataclass, field
from math import atan2, pi

import pypdfium2.raw as pdfium

from bole.parsing.layout.geometry import Matrix, PageGeometry, Rectangle

_STRAY_BREAK = re.compile(r"\r(?!\n)|(?<!\r)\n")  # a control code of some font, not an end of line


@dataclass(slots=True)
class PageCharacters:
    """The text of one page; a position counts code points of `text`.

    Lines end with a carriage return and a line feed, or with the mark that pdfium puts for a hyphen at a line's end.
    """

    handle: c_void_p
    """Of `FPDFText_LoadPage`."""
    geometry: PageGeometry
    text: str = ""
    indices: list[int] | None = None
    """Index of pdfium for each code point of `text`; None where they are the same."""
    doubles: list[c_double] = field(default_factory=lambda: [c_double() for _ in range(4)])

    def __post_init__(self) -> None:
        """Reads the text."""
        count = pdfium.FPDFText_CountChars(self.handle)
        units = (c_uint16 * (count * 2 + 1))()
        written = pdfium.FPDFText_GetText(self.handle, 0, count, units) if count > 0 else 1
        self.text = bytes(units)[: 2 * (written - 1)].decode("utf-16-le", errors="replace")
        self.text = _STRAY_BREAK.sub(" ", self.text)
        if len(self.text) != count or written - 1 != count:
            self.indices = list(self._char_indices())

    def _char_indices(self) -> Iterator[int]:
        """Maps code points to the indices of pdfium, where surrogate pairs or unmapped glyphs set them apart."""
        unit = 0
        for character in self.text:
            yield max(0, pdfium.FPDFText_GetCharIndexFromTextIndex(self.handle, unit))
            unit += 1 + (ord(character) > 0xFFFF)

    def index(self, position: int) -> int:
        """Returns the index by which pdfium knows a character."""
        if self.indices is None:
            return position
        return self.indices[position] if position < len(self.indices) else pdfium.FPDFText_CountChars(self.handle)

    def text_object(self, position: int) -> c_void_p:
        """Returns the handle of the object that draws a character; null for one that pdfium made up."""
        found: c_void_p = pdfium.FPDFText_GetTextObject(self.handle, self.index(position))
        return found

    def upright_points(self, position: int) -> float:
        """Returns the size of a character as shown, in points; 0 for one that is turned or mirrored."""
        own, index = pdfium.FS_MATRIX(), self.index(position)
        if not pdfium.FPDFText_GetMatrix(self.handle, index, own):
            return 0.0
        shown = self.geometry.to_shown.after(Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
        upright = shown.a > 10 * abs(shown.b) and -shown.d > 2 * abs(shown.c)
        return abs(float(pdfium.FPDFText_GetFontSize(self.handle, index)) * shown.d) if upright else 0.0

    def quarter_turns(self, position: int) -> int:
        """Returns by how many quarters a character is turned clockwise as shown, 0..3."""
        own = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self.handle, self.index(position), own):
            return 0
        shown = self.geometry.to_shown.after(Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
        return round(atan2(shown.b, shown.a) / (pi / 2)) % 4

    def box(self, position: int) -> Rectangle:
        """Returns the rectangle of a character's glyph on the shown page."""
        left, right, bottom, top = self.doubles
        pdfium.FPDFText_GetCharBox(self.handle, self.index(position), left, right, bottom, top)
        return self.geometry.to_shown.rectangle(left.value, bottom.value, right.value, top.value)

    def share_glyph(self, position: int, other: int) -> bool:
        """Tells whether two characters are parts of one glyph: then they have one origin."""
        x, y, other_x, other_y = self.doubles
        pdfium.FPDFText_GetCharOrigin(self.handle, self.index(position), x, y)
        pdfium.FPDFText_GetCharOrigin(self.handle, self.index(other), other_x, other_y)
        return x.value == other_x.value and y.value == other_y.value

    def areas(self, start: int, end: int) -> list[Rectangle]:
        """Returns the rectangles of a range, one for each text object in it, in text order."""
        first, last = self.index(start), self.index(end)
        left, top, right, bottom = self.doubles
        rectangle = self.geometry.to_shown.rectangle
        found = []
        for number in range(pdfium.FPDFText_CountRects(self.handle, first, last - first)):
            pdfium.FPDFText_GetRect(self.handle, number, left, top, right, bottom)
            found.append(rectangle(left.value, top.value, right.value, bottom.value))
        return found

    def baseline(self, position: int, area: Rectangle) -> float:
        """Returns how far the base line of a character lies below the top of the shown page, in points."""
        x, y = self.doubles[:2]
        if not pdfium.FPDFText_GetCharOrigin(self.handle, self.index(position), x, y):
            return area.bottom
        return self.geometry.to_shown.point(x.value, y.value)[1]
