"""Reads PDF: visible text in reading order with its place on the page, and what is out of sight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from ctypes import c_void_p
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, partial
from itertools import chain

import pypdfium2

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.layout.geometry import PageGeometry, box_of
from bole.parsing.layout.lines import Line
from bole.parsing.layout.running_lines import PageLines, without_repeats
from bole.parsing.layout.turned import reading_order_of_turned
from bole.parsing.limits import ParsingLimits
from bole.parsing.parts import Part
from bole.parsing.pdf.asides import Aside, describes, document_asides, page_asides, without_replacements
from bole.parsing.pdf.fonts import font_letters, helped_page_count
from bole.parsing.pdf.letter_shapes import LetterShapes
from bole.parsing.pdf.objects import walk_objects
from bole.parsing.pdf.opening import damaged, geometry_of, is_cut_off, loaded_page, opened, text_of
from bole.parsing.pdf.scans import Scans
from bole.parsing.pdf.sight import look_at
from bole.parsing.pdf.text import HiddenRun, read_text
from bole.parsing.pictures.recognised_page import RecognisedPage
from bole.parsing.pictures.recogniser import Budget
from bole.parsing.text.legibility import is_illegible
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder

_PICTURE_SHARE = 0.5
_ICON_NAME = re.compile("[A-Za-z-]{1,40}")
"""What fonts of icons say of one glyph."""


class _PageState(Enum):
    READ = auto()
    PICTURE = auto()
    """A picture without text."""
    ILLEGIBLE = auto()
    """Its letters have no names, or other names than shapes."""
    CROWDED = auto()
    """Draws more objects than are looked at."""
    BROKEN = auto()


def read_pdf(content: bytes, limits: ParsingLimits, password: str = "", budget: Budget | None = None) -> VisibleText:
    """Reads a PDF.

    Args:
        content: The file.
        limits: Upper bounds.
        password: Opens a protected file.
        budget: What may be recognised of a document of which the PDF is a part; None where it is the document.

    Raises:
        BoleError: DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, DOCUMENT_TOO_LONG or DOCUMENT_WITHOUT_TEXT.
    """
    builder = VisibleTextBuilder()
    with opened(content, password, limits) as document:
        count = len(document)
        scans = Scans.of(budget or Budget.of(limits))
        reader = _Reader(document, content, limits, builder, scans)
        pages = reader.read_all(count)
        lines = without_repeats([PageLines(page.lines, page.geometry.height if page.geometry else 0) for page in pages])
        states = Counter(map(reader.add, pages, lines))
        for kind, said in document_asides(document.raw, content):
            builder.set_aside(kind, said)
    _refuse_unread(states, count, limits)
    unread = count - states[_PageState.READ]
    if unread:
        message = f"{unread} of {count} pages could not be read: they are damaged, pictures without text, in fonts "
        message += f"whose letters have no names, or draw more than {limits.max_page_objects} objects."
        builder.warn(WarningCode.PAGE_UNREADABLE, message)
    if is_cut_off(content):
        builder.warn(WarningCode.PAGE_UNREADABLE, "The end of the file is missing, and pages may be missing with it.")
    scans.warn(builder, count)
    text = builder.build()
    _refuse_without_text(text, pictures=states[_PageState.PICTURE] > 0)
    return text


def fallback_page_count() -> int:
    """Returns how many pages of this process pdfium could not read alone; for measurement only."""
    return helped_page_count()


def _refuse_unread(states: Mapping[_PageState, int], count: int, limits: ParsingLimits) -> None:
    """Refuses a document that has no page to read, with the likeliest reason."""
    crowded, illegible = states[_PageState.CROWDED], states[_PageState.ILLEGIBLE]
    if crowded and crowded + states[_PageState.BROKEN] == count:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LONG,
            f"Each page of the PDF draws more than {limits.max_page_objects} objects; no more are read. Send a version "
            "with text instead of drawings, such as the export of the editor.",
            metadata={"max_page_object_count": str(limits.max_page_objects)},
        )
    if states[_PageState.BROKEN] == count:
        raise damaged("None of its pages can be read.")
    if illegible * 2 > count:
        raise _without_text("the letters of its fonts have no names, so that nobody can copy them")


def _refuse_without_text(text: VisibleText, *, pictures: bool) -> None:
    if sum(map(str.isalnum, text.text)) >= 10:
        return
    raise _without_text("it is a scan or a picture" if pictures else "its pages show no letters")


def _without_text(cause: str) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_WITHOUT_TEXT,
        f"The PDF has no text that can be read: {cause}. Send a version with text, such as the export of the editor"
        + ("." if Part.OCR.is_installed() else f", or install optical recognition with: {Part.OCR.install}."),
    )


@dataclass(frozen=True, slots=True)
class _PageContent:
    """What a page holds, in reading order."""

    geometry: PageGeometry | None = None
    state: _PageState = _PageState.BROKEN
    lines: tuple[Line, ...] = ()
    hidden: tuple[HiddenRun, ...] = ()
    asides: tuple[Aside, ...] = ()
    recognised: RecognisedPage | None = None
    """What the lines come from where the page was read as a picture."""


@dataclass(slots=True)
class _Reader:
    """Reads the pages of one open document, one after the other."""

    document: pypdfium2.PdfDocument
    content: bytes
    limits: ParsingLimits
    builder: VisibleTextBuilder
    scans: Scans
    shapes: LetterShapes = field(default_factory=LetterShapes)
    described: bool = field(init=False)
    """Whether the structure tree may hold texts of its own."""

    def __post_init__(self) -> None:
        """Looks at what holds for all pages."""
        self.described = describes(self.document.raw, self.content)

    def read_all(self, count: int) -> list[_PageContent]:
        """Reads the pages, up to the one with which the text is too long."""
        pages: list[_PageContent] = []
        size = 0
        for index in range(count):
            pages.append(self.read(index))
            size += sum(len(line.text) for line in pages[-1].lines)
            if size > self.limits.max_characters:
                break
        return pages

    def read(self, index: int) -> _PageContent:
        """Returns what a page holds; without lines where it cannot be read."""
        with loaded_page(self.document, index) as page:
            return _PageContent() if page is None else self.content_of(page, index, geometry_of(page))

    def content_of(self, page: c_void_p, index: int, geometry: PageGeometry) -> _PageContent:
        objects = walk_objects(page, geometry, self.limits.max_page_objects)
        if not objects.complete:
            return _PageContent(geometry, _PageState.CROWDED)
        replaced = without_replacements(chain(objects.texts, objects.areas))
        with text_of(page) as text_page:
            if text_page is None:
                return _PageContent(geometry)
            letters = cache(partial(font_letters, self.content, index))
            text = read_text(text_page, geometry, {}, letters)
            sight = look_at(page, text, geometry=geometry, objects=objects, shapes=self.shapes)
            if sight.hidden:
                text = read_text(text_page, geometry, sight.hidden, letters)
        asides = (*replaced, *page_asides(page, described=self.described))
        illegible = sight.misnamed or (not sight.vouched and is_illegible("\n".join(run.text for run in text.runs)))
        if illegible:
            scan = self.scans.recognised_page(page, geometry)
        elif sight.layer:
            scan = self.scans.checked_layer(text.runs, page, geometry)
        else:
            scan = self.scans.instead_of(text.runs, page, geometry, objects)
        if scan:
            hidden = (*text.hidden, *scan.hidden)
            return _PageContent(geometry, _PageState.READ, scan.lines, hidden, asides, scan.recognised)
        if illegible:
            return _PageContent(geometry, _PageState.ILLEGIBLE)
        return _PageContent(
            geometry,
            _PageState.PICTURE if objects.image_share >= _PICTURE_SHARE else _PageState.READ,
            reading_order_of_turned(text.runs, objects.rulings, geometry, text.quarter_turns),
            text.hidden,
            asides,
        )

    def add(self, page: _PageContent, lines: Iterable[Line]) -> _PageState:
        """Adds a page to the text and tells what became of it."""
        before = self.builder.size
        for line in lines:
            if line.apart:
                self.builder.add_blank()
            self.builder.add_line(line.text, box_of(line.area))
        for run in page.hidden:
            if run.kind is HiddenTextKind.REPLACEMENT_TEXT and _ICON_NAME.fullmatch(run.text.strip()):
                self.builder.set_aside(run.kind, run.text, self.builder.page_number, box_of(run.area))
            else:
                self.builder.hide(run.kind, run.text, box_of(run.area))
        for kind, said in page.asides:
            self.builder.set_aside(kind, said, self.builder.page_number)
        read = self.builder.size > before
        width, height = (page.geometry.width, page.geometry.height) if page.geometry else (0.0, 0.0)
        if page.recognised:
            self.scans.recogniser.taken.append(page.recognised)
        confidence = page.recognised.confidence if page.recognised else None
        self.builder.end_page(round(width, 2), round(height, 2), ocr_confidence=confidence)
        self.builder.refuse_beyond(self.limits.max_characters)
        return _PageState.READ if read and page.state is _PageState.PICTURE else page.state
