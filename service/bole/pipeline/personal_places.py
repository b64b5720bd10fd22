"""Finds what has to be painted over on the pages of a document, so that nobody sees who the candidate is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.resume import Box, Page, ParsedResume, Profile
from bole.domain.spans import Span
from bole.evidence.masking import mask
from bole.evidence.reading import Reading, read
from bole.parsing.layout.bars import Bar, PageText, ShownLine
from bole.parsing.layout.geometry import Rectangle
from bole.parsing.limits import ParsingLimits
from bole.parsing.painter import bars_of_pages, has_pages
from bole.parsing.parser import parse, parse_with_leaves

Bars = tuple[tuple[Bar, ...], ...]
"""Of each page."""


def page_bars(document: Document, documents: Sequence[Document], limits: ParsingLimits) -> Bars:
    """Returns what has to be painted over on each page of a document; nothing for one without pages.

    Args:
        document: The document.
        documents: All of its candidate: what one of them knows is covered in each, as it is masked for a model.
        limits: Upper bounds.

    Raises:
        BoleError: The document cannot be read.
    """
    if not has_pages(document):
        return ()
    resume, leaves = parse_with_leaves(document, limits)
    reading = read(resume, role=document.role)
    cuts = mask(reading, _others(document, documents, limits)).cuts
    texts = [_page_text(reading, page, cuts) for page in resume.pages]
    sizes = [(page.width_points, page.height_points) for page in resume.pages]
    bars: list[tuple[Bar, ...]] = []
    for leaf in leaves:
        own = slice(len(bars), len(bars) + leaf.page_count)
        bars += bars_of_pages(leaf.document, texts[own], sizes[own], limits)
    return tuple(bars)


def parsed_with_personal(
    document: Document, documents: Sequence[Document], limits: ParsingLimits
) -> tuple[ParsedResume, tuple[Span, ...]]:
    """Reads a document, and says where it tells who the candidate is, in text order.

    Args:
        document: The document.
        documents: All of its candidate, as for `page_bars`.
        limits: Upper bounds.

    Raises:
        BoleError: The document cannot be read.
    """
    resume = parse(document, limits)
    return resume, mask(read(resume, role=document.role), _others(document, documents, limits)).cuts


def _others(document: Document, documents: Sequence[Document], limits: ParsingLimits) -> list[Profile]:
    """Returns what the other documents say of the candidate; one that cannot be read says nothing."""
    found: list[Profile] = []
    for one in documents:
        if one != document:
            with suppress(BoleError):
                found.append(parse(one, limits).profile)
    return found


def _page_text(reading: Reading, page: Page, cuts: Sequence[Span]) -> PageText:
    return PageText(
        lines=tuple(_lines(reading, page, cuts)),
        hidden=tuple(_hidden(reading.resume, page)),
        recognised=page.ocr_confidence is not None,
    )


def _lines(reading: Reading, page: Page, cuts: Sequence[Span]) -> Iterator[ShownLine]:
    for line in reading.lines:
        if line.page_number == page.number and line.box is not None:
            parts = [_common(line.span, cut) for cut in _touching(line.span, cuts)]
            yield ShownLine(
                text=line.span.of(reading.text),
                area=_area(line.box),
                personal=tuple(part.of(reading.text) for part in parts),
            )


def _hidden(resume: ParsedResume, page: Page) -> Iterator[Rectangle]:
    for one in resume.hidden_text:
        if one.page_number == page.number and one.box is not None:
            yield _area(one.box)


def _touching(span: Span, cuts: Sequence[Span]) -> Sequence[Span]:
    """Returns the cuts that share a code point with a span; cuts stand in order and apart."""
    first = bisect_right(cuts, span.start, key=lambda cut: cut.end)
    return cuts[first : bisect_left(cuts, span.end, key=lambda cut: cut.start)]


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _area(box: Box) -> Rectangle:
    return Rectangle(box.left, box.top, box.right, box.bottom)
