"""Letters of fonts whose codes pdfium cannot name, looked up in the tables of the embedded font programs.

Old TeX documents draw "fi" with a code that only the font program explains; pdfium hands out the bare code, the font
reader behind pdfplumber knows the letter. Loading the fonts costs a tenth of what reading the page with it would.
"""

from __future__ import annotations

import re
import struct
from ctypes import c_char, c_int, c_void_p
from io import BytesIO
from itertools import islice

import pypdfium2.raw as pdfium
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, dict_value
from pdfminer.psexceptions import PSException

_UNNAMED = re.compile(r"(?<=[^\W\d_])[\x01-\x08\x0e-\x1f\x7f-\x9f]|[\x01-\x08\x0e-\x1f\x7f-\x9f](?=[^\W\d_])")
_CODE = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x9f]")  # quick to look for: most pages have none
_NAME_BYTES = 256

# What damaged font dictionaries make the font reader raise; a font that cannot be read leaves its codes unnamed.
_DAMAGED_FONT = (
    PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
    RecursionError, AssertionError, struct.error,
)  # fmt: skip

_HELPED = {"pages": 0}

FontLetters = dict[tuple[str, int], str]
"""The letters behind (name of the font, code)."""


def unnamed_codes(text: str) -> list[int]:
    """Returns the positions in `text` of bare codes that stand beside letters, as parts of words do."""
    return [match.start() for match in _UNNAMED.finditer(text)] if _CODE.search(text) else []


def helped_page_count() -> int:
    """Returns how many pages of this process needed the font tables; for measurement only."""
    return _HELPED["pages"]


def font_letters(content: bytes, page_index: int) -> FontLetters:
    """Reads which letters the fonts of a page draw for the codes below 160.

    Args:
        content: The PDF.
        page_index: 0-based.
    """
    _HELPED["pages"] += 1
    found: FontLetters = {}
    try:
        document = PDFDocument(PDFParser(BytesIO(content)))
        page = next(islice(PDFPage.create_pages(document), page_index, None), None)
        fonts = dict_value(page.resources.get("Font", {})) if page else {}
        manager = PDFResourceManager()
        for reference in fonts.values():
            number = reference.objid if isinstance(reference, PDFObjRef) else None
            found |= _letters(manager.get_font(number, dict_value(reference)))
    except _DAMAGED_FONT:
        return found
    return found


def font_name(text_page: c_void_p, index: int) -> str:
    """Returns the name of the font of one character of pdfium, without the prefix of a subset."""
    name = (c_char * _NAME_BYTES)()
    written = pdfium.FPDFText_GetFontInfo(text_page, index, name, _NAME_BYTES, c_int())
    return _base_name(bytes(name)[: max(0, min(written, _NAME_BYTES) - 1)].decode("utf-8", errors="replace"))


def _base_name(name: str) -> str:
    return name.rpartition("+")[2]


def _letters(font: PDFFont) -> FontLetters:
    found: FontLetters = {}
    name = _base_name(str(getattr(font, "fontname", "")))
    for code in (*range(1, 32), *range(127, 160)):
        try:
            letters = font.to_unichr(code)
        except _DAMAGED_FONT:
            continue
        if letters.isalpha():
            found[name, code] = letters
    return found
