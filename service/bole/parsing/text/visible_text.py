"""Collects the lines that a person sees, page by page, and keeps apart what a person does not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Box, HiddenText, HiddenTextKind, Page, TextLine, Warning, WarningCode
from bole.domain.spans import Span
from bole.parsing.text.characters import clean_excerpt, clean_line
from bole.parsing.text.unread import UnreadText, unread_findings

_MOST_FINDINGS = 1_000  # a document that hides more has told enough of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleText:
    """A document as a person sees it; spans are half-open code points of `text`."""

    text: str
    """NFC; lines end with a line feed, at most one blank line in a row, none at either end."""
    pages: tuple[Page, ...]
    lines: tuple[TextLine, ...]
    hidden_text: tuple[HiddenText, ...]
    unread: tuple[HiddenText, ...] = ()
    """What the file carries beside its pages, with words that they lack (`unread_findings`)."""
    warnings: tuple[Warning, ...]


@dataclass(slots=True)
class VisibleTextBuilder:
    """Puts a `VisibleText` together; used by the reader of each format from top to bottom."""

    size: int = 0
    """Code points collected so far."""
    _texts: list[str] = field(default_factory=list)
    _lines: list[TextLine] = field(default_factory=list)
    _pages: list[Page] = field(default_factory=list)
    _hidden: list[HiddenText] = field(default_factory=list)
    _beside: list[UnreadText] = field(default_factory=list)
    _warnings: list[Warning] = field(default_factory=list)
    _page_start: int | None = None
    _blank_due: bool = False

    @property
    def page_number(self) -> int:
        """The page that is being collected, 1-based."""
        return len(self._pages) + 1

    def add_line(self, raw: str, box: Box | None = None) -> None:
        """Adds one line; a line without visible characters counts as a blank one."""
        cleaned = clean_line(raw)
        if cleaned.smuggled:
            self.hide(HiddenTextKind.CONTROL_CHARACTERS, cleaned.smuggled, box)
        if not cleaned.text:
            self.add_blank()
            return
        if self._blank_due and self._texts:
            self._append("")
        self._blank_due = False
        start = self.size + bool(self._texts)
        self._append(cleaned.text)
        if self._page_start is None:
            self._page_start = start
        self._lines.append(TextLine(span=Span(start, self.size), page_number=self.page_number, box=box))

    def add_blank(self) -> None:
        """Sets what follows apart by one blank line; repeated calls add no more."""
        self._blank_due = True

    def end_page(
        self, width_points: float = 0.0, height_points: float = 0.0, *, ocr_confidence: float | None = None
    ) -> None:
        """Closes the page that is being collected."""
        start = self.size if self._page_start is None else self._page_start
        page = Page(
            number=self.page_number,
            span=Span(start, self.size),
            width_points=width_points,
            height_points=height_points,
            ocr_confidence=None if ocr_confidence is None else round(ocr_confidence, 4),
        )
        self._pages.append(page)
        self._page_start = None

    def hide(self, kind: HiddenTextKind, raw: str, box: Box | None = None) -> None:
        """Records text that a person cannot see; pieces that follow each other become one finding."""
        excerpt = clean_excerpt(raw)
        if not excerpt:
            return
        last = self._hidden[-1] if self._hidden else None
        if last and last.kind is kind and last.page_number == self.page_number and _near(last.box, box):
            self._hidden.pop()
            excerpt, box = f"{last.excerpt} {excerpt}"[:200].rstrip(), _around(last.box, box)
        self._hidden.append(HiddenText(kind=kind, excerpt=excerpt, page_number=self.page_number, box=box))

    def set_aside(self, kind: HiddenTextKind, raw: str, page_number: int = 1, box: Box | None = None) -> None:
        """Records metadata, a replacement or alternative text or a comment, which is judged against all pages."""
        if raw.strip():
            self._beside.append(UnreadText(kind=kind, text=raw, page_number=page_number, box=box))

    def warn(self, code: WarningCode, message: str) -> None:
        """Adds a warning; `message` holds nothing of the document."""
        self._warnings.append(Warning(code=code, message=message))

    def refuse_beyond(self, max_characters: int) -> None:
        """Refuses the document when more text was collected than `max_characters` code points."""
        if self.size > max_characters:
            raise too_long(max_characters)

    def build(self) -> VisibleText:
        """Returns what was collected."""
        text = "\n".join(self._texts)
        told, unread = unread_findings(text, self._beside)
        hidden = tuple(islice((found for found in self._hidden if _says_something(found.excerpt)), _MOST_FINDINGS))
        return VisibleText(
            text=text,
            pages=tuple(self._pages),
            lines=tuple(self._lines),
            hidden_text=(*hidden, *told),
            unread=unread,
            warnings=tuple(self._warnings),
        )

    def _append(self, text: str) -> None:
        self.size += len(text) + bool(self._texts)
        self._texts.append(text)


def too_long(max_characters: int) -> BoleError:
    """Returns the error for a document of more than `max_characters` code points."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LONG,
        f"The document holds more than {max_characters} characters. Send only the resume.",
        metadata={"max_character_count": str(max_characters)},
    )


def _says_something(excerpt: str) -> bool:
    """Tells words from a stray page number or sign that nobody meant to hide."""
    letters = [character for character in excerpt if character.isalpha()]
    return len(letters) > 2 or sum(character > "\u2e7f" for character in letters) > 1


def _near(one: Box | None, other: Box | None) -> bool:
    """Tells whether two pieces are neighbours; without boxes their order alone makes them so."""
    if one is None or other is None:
        return True
    reach = 3 * max(other.bottom - other.top, 4.0)
    return other.top - one.bottom < reach and one.top - other.bottom < reach


def _around(one: Box | None, other: Box | None) -> Box | None:
    """Returns the smallest box that holds both."""
    if one is None or other is None:
        return one or other
    return Box(
        left=min(one.left, other.left),
        top=min(one.top, other.top),
        right=max(one.right, other.right),
        bottom=max(one.bottom, other.bottom),
    )
