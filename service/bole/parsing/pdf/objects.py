"""Walks the drawn objects of a PDF page once: which text is out of sight, and where lines are ruled."""

from __future__ import annotations

from ctypes import c_float, c_int, c_uint, c_void_p, cast
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from bole.domain.resume import HiddenTextKind
from bole.parsing.layout.geometry import Matrix, PageGeometry, Rectangle
from bole.parsing.pdf.rendering import render

_MOST_OBJECTS = 200_000
_MOST_COVERS = 500
_MOST_RULINGS = 400  # more are a drawing, not a table
_DEEPEST_FORM = 8
_NEAR_WHITE = 245
_NEARLY_TRANSPARENT = 10
_SMALLEST_POINTS = 2.0
_INVISIBLE, _CLIP_ONLY = 3, 7
_STROKED_MODES = frozenset({1, 2, 5, 6})
_RULING_THICKNESS = 2.0
_RULING_LENGTH = 12.0
_SCAN_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageObjects:
    """What the walk found."""

    hidden: dict[int, HiddenTextKind]
    """Address of each text object that a person cannot see; empty for nearly every page."""
    rulings: tuple[Rectangle, ...]
    """Thin lines and the edges of stroked boxes, on the shown page."""
    image_share: float
    """Area of the largest image over the area of the page, 0..1."""


def walk_objects(page: c_void_p, geometry: PageGeometry, *, measured: bool = False) -> PageObjects:
    """Visits every object of a page in the order in which they are painted.

    Args:
        page: Handle of `FPDF_LoadPage`.
        geometry: How the page is shown.
        measured: Also measures each text, which costs as much again: for pages that hold tiny or distant text.
    """
    walk = _Walk(geometry, measured)
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        walk.visit(pdfium.FPDFPage_GetObject(page, index), geometry.to_shown, 0)
    if walk.white:
        # What rules take for white on white may stand on a stroke or a pattern: look at the page before saying so.
        picture = render(page, geometry)
        walk.hidden |= {key: HiddenTextKind.COLOR for key, area in walk.white.items() if picture.mostly_white(area)}
    return walk.result()


def address(thing: c_void_p) -> int:
    """Returns the address of an object of pdfium, by which two handles of one object are equal."""
    return cast(thing, c_void_p).value or 0


@dataclass(slots=True)
class _Walk:
    geometry: PageGeometry
    measured: bool
    hidden: dict[int, HiddenTextKind] = field(default_factory=dict)
    white: dict[int, Rectangle] = field(default_factory=dict)
    """Text that seems white on white, by address."""
    covers: list[tuple[Rectangle, bool]] = field(default_factory=list)
    """What was painted so far that text may stand on, and whether it is white."""
    rulings: list[Rectangle] = field(default_factory=list)
    clipping: dict[int, Rectangle] = field(default_factory=dict)
    invisible: list[int] = field(default_factory=list)
    image_area: float = 0.0
    seen: int = 0
    shown_texts: int = 0
    matrix: pdfium.FS_MATRIX = field(default_factory=pdfium.FS_MATRIX)
    edges: list[c_float] = field(default_factory=lambda: [c_float() for _ in range(4)])
    color: list[c_uint] = field(default_factory=lambda: [c_uint() for _ in range(4)])

    def visit(self, thing: c_void_p, to_shown: Matrix, depth: int) -> None:
        self.seen += 1
        if self.seen > _MOST_OBJECTS:
            return
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.text(thing, to_shown)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.path(thing, to_shown)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            self.form(thing, to_shown, depth)
        else:
            self.picture(self.area(thing, to_shown))

    def text(self, thing: c_void_p, to_shown: Matrix) -> None:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
        if mode == _INVISIBLE:
            self.invisible.append(address(thing))
        elif mode == _CLIP_ONLY:
            self.clipping[address(thing)] = self.area(thing, to_shown)
        else:
            found = self.out_of_sight(thing, to_shown, stroked=mode in _STROKED_MODES)
            if found is None:
                self.shown_texts += 1
            elif found is HiddenTextKind.COLOR:
                self.white[address(thing)] = self.area(thing, to_shown)
            else:
                self.hidden[address(thing)] = found

    def out_of_sight(self, thing: c_void_p, to_shown: Matrix, *, stroked: bool) -> HiddenTextKind | None:
        if self.measured and (found := self.out_of_reach(thing, to_shown)):
            return found
        red, green, blue, alpha = self.color
        if stroked or not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
            return None
        if alpha.value <= _NEARLY_TRANSPARENT:
            return HiddenTextKind.TRANSPARENT
        white = red.value >= _NEAR_WHITE and green.value >= _NEAR_WHITE and blue.value >= _NEAR_WHITE
        return HiddenTextKind.COLOR if white and self.on_white(self.area(thing, to_shown)) else None

    def out_of_reach(self, thing: c_void_p, to_shown: Matrix) -> HiddenTextKind | None:
        area = self.area(thing, to_shown)
        if area.right < 0 or area.bottom < 0 or area.left > self.geometry.width or area.top > self.geometry.height:
            return HiddenTextKind.OFF_PAGE
        return HiddenTextKind.SIZE if self.points(thing, to_shown) < _SMALLEST_POINTS else None

    def path(self, thing: c_void_p, to_shown: Matrix) -> None:
        area = self.area(thing, to_shown)
        thin = min(area.width, area.height) <= _RULING_THICKNESS
        if thin:
            if max(area.width, area.height) >= _RULING_LENGTH:
                self.rulings.append(area)
            return
        mode, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(thing, mode, stroke)
        if mode.value:
            red, green, blue, alpha = self.fill(thing)
            if alpha > _NEARLY_TRANSPARENT and len(self.covers) < _MOST_COVERS:
                self.covers.append((area, min(red, green, blue) >= _NEAR_WHITE))
        if stroke.value and min(area.width, area.height) >= _RULING_LENGTH and pdfium.FPDFPath_CountSegments(thing) < 6:
            self.rulings += _outline(area)

    def form(self, thing: c_void_p, to_shown: Matrix, depth: int) -> None:
        if depth >= _DEEPEST_FORM or not pdfium.FPDFPageObj_GetMatrix(thing, self.matrix):
            return
        own = self.matrix
        inner = to_shown.after(Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            self.visit(pdfium.FPDFFormObj_GetObject(thing, index), inner, depth + 1)

    def picture(self, area: Rectangle) -> None:
        self.image_area = max(self.image_area, area.width * area.height)
        if len(self.covers) < _MOST_COVERS:
            self.covers.append((area, False))
        for clipped in [key for key, one in self.clipping.items() if _meet(one, area)]:
            del self.clipping[clipped]  # text used as a stencil for a picture or a gradient is seen

    def result(self) -> PageObjects:
        share = min(1.0, self.image_area / max(1.0, self.geometry.width * self.geometry.height))
        scan = share >= _SCAN_SHARE and self.shown_texts * 10 <= len(self.invisible)
        unseen = [*self.clipping, *([] if scan else self.invisible)]  # a text layer over a scan says what it shows
        hidden = self.hidden | dict.fromkeys(unseen, HiddenTextKind.RENDER_MODE)
        rulings = tuple(self.rulings) if len(self.rulings) <= _MOST_RULINGS else ()
        return PageObjects(hidden=hidden, rulings=rulings, image_share=share)

    def area(self, thing: c_void_p, to_shown: Matrix) -> Rectangle:
        left, bottom, right, top = self.edges
        if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            return Rectangle(0.0, 0.0, self.geometry.width, self.geometry.height)
        return to_shown.rectangle(left.value, bottom.value, right.value, top.value)

    def points(self, thing: c_void_p, to_shown: Matrix) -> float:
        """Returns the size at which text is shown: the smaller of height and width of its em, in points."""
        size = self.edges[0]
        if not (pdfium.FPDFTextObj_GetFontSize(thing, size) and pdfium.FPDFPageObj_GetMatrix(thing, self.matrix)):
            return _SMALLEST_POINTS
        own = self.matrix
        scale = abs(to_shown.a * to_shown.d - to_shown.b * to_shown.c) ** 0.5
        high, wide = abs(own.c) + abs(own.d), abs(own.a) + abs(own.b)
        return float(abs(size.value) * scale * min(high, wide * 4))

    def fill(self, thing: c_void_p) -> tuple[int, int, int, int]:
        """Returns red, green, blue and alpha, 0..255; black where the colour is a pattern."""
        red, green, blue, alpha = self.color
        if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
            return 0, 0, 0, 255
        return red.value, green.value, blue.value, alpha.value

    def on_white(self, area: Rectangle) -> bool:
        """Tells whether the topmost thing painted under the middle of `area` is white; the page itself is."""
        x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        return next((white for under, white in reversed(self.covers) if under.covers(x, y)), True)


def _outline(area: Rectangle) -> list[Rectangle]:
    left, top, right, bottom = area
    return [
        Rectangle(left, top, right, top),
        Rectangle(left, bottom, right, bottom),
        Rectangle(left, top, left, bottom),
        Rectangle(right, top, right, bottom),
    ]


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
