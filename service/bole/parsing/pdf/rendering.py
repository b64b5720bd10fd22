"""Renders a page as a person sees it, with its text and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char, c_void_p
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from PIL import Image

from bole.parsing.layout.geometry import PageGeometry, Rectangle
from bole.parsing.pdf.objects import fill_color

_MOST_PIXELS = 6_000_000
_BLANK = b"\xff"
_BYTES = {"L": 1, "RGB": 4}
_FORMATS = {"L": pdfium.FPDFBitmap_Gray, "RGB": pdfium.FPDFBitmap_BGRx}
_LAYOUTS = {"L": "L", "RGB": "BGRX"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page rendered on white (`L` or `RGB`), addressed in points of the shown page."""

    image: Image.Image
    left: int
    top: int
    """Where the part begins on the page, in pixels."""
    scale: float
    """Pixels a point."""

    def pixels(self, area: Rectangle) -> tuple[int, int, int, int]:
        """Returns left, top, right and bottom of an area in pixels of the image, at least one pixel wide and high.

        What lies outside of the part has pixels off the image, which read as zero.
        """
        left, top = int(area.left * self.scale) - self.left, int(area.top * self.scale) - self.top
        right, bottom = int(area.right * self.scale) - self.left, int(area.bottom * self.scale) - self.top
        return left, top, max(left, right) + 1, max(top, bottom) + 1

    def of(self, image: Image.Image) -> Picture:
        """Returns another image of the same part."""
        return Picture(image, self.left, self.top, self.scale)


def render(
    page: c_void_p, geometry: PageGeometry, area: Rectangle | None = None, *, scale: float = 1.0, mode: str = "L"
) -> Picture:
    """Renders a page, or a part of it, with its annotations; a page takes about 2 ms at one pixel a point.

    Args:
        page: Handle of `FPDF_LoadPage`.
        geometry: How the page is shown.
        area: The part, cut to the page; the whole page when left out.
        scale: Pixels a point; less for pages of the size of a poster.
        mode: `L` for grey, `RGB` for colours.
    """
    area = area or Rectangle(0.0, 0.0, geometry.width, geometry.height)
    scale = min(scale, (_MOST_PIXELS / max(1.0, geometry.width * geometry.height)) ** 0.5)
    across, down = max(1, round(geometry.width * scale)), max(1, round(geometry.height * scale))
    left, right = (max(0, min(across, int(x * scale))) for x in (area.left, area.right + 1))
    top, bottom = (max(0, min(down, int(y * scale))) for y in (area.top, area.bottom + 1))
    width, height = max(1, right - left), max(1, bottom - top)
    stride = width * _BYTES[mode]
    pixels = bytearray(_BLANK) * (stride * height)
    memory = (c_char * len(pixels)).from_buffer(pixels)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, _FORMATS[mode], memory, stride)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, -left, -top, across, down, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    image = Image.frombuffer(mode, (width, height), pixels, "raw", _LAYOUTS[mode], stride, 1)
    return Picture(image, left, top, scale)


@contextmanager
def without(objects: Sequence[c_void_p]) -> Iterator[None]:
    """Takes objects off the page while the context lasts."""
    for thing in objects:
        pdfium.FPDFPageObj_SetIsActive(thing, False)
    try:
        yield
    finally:
        for thing in objects:
            pdfium.FPDFPageObj_SetIsActive(thing, True)


@contextmanager
def in_black(texts: Sequence[c_void_p]) -> Iterator[None]:
    """Draws text objects as plain black letters while the context lasts, however they are drawn otherwise."""
    before = [(pdfium.FPDFTextObj_GetTextRenderMode(thing), fill_color(thing) or (0, 0, 0, 255)) for thing in texts]
    for thing in texts:
        pdfium.FPDFTextObj_SetTextRenderMode(thing, pdfium.FPDF_TEXTRENDERMODE_FILL)
        pdfium.FPDFPageObj_SetFillColor(thing, 0, 0, 0, 255)
    try:
        yield
    finally:
        for thing, (mode, color) in zip(texts, before, strict=True):
            pdfium.FPDFTextObj_SetTextRenderMode(thing, mode)
            pdfium.FPDFPageObj_SetFillColor(thing, *color)
