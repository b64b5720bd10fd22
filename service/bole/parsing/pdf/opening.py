"""Opens a PDF and its pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_void_p

import pypdfium2
import pypdfium2.raw as pdfium

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.layout.geometry import PageGeometry, page_geometry
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.asides import shows_fields
from bole.parsing.protection import locked


@contextmanager
def opened(content: bytes, password: str, limits: ParsingLimits) -> Iterator[pypdfium2.PdfDocument]:
    """Opens a PDF while the context lasts.

    Args:
        content: The file.
        password: Opens a protected file; empty where none is known.
        limits: Upper bounds.

    Raises:
        BoleError: DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, or DOCUMENT_TOO_LONG for too many pages.
    """
    try:
        document = _unlocked(content, password)
    except pypdfium2.PdfiumError as error:
        if _is_locked(error):
            raise locked("PDF", password) from None
        cut_off = is_cut_off(content)
        raise damaged("Its end is missing: it was cut off." if cut_off else "It cannot be opened.") from None
    try:
        _refuse_page_count(len(document), limits)
        yield document
    finally:
        document.close()


@contextmanager
def loaded_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[c_void_p | None]:
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
def text_of(page: c_void_p) -> Iterator[c_void_p | None]:
    """Finds the text of a page; None when pdfium cannot."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        yield text_page or None
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)


def geometry_of(page: c_void_p) -> PageGeometry:
    """Returns how a page is shown."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return page_geometry(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))


def is_cut_off(content: bytes) -> bool:
    """Tells whether the end of a file is missing: repaired, it may lack its last pages."""
    end = content[max(content.rfind(b"endobj"), content.rfind(b"endstream"), 0) :]
    return b"startxref" not in end and b"%%EOF" not in end


def damaged(what: str) -> BoleError:
    """Returns the error for a file that is not what it says; `what` is a sentence on that."""
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED, f"The PDF is damaged. {what} Save it again from the program that made it."
    )


def _unlocked(content: bytes, password: str) -> pypdfium2.PdfDocument:
    # PDF 2.0 wants passwords in one of the spellings that Unicode has for them (SASLprep, RFC 4013).
    prepared = unicodedata.normalize("NFKC", password.replace("\u00ad", ""))
    try:
        return pypdfium2.PdfDocument(content, password=password or None)
    except pypdfium2.PdfiumError as error:
        if not _is_locked(error) or prepared == password:
            raise
    return pypdfium2.PdfDocument(content, password=prepared or None)


def _is_locked(error: pypdfium2.PdfiumError) -> bool:
    return error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


def _refuse_page_count(count: int, limits: ParsingLimits) -> None:
    if count == 0:
        raise damaged("It has no pages.")
    if count > limits.max_pages:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LONG,
            f"The PDF has {count} pages; at most {limits.max_pages} are read. Send only the pages of the resume.",
            metadata={"page_count": str(count), "max_page_count": str(limits.max_pages)},
        )
