"""Renders a page small and tells what colour lies behind an area."""

from __future__ import annotations

from ctypes import c_void_p, string_at
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from bole.parsing.layout.geometry import PageGeometry, Rectangle

_MOST_PIXELS = 2_000_000
_WHITE = 0xFFFFFFFF
_NEAR_WHITE = 240
_BYTES_A_PIXEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """The pixels of a page, four bytes each (blue, green, red, unused), row by row from the top."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float
    """Pixels a point."""

    def mostly_white(self, area: Rectangle) -> bool:
        """Tells whether at least half of the pixels of an area are white; so is what lies outside of the page."""
        left, right = (min(self.width, max(0, round(x * self.scale))) for x in (area.left, area.right))
        top, bottom = (min(self.height, max(0, round(y * self.scale))) for y in (area.top, area.bottom))
        white = seen = 0
        for y in range(top, max(bottom, top + 1)):
            row = self.pixels[y * self.stride + left * _BYTES_A_PIXEL : y * self.stride + right * _BYTES_A_PIXEL]
            channels = zip(row[::4], row[1::4], row[2::4], strict=False)
            white += sum(min(channel) >= _NEAR_WHITE for channel in channels)
            seen += len(row) // _BYTES_A_PIXEL
        return white * 2 >= seen


def render(page: c_void_p, geometry: PageGeometry) -> RenderedPage:
    """Renders a page at one pixel a point, less for pages of the size of a poster."""
    scale = min(1.0, (_MOST_PIXELS / max(1.0, geometry.width * geometry.height)) ** 0.5)
    width, height = max(1, round(geometry.width * scale)), max(1, round(geometry.height * scale))
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
        stride = int(pdfium.FPDFBitmap_GetStride(bitmap))
        pixels = string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return RenderedPage(pixels=pixels, stride=stride, width=width, height=height, scale=scale)
