"""Renders a page as a person sees it, with its text and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char, c_void_p
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from PIL import Image

from bole.parsing.layout.geometry import PageGeometry, Rectangle

_MOST_PIXELS = 2_000_000
_BLANK = b"\xff"
_BYTES = {"L": 1, "RGB": 4}
_FORMATS = {"L": pdfium.FPDFBitmap_Gray, "RGB": pdfium.FPDFBitmap_BGRx}
_LAYOUTS = {"L": "L", "RGB": "BGRX"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page rendered on white (`L` or `RGB`), addressed in points of the shown page."""

    image: Image.Image
    geometry: PageGeometry

    def pixels(self, area: Rectangle) -> tuple[int, int, int, int]:
        """Returns left, top, right and bottom of an area in pixels, at least one pixel wide and high.

        What lies off the page has pixels off the picture, which read as zero.
        """
        across = self.image.width / max(self.geometry.width, 1e-6)
        down = self.image.height / max(self.geometry.height, 1e-6)
        left, top = int(area.left * across), int(area.top * down)
        return left, top, max(left, int(area.right * across)) + 1, max(top, int(area.bottom * down)) + 1


def render(page: c_void_p, geometry: PageGeometry, *, scale: float = 1.0, mode: str = "L") -> Picture:
    """Renders a page with its annotations; about 2 ms at one pixel a point, mostly for its glyphs.

    Args:
        page: Handle of `FPDF_LoadPage`.
        geometry: How the page is shown.
        scale: Pixels a point; less for pages of the size of a poster.
        mode: `L` for grey, `RGB` for colours.
    """
    area = max(1.0, geometry.width * geometry.height)
    scale = min(scale, (_MOST_PIXELS * scale / area) ** 0.5)
    width, height = max(1, round(geometry.width * scale)), max(1, round(geometry.height * scale))
    stride = width * _BYTES[mode]
    pixels = bytearray(_BLANK) * (stride * height)
    memory = (c_char * len(pixels)).from_buffer(pixels)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, _FORMATS[mode], memory, stride)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(Image.frombuffer(mode, (width, height), pixels, "raw", _LAYOUTS[mode], stride, 1), geometry)


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
