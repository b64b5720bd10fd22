"""Paints pages of a PDF, and finds what has to be painted over on a masked one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_void_p

import pypdfium2
import pypdfium2.raw as pdfium

from bole.parsing.layout.bars import Bar, Letter, PageText, bars_of
from bole.parsing.layout.geometry import PageGeometry, Rectangle
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.objects import walk_objects
from bole.parsing.pdf.opening import damaged, geometry_of, loaded_page, opened, text_of
from bole.parsing.pdf.page_characters import PageCharacters
from bole.parsing.pdf.rendering import Picture, render


def painted(
    document: pypdfium2.PdfDocument, index: int, width_pixels: int, *, annotated: bool
) -> tuple[Picture, PageGeometry]:
    """Paints a page, at most 6 million pixels of it: larger ones come smaller.

    Args:
        document: An open PDF, of which the page is changed.
        index: The page, from 0.
        width_pixels: How wide the picture is to be.
        annotated: Paint annotations, too; form fields, notes and stamps are part of the page in any case.

    Raises:
        BoleError: DOCUMENT_DAMAGED where the page cannot be read.
    """
    with loaded_page(document, index) as page:
        if page is None:
            raise damaged(f"Page {index + 1} cannot be read.")
        for number in () if annotated else reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
            pdfium.FPDFPage_RemoveAnnot(page, number)
        geometry = geometry_of(page)
        return render(page, geometry, scale=width_pixels / max(1.0, geometry.width), mode="RGB"), geometry


def page_bars(
    content: bytes, password: str, texts: Sequence[PageText], limits: ParsingLimits
) -> tuple[tuple[Bar, ...], ...]:
    """Returns the bars of each page.

    Args:
        content: The PDF.
        password: Opens a protected file.
        texts: What is known of its pages, in order.
        limits: Upper bounds.

    Raises:
        BoleError: As `opening.opened`.
    """
    with opened(content, password, limits) as document:
        return tuple(_bars(document, index, text, limits) for index, text in enumerate(texts))


def _bars(document: pypdfium2.PdfDocument, index: int, text: PageText, limits: ParsingLimits) -> tuple[Bar, ...]:
    with loaded_page(document, index) as page:
        if page is None:
            return ()
        geometry = geometry_of(page)
        objects = walk_objects(page, geometry, limits.max_page_objects)
        if text.recognised or not text.lines or not objects.complete:
            return bars_of(text, (), [Rectangle(0.0, 0.0, geometry.width, geometry.height)])
        return bars_of(text, list(_letters(page, geometry)), [thing.area for thing in objects.areas if thing.image])


def _letters(page: c_void_p, geometry: PageGeometry) -> Iterator[Letter]:
    with text_of(page) as handle:
        if handle is None:
            return
        characters = PageCharacters(handle, geometry)
        for position, character in enumerate(characters.text):
            if not character.isspace():
                yield Letter(character, characters.box(position))
