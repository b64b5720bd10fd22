"""Paints pages of documents as pictures, as a person sees them, or with bars over who the candidate is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.intake import read_document
from bole.parsing.layout.bars import Bar, PageText, Shade, bars_of
from bole.parsing.layout.geometry import Rectangle
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import ARCHIVES, MAILS, PICTURES, MediaType, declared_media_type
from bole.parsing.pdf.opening import opened
from bole.parsing.pdf.painting import page_bars, painted
from bole.parsing.pictures.decoding import page_of
from bole.parsing.pictures.recognised_page import page_points
from bole.parsing.sniffing import sniff_binary

_MOST_PIXELS = 6_000_000
_COLORS = {Shade.PERSONAL: (38, 43, 51), Shade.UNREAD: (214, 218, 224)}
_MOST_COLORS = 256
"""A page of text has few, and as a picture with a palette it is a third of the size, written in less time."""
_COMPRESSION = 4
"""Of zlib, 0..9: larger saves little and takes long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedPage:
    """A page as a PNG file, and its size in PDF points."""

    png: bytes
    width_points: float
    height_points: float
    page_count: int


def has_pages(document: Document) -> bool:
    """Tells whether a document is of a format that has pages to paint, or may hold one that has."""
    media_type = _media_type(document)
    return _is_paged(media_type) or _is_container(media_type)


def bars_of_pages(
    document: Document, texts: Sequence[PageText], sizes: Sequence[tuple[float, float]], limits: ParsingLimits
) -> tuple[tuple[Bar, ...], ...]:
    """Returns the bars that hide who the candidate is, for each page; none for formats without pages.

    Args:
        document: A document that holds no other.
        texts: What is known of its pages, in order.
        sizes: Width and height of the pages in points.
        limits: Upper bounds.

    Raises:
        BoleError: As `paint`.
    """
    media_type = _media_type(document)
    if media_type is MediaType.PDF:
        return page_bars(document.content, document.password, texts, limits)
    if not _is_paged(media_type):
        return tuple(() for _ in texts)
    return tuple(bars_of(text, (), [Rectangle(0.0, 0.0, *size)]) for text, size in zip(texts, sizes, strict=True))


def paint(
    document: Document,
    page_number: int,
    width_pixels: int,
    limits: ParsingLimits,
    bars: Sequence[Sequence[Bar]] | None = None,
) -> PaintedPage:
    """Paints a page; those of mails and archives are the pages of what they hold, in the order of the text.

    Args:
        document: The document.
        page_number: Which page, from 1.
        width_pixels: Width of the picture, above 0; a page of more than 6 million pixels comes smaller.
        limits: Upper bounds.
        bars: What is painted over on each page; None paints the page as it is.

    Raises:
        BoleError: DOCUMENT_WITHOUT_PAGES; ARGUMENT_INVALID where there is no such page; DOCUMENT_ENCRYPTED,
            DOCUMENT_DAMAGED, DOCUMENT_TOO_LONG, DOCUMENT_TOO_LARGE or MEDIA_TYPE_UNSUPPORTED; for mails and archives
            what `parser.parse` raises.
    """
    media_type = _media_type(document)
    if _is_container(media_type):
        return _inner_page(document, page_number, width_pixels, limits, bars)
    if not _is_paged(media_type):
        raise _without_pages()
    if media_type is MediaType.PDF:
        return _pdf_page(document, page_number, width_pixels, limits, bars)
    image, count = page_of(document.content, page_number - 1, limits)
    if image is None:
        raise _no_such_page(page_number, count)
    units = page_points(*image.size)
    scale = min(width_pixels / image.width, (_MOST_PIXELS / (image.width * image.height)) ** 0.5)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    shown = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
    return PaintedPage(
        png=_png(shown, scale / units, bars[page_number - 1] if bars is not None else ()),
        width_points=round(image.width * units, 2),
        height_points=round(image.height * units, 2),
        page_count=count,
    )


def _inner_page(
    document: Document,
    page_number: int,
    width_pixels: int,
    limits: ParsingLimits,
    bars: Sequence[Sequence[Bar]] | None,
) -> PaintedPage:
    leaves = read_document(document, limits).leaves
    count = sum(leaf.page_count for leaf in leaves)
    first = 0
    for leaf in leaves:
        if page_number <= first + leaf.page_count:
            own = None if bars is None else bars[first : first + leaf.page_count]
            page = paint(leaf.document, page_number - first, width_pixels, limits, own)
            return replace(page, page_count=count)
        first += leaf.page_count
    raise _no_such_page(page_number, count)


def _pdf_page(
    document: Document,
    page_number: int,
    width_pixels: int,
    limits: ParsingLimits,
    bars: Sequence[Sequence[Bar]] | None,
) -> PaintedPage:
    with opened(document.content, document.password, limits) as pdf:
        count = len(pdf)
        if page_number > count:
            raise _no_such_page(page_number, count)
        page, geometry = painted(pdf, page_number - 1, width_pixels, annotated=bars is None)
        return PaintedPage(
            png=_png(page.image, page.scale, bars[page_number - 1] if bars is not None else ()),
            width_points=round(geometry.width, 2),
            height_points=round(geometry.height, 2),
            page_count=count,
        )


def _png(image: Image.Image, scale: float, bars: Sequence[Bar]) -> bytes:
    """Returns a picture with its bars; `scale` are pixels a point."""
    masked = _masked(image, scale, bars) if bars else image
    few = masked.quantize(_MOST_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = BytesIO()
    few.save(file, "PNG", compress_level=_COMPRESSION, icc_profile=None)  # may be megabytes, and say anything
    return file.getvalue()


def _masked(image: Image.Image, scale: float, bars: Sequence[Bar]) -> Image.Image:
    masked = image.copy()
    for bar in bars:
        left, right = (_within(edge * scale, image.width) for edge in (bar.area.left, bar.area.right))
        top, bottom = (_within(edge * scale, image.height) for edge in (bar.area.top, bar.area.bottom))
        if left < right and top < bottom:
            place = left, top, right, bottom
            masked.paste(image.crop(place) if bar.shade is Shade.OPEN else _COLORS[bar.shade], place)
    return masked


def _within(edge: float, size: int) -> int:
    """Returns a place on the picture, also for what is off it or nowhere (NaN)."""
    return round(min(max(0.0, edge), size))


def _media_type(document: Document) -> MediaType | None:
    return sniff_binary(document.content, declared_media_type(document))


def _is_container(media_type: MediaType | None) -> bool:
    return media_type in MAILS or media_type in ARCHIVES


def _is_paged(media_type: MediaType | None) -> bool:
    return media_type is MediaType.PDF or media_type in PICTURES


def _without_pages() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_WITHOUT_PAGES,
        "Only PDF files and pictures have pages that can be painted. Show the text of this page instead.",
    )


def _no_such_page(page_number: int, count: int) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        f"There is no page {page_number}: the document has {count}.",
        field="page_number",
        metadata={"page_number": str(page_number), "page_count": str(count)},
    )
