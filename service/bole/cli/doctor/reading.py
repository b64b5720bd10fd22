"""What documents are read with: parts that may be left out, and fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFont

from bole.cli.doctor.findings import Finding, bad, good, warning
from bole.domain.errors import BoleError
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import MediaType
from bole.parsing.office.conversion import docx_of
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
    """Tries what the default install leaves out, where it is there."""
    for part in Part:
        if not part.is_installed():
            yield warning("reading", f"{part.reads}: missing: {part.install}")
        elif _works(part):
            yield good("reading", f"{part.reads}: can be read")
        else:
            yield bad("reading", f"{part.reads}: installed, and does not work: install it anew: {part.install}")


def _works(part: Part) -> bool:
    try:
        return _TRIES[part]()
    except (BoleError, ImportError, OSError, RuntimeError, ValueError):
        return False


def _reads_pictures() -> bool:
    """Has a line of text recognised, which takes a second."""
    from bole.parsing.pictures.recognition import recognise  # noqa: PLC0415  # its packages are an extra

    picture = Image.new("RGB", (400, 80), "white")
    ImageDraw.Draw(picture).text((20, 15), _LINE, fill="black", font=ImageFont.load_default(size=40))
    return any(_LINE in piece.text for piece in recognise(picture, _MOST_COLUMNS).pieces)


def _converts() -> bool:
    """Has LibreOffice open a file, which takes a second."""
    return bool(docx_of(rb"{\rtf1\ansi Bole\par}", MediaType.RTF, ParsingLimits()))


def _opens_archives() -> bool:
    import py7zr  # noqa: F401, PLC0415  # an extra

    return True


_LINE = "Bole reads this"
_MOST_COLUMNS = 10_000
_TRIES: Mapping[Part, Callable[[], bool]] = {
    Part.ARCHIVES: _opens_archives,
    Part.LIBREOFFICE: _converts,
    Part.OCR: _reads_pictures,
}


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
