"""Scanned pages: a picture of a page with a layer of text that nobody sees, which is honest or says something else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pypdfium2

from bole.domain.resume import HiddenTextKind as Kind
from tests.corpus.carrier import Carrier
from tests.corpus.pdf_carriers import resume_sheet
from tests.corpus.pdf_file import PAGE_HEIGHT, PAGE_WIDTH, Sheet
from tests.corpus.resumes import resume_lines

_DOTS_PER_INCH = 120


@cache
def scan_of(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """Returns the first page of a PDF as grey pixels, as a scanner would see it, and their width and height."""
    document = pypdfium2.PdfDocument(content)
    bitmap = document[0].render(scale=_DOTS_PER_INCH / 72, grayscale=True)
    pixels = bytes(bitmap.to_numpy().tobytes()) if bitmap.stride == bitmap.width else _rows(bitmap)
    size = int(bitmap.width), int(bitmap.height)
    document.close()
    return pixels, size


def _rows(bitmap: pypdfium2.PdfBitmap) -> bytes:
    data = bytes(bitmap.buffer)
    return b"".join(data[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))


def scanned_sheet(language_code: str) -> Sheet:
    """Returns a page that shows the picture of a resume and nothing else."""
    pixels, size = scan_of(resume_sheet(language_code).save())
    sheet = Sheet()
    sheet.picture(pixels, size, (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    return sheet


def add_layer(sheet: Sheet, lines: tuple[str, ...]) -> None:
    """Writes lines where the resume of the picture has them, unseen."""
    for number, line in enumerate(lines):
        sheet.text(50, 800 - number * 16, line, state="3 Tr")


def _layer_says_more(words: str, language_code: str) -> bytes:
    sheet = scanned_sheet(language_code)
    add_layer(sheet, resume_lines(language_code))
    sheet.text(50, 300, words, state="3 Tr")
    return sheet.save()


def _layer_under_the_picture_says_more(words: str, language_code: str) -> bytes:
    sheet = Sheet()
    sheet.lines(resume_lines(language_code))
    sheet.text(50, 300, words)
    pixels, size = scan_of(resume_sheet(language_code).save())
    sheet.picture(pixels, size, (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    return sheet.save()


def _layer_says_another_line(words: str, language_code: str) -> bytes:
    lines = resume_lines(language_code)
    sheet = scanned_sheet(language_code)
    add_layer(sheet, (*lines[:5], words or lines[5], *lines[6:]))
    return sheet.save()


def _words_under_a_picture_of_words(words: str, language_code: str) -> bytes:
    banner = Sheet()
    banner.box(0, 0, PAGE_WIDTH, PAGE_HEIGHT, "0.9 0.93 0.96 rg")
    banner.text(40, 700, "Harbor Ltd 2024", size=60)
    pixels, size = scan_of(banner.save())
    sheet = resume_sheet(language_code)
    sheet.text(60, 300, words)
    sheet.picture(pixels, size, (40, 260, 500, 80))
    return sheet.save()


def _remapped_glyphs(words: str, language_code: str) -> bytes:
    """Draws an innocent line by glyphs that claim to be other letters."""
    line = "Plays chess and sings in a choir on Sundays; walks the hills of the coast in summer."
    sheet = resume_sheet(language_code)
    shown = line[: len(words)] if words else line
    sheet.text(50, 300, shown, said=words or shown, font="F3")
    return sheet.save()


def _carrier(name: str, make: Callable[[str, str], bytes], *kinds: Kind, replaces: bool = False) -> Carrier:
    return Carrier(name=name, file_name="scan.pdf", kinds=frozenset(kinds), make=make, replaces=replaces)


SCAN_CARRIERS = (
    _carrier("layer of a scan that says more", _layer_says_more, Kind.SCAN_MISMATCH, Kind.RENDER_MODE),
    _carrier(
        "layer under a scan that says more", _layer_under_the_picture_says_more, Kind.SCAN_MISMATCH, Kind.COVERED
    ),
    _carrier("layer of a scan that says another line", _layer_says_another_line, Kind.SCAN_MISMATCH, replaces=True),
    _carrier("words under a picture of words", _words_under_a_picture_of_words, Kind.COVERED, Kind.SCAN_MISMATCH),
    _carrier(
        "glyphs that claim to be other letters", _remapped_glyphs, Kind.SCAN_MISMATCH, Kind.REPLACEMENT_TEXT,
        Kind.NO_INK, replaces=True,
    ),
)  # fmt: skip
