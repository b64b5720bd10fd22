"""Walks the drawn objects of a PDF page once: its texts, what else is painted, and where lines are ruled."""

from __future__ import annotations

from ctypes import c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as pdfium

from bole.parsing.layout.geometry import Matrix, PageGeometry, Rectangle

_MOST_RULINGS = 400  # more are a drawing, not a table
_DEEPEST_FORM = 8
_RULING_THICKNESS = 2.0
_RULING_LENGTH = 12.0


class PaintedText(NamedTuple):
    """A text object, its place in the order of painting, and the map from its space to the shown page."""

    handle: c_void_p
    order: int
    to_shown: Matrix


class PaintedArea(NamedTuple):
    """Anything else that is painted and more than a thin line."""

    handle: c_void_p
    order: int
    area: Rectangle
    image: bool


@dataclass(slots=True)
class PageObjects:
    """What the walk found, in the order of painting."""

    texts: list[PaintedText] = field(default_factory=list)
    areas: list[PaintedArea] = field(default_factory=list)
    rulings: list[Rectangle] = field(default_factory=list)
    """Thin lines and the edges of stroked boxes, on the shown page; none where there are too many for a table."""
    painted: list[Rectangle] = field(default_factory=list)
    """Where anything but text is painted, however thin."""
    image_share: float = 0.0
    """Area of the largest image over the area of the page, 0..1."""
    complete: bool = True
    """False when the page holds more objects than were visited."""


def walk_objects(page: c_void_p, geometry: PageGeometry, most: int) -> PageObjects:
    """Visits the objects of a page, those inside of forms included.

    Args:
        page: Handle of `FPDF_LoadPage`.
        geometry: How the page is shown.
        most: After so many objects the walk ends.
    """
    walk = _Walk(geometry, most)
    for index in range(min(pdfium.FPDFPage_CountObjects(page), most + 1)):
        walk.visit(pdfium.FPDFPage_GetObject(page, index), geometry.to_shown, 0)
    found = walk.found
    if len(found.rulings) > _MOST_RULINGS:
        found.rulings = []
    found.image_share = min(1.0, walk.image_area / max(1.0, geometry.width * geometry.height))
    return found


def address(thing: c_void_p) -> int:
    """Returns the address of an object of pdfium, by which two handles of one object are equal."""
    return c_void_p.from_buffer(thing).value or 0  # ten times as fast as a cast


@dataclass(slots=True)
class _Walk:
    geometry: PageGeometry
    most: int
    found: PageObjects = field(default_factory=PageObjects)
    image_area: float = 0.0
    seen: int = 0
    matrix: pdfium.FS_MATRIX = field(default_factory=pdfium.FS_MATRIX)
    edges: list[c_float] = field(default_factory=lambda: [c_float() for _ in range(4)])

    def visit(self, thing: c_void_p, to_shown: Matrix, depth: int) -> None:
        self.seen += 1
        if self.seen > self.most:
            self.found.complete = False
            return
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.found.texts.append(PaintedText(thing, self.seen, to_shown))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.path(thing, to_shown)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            self.form(thing, to_shown, depth)
        else:
            self.picture(thing, self.area(thing, to_shown), image=kind == pdfium.FPDF_PAGEOBJ_IMAGE)

    def path(self, thing: c_void_p, to_shown: Matrix) -> None:
        area = self.area(thing, to_shown)
        self.found.painted.append(area)
        if min(area.width, area.height) <= _RULING_THICKNESS:
            if max(area.width, area.height) >= _RULING_LENGTH:
                self.found.rulings.append(area)
            return
        mode, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(thing, mode, stroke)
        if mode.value or stroke.value:
            self.found.areas.append(PaintedArea(thing, self.seen, area, image=False))
        if stroke.value and min(area.width, area.height) >= _RULING_LENGTH and pdfium.FPDFPath_CountSegments(thing) < 6:
            self.found.rulings += _outline(area)

    def form(self, thing: c_void_p, to_shown: Matrix, depth: int) -> None:
        if depth >= _DEEPEST_FORM or not pdfium.FPDFPageObj_GetMatrix(thing, self.matrix):
            return
        own = self.matrix
        inner = to_shown.after(Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
        for index in range(min(pdfium.FPDFFormObj_CountObjects(thing), self.most + 1)):
            self.visit(pdfium.FPDFFormObj_GetObject(thing, index), inner, depth + 1)

    def picture(self, thing: c_void_p, area: Rectangle, *, image: bool) -> None:
        self.found.painted.append(area)
        self.found.areas.append(PaintedArea(thing, self.seen, area, image))
        if image:
            self.image_area = max(self.image_area, area.width * area.height)

    def area(self, thing: c_void_p, to_shown: Matrix) -> Rectangle:
        left, bottom, right, top = self.edges
        if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            return Rectangle(0.0, 0.0, self.geometry.width, self.geometry.height)
        return to_shown.rectangle(left.value, bottom.value, right.value, top.value)


def fill_color(thing: c_void_p) -> tuple[int, int, int, int] | None:
    """Returns red, green, blue and alpha, 0..255, of what fills an object; None where that is a pattern."""
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _outline(area: Rectangle) -> list[Rectangle]:
    left, top, right, bottom = area
    return [
        Rectangle(left, top, right, top),
        Rectangle(left, bottom, right, bottom),
        Rectangle(left, top, left, bottom),
        Rectangle(right, top, right, bottom),
    ]
