"""What documents are read with: parts that may be left out, and fonts."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import ImageChops

from bole.cli.doctor.findings import Finding, good, warning
from bole.parsing.parts import Part
from bole.settings import Settings

_PAGE = b"""%%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 40 40] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length 41>> stream
BT /F 32 Tf 4 8 Td <%s> Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R]>> endobj
6 0 obj <</Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo
<</Registry (Adobe) /Ordering (GB1) /Supplement 2>> /FontDescriptor 7 0 R>> endobj
7 0 obj <</Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0
/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93>> endobj
trailer <</Root 1 0 R>>
"""
"""A page with one letter in a font of Adobe's that files name and do not hold."""

_LETTERS = (b"738B", b"660E")
"""Two that look different: U+738B and U+660E."""


def parts(_settings: Settings) -> Iterator[Finding]:
    """Looks for what the default install leaves out."""
    for part in Part:
        if part.is_installed():
            yield good("reading", f"{part.reads}: installed")
        else:
            yield warning("reading", f"{part.reads}: missing: {part.install}")


def fonts(_settings: Settings) -> Iterator[Finding]:
    """Draws Chinese letters as PDF files have them drawn that bring no fonts.

    What leaves no trace on a rendered page counts as hidden from people: without a font that would be all of it.
    """
    if draws_chinese():
        yield good("fonts", "Chinese letters are drawn")
    else:
        yield warning(
            "fonts",
            "No font has Chinese letters, so that PDF files which bring none of their own are refused or read in "
            "part: apt-get install fonts-wqy-microhei",
        )


def draws_chinese() -> bool:
    """Tells whether two letters leave traces, and different ones."""
    one, other = (pdfium.PdfDocument(_PAGE % letter)[0].render().to_pil().convert("L") for letter in _LETTERS)
    return ImageChops.difference(one, other).getbbox() is not None
