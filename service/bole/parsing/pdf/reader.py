"""Reads PDF: visible text in reading order with its place on the page, and what is out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_void_p
from functools import cache, partial
from itertools import chain

import pypdfium2
import pypdfium2.raw as pdfium

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Box, WarningCode
from bole.parsing.layout.geometry import PageGeometry, Rectangle, page_geometry
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.asides import document_asides, page_asides, shows_fields, without_replacements
from bole.parsing.pdf.fonts import font_letters, helped_page_count
from bole.parsing.pdf.objects import walk_objects
from bole.parsing.pdf.sight import look_at
from bole.parsing.pdf.text import read_text
from bole.parsing.protection import locked
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder

_PICTURE_SHARE = 0.5


def read_pdf(content: bytes, limits: ParsingLimits, password: str = "") -> VisibleText:
    """Reads a PDF; `password` opens a protected one.

    Raises:
        BoleError: DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, DOCUMENT_TOO_LONG or DOCUMENT_WITHOUT_TEXT.
    """
    _refuse_truncated(content)
    builder = VisibleTextBuilder()
    with _opened(content, password) as document:
        count = len(document)
        _refuse_page_count(count, limits)
        broken = pictures = 0
        for index in range(count):
            before = builder.size
            share = _read_page(document, content, index, builder, limits)
            broken += share is None
            pictures += share is not None and share >= _PICTURE_SHARE and builder.size == before
            builder.refuse_beyond(limits.max_characters)
        for kind, said in document_asides(document.raw, content):
            builder.set_aside(kind, said)
    if broken == count:
        raise _damaged("None of its pages can be read.")
    if broken or pictures:
        message = f"{broken + pictures} of {count} pages could not be read: they are damaged or pictures without text."
        builder.warn(WarningCode.PAGE_UNREADABLE, message)
    text = builder.build()
    _refuse_without_text(text, pictures=pictures > 0)
    return text


def fallback_page_count() -> int:
    """Returns how many pages of this process pdfium could not read alone; for measurement only."""
    return helped_page_count()


def _refuse_truncated(content: bytes) -> None:
    """Refuses a file that was cut off: repaired, it would silently lack its last pages."""
    end = content[max(content.rfind(b"endobj"), content.rfind(b"endstream"), 0) :]
    if b"startxref" not in end and b"%%EOF" not in end:
        raise _damaged("Its end is missing: it was cut off on the way.")


def _damaged(what: str) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED, f"The PDF is damaged. {what} Save it again from the program that made it."
    )


@contextmanager
def _opened(content: bytes, password: str) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(content, password=password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise locked("PDF", password) from None
        raise _damaged("It cannot be opened.") from None
    try:
        yield document
    finally:
        document.close()


def _refuse_page_count(count: int, limits: ParsingLimits) -> None:
    if count == 0:
        raise _damaged("It has no pages.")
    if count > limits.max_pages:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LONG,
            f"The PDF has {count} pages; at most {limits.max_pages} are read. Send only the pages of the resume.",
            metadata={"page_count": str(count), "max_page_count": str(limits.max_pages)},
        )


def _refuse_without_text(text: VisibleText, *, pictures: bool) -> None:
    if sum(map(str.isalnum, text.text)) >= 10:
        return
    cause = "it is a scan or a picture" if pictures else "its pages show no letters"
    raise BoleError(
        ErrorReason.DOCUMENT_WITHOUT_TEXT,
        f"The PDF has no text that can be read: {cause}. Send a version with text, such as the export of the editor.",
    )


def _read_page(
    document: pypdfium2.PdfDocument, content: bytes, index: int, builder: VisibleTextBuilder, limits: ParsingLimits
) -> float | None:
    """Adds one page and returns the share of it that pictures take; None when it cannot be read."""
    with _page(document, index) as page:
        if page is None:
            builder.end_page()
            return None
        geometry = _geometry(page)
        objects = walk_objects(page, geometry, limits.max_page_objects)
        asides = without_replacements(chain(objects.texts, objects.areas))
        with _text_page(page) as text_page:
            if text_page is None:
                builder.end_page()
                return None
            letters = cache(partial(font_letters, content, index))
            text = read_text(text_page, geometry, {}, letters)
            sight = look_at(page, text_page, geometry, text, objects)
            if sight.hidden:
                text = read_text(text_page, geometry, sight.hidden, letters)
        asides += page_asides(page, tagged=_is_tagged(document))
    for line in reading_order(text.runs, objects.rulings, geometry.width):
        if line.apart:
            builder.add_blank()
        builder.add_line(line.text, _box(line.area))
    for run in text.hidden:
        builder.hide(run.kind, run.text, _box(run.area))
    for kind, said in asides:
        builder.set_aside(kind, said, builder.page_number)
    builder.end_page(round(geometry.width, 2), round(geometry.height, 2))
    return objects.image_share


@contextmanager
def _page(document: pypdfium2.PdfDocument, index: int) -> Iterator[c_void_p | None]:
    """Loads a page, with filled form fields and notes as part of it; None when pdfium cannot read it."""
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if page and shows_fields(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document.raw, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def _text_page(page: c_void_p) -> Iterator[c_void_p | None]:
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        yield text_page or None
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)


def _is_tagged(document: pypdfium2.PdfDocument) -> bool:
    return bool(pdfium.FPDFCatalog_IsTagged(document.raw))


def _geometry(page: c_void_p) -> PageGeometry:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return page_geometry(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))


def _box(area: Rectangle) -> Box:
    return Box(
        left=round(area.left, 2), top=round(area.top, 2), right=round(area.right, 2), bottom=round(area.bottom, 2)
    )
