"""Reads HTML as the text that a browser shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.symbol_fonts import bullet, is_typed
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder
from bole.parsing.web.beside import set_attributes_aside, set_comment_aside, set_unshown_aside, shown_value
from bole.parsing.web.cascade import Cascade
from bole.parsing.web.style import Look, look_of

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]+)", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_SKIPPED = frozenset({
    "audio", "canvas", "datalist", "head", "iframe", "noembed", "noframes", "noscript", "object", "rp", "rt", "script",
    "select", "style", "svg", "template", "title", "video", "xml",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_SET_APART = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "section", "article", "table", "blockquote", "pre", "hr", "header",
    "footer",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SIDES = frozenset({"left", "right"})


def declared_charset(content: bytes) -> str:
    """Returns the encoding that the head of an HTML document names; empty when it names none."""
    match = _CHARSET.search(content[:4096])
    return next((group.decode("ascii") for group in match.groups() if group), "") if match else ""


def read_html(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads decoded HTML as one page.

    Raises:
        BoleError: DOCUMENT_TOO_LONG or DOCUMENT_DAMAGED.
    """
    root = _parsed(_XML_DECLARATION.sub("", text).replace("\x00", ""))
    sheets = (str(element.text or "") for element in root.iter("style") if _on_screen(element))
    reader = _Reader(Cascade.of(root, "\n".join(sheets)), limits)
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            set_comment_aside(element, reader.builder)
            reader.tail(element)
        elif not isinstance(element.tag, str):
            if event == "end":
                reader.tail(element)
        elif event == "start":
            reader.start(element)
        else:
            reader.end(element)
    return reader.built()


def _on_screen(sheet: etree._Element) -> bool:
    media = str(sheet.get("media") or "").lower()
    return not media or "print" not in media or "screen" in media or "all" in media


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(huge_tree=True, no_network=True, remove_pis=True)
    try:
        root = document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise _damaged("holds no content") from None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise _damaged("is nested too deep to be read to its end")  # all that follows is lost
    return root


def _damaged(what: str) -> BoleError:
    return BoleError(ErrorReason.DOCUMENT_DAMAGED, f"The HTML {what}. Save it again from the program that made it.")


@dataclass(slots=True)
class _Reader:
    cascade: Cascade
    limits: ParsingLimits
    builder: VisibleTextBuilder = field(default_factory=VisibleTextBuilder)
    looks: list[Look] = field(default_factory=lambda: [Look()])
    skipping: int = 0
    preformatted: int = 0
    numbers: list[int | None] = field(default_factory=list)
    marker: str = ""
    """Bullet or number that waits for the first text of its item."""
    line: list[str] = field(default_factory=list)
    rows: list[list[list[str]]] = field(default_factory=list)
    """Table rows that are open, each with the lines of its cells."""
    labels: dict[HiddenTextKind, list[str]] = field(default_factory=dict)
    """What menus hold while they are closed, and what is read out alone."""

    def start(self, element: HtmlElement) -> None:
        set_attributes_aside(element, self.builder)
        look, declared = look_of(element, self.looks[-1], self.cascade.declared(element))
        beside = self.looks[-1].row or declared.get("float") in _SIDES
        self.looks.append(look)
        if self.skipping or element.tag in _SKIPPED:
            self.skip(element)
            return
        self.separate(element.tag, beside=beside)
        if element.tag == "pre":
            self.preformatted += 1
        elif element.tag in {"ul", "ol"}:
            self.numbers.append(0 if element.tag == "ol" else None)
        elif element.tag == "li":
            self.mark()
        elif element.tag == "tr":
            self.rows.append([])
        elif element.tag in _CELLS and self.rows:
            self.flush()
            self.rows[-1].append([])
        self.text(shown_value(element))
        self.text(element.text)

    def skip(self, element: HtmlElement) -> None:
        """Leaves out an element that no browser shows as text."""
        if not self.skipping:
            set_unshown_aside(element, self.builder)
        self.skipping += 1

    def end(self, element: HtmlElement) -> None:
        look = self.looks.pop()
        if self.skipping:
            self.skipping -= 1
        else:
            if element.tag == "pre":
                self.preformatted -= 1
            elif element.tag in {"ul", "ol"} and self.numbers:
                self.numbers.pop()
            self.separate(element.tag, beside=self.looks[-1].row and not look.hidden)
            if element.tag == "li":
                self.marker = ""
            elif element.tag == "tr" and self.rows:
                self.end_row()
        self.tail(element)

    def separate(self, tag: str, *, beside: bool) -> None:
        """Ends the line where a block begins or ends; things beside each other stay on one line."""
        if beside:
            self.line.append("\t")
        elif tag in _CELLS:
            self.end_cell()
        elif tag in _BLOCKS or tag == "br":
            self.flush()
            if tag in _SET_APART:
                self.add_blank()

    def end_cell(self) -> None:
        if self.rows:
            self.flush()
        else:  # a cell that stands in no row
            self.line.append("\t")

    def end_row(self) -> None:
        """Puts short cells beside each other; a cell of several lines stands on lines of its own."""
        beside: list[str] = []
        for cell in self.rows.pop():
            written = [line for line in cell if line]
            if len(written) == 1:
                beside += written
            elif written:
                self.add_beside(beside)
                for line in cell:
                    self.add_line(line) if line else self.add_blank()
        self.add_beside(beside)

    def add_beside(self, cells: list[str]) -> None:
        if cells:
            self.add_line("\t".join(cells))
            cells.clear()

    def add_line(self, line: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(line)
        else:
            self.builder.add_line(line)
            self.builder.refuse_beyond(self.limits.max_characters)

    def add_blank(self) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append("")
        else:
            self.builder.add_blank()

    def mark(self) -> None:
        """Writes the bullet or number that a browser draws before a list item."""
        number = self.numbers[-1] if self.numbers else None
        if number is not None:
            self.numbers[-1] = number + 1
        if self.looks[-1].bullets and not self.looks[-1].hidden:
            self.marker = "• " if number is None else f"{number + 1}. "

    def tail(self, element: etree._Element) -> None:
        if not self.skipping:
            self.text(element.tail)

    def text(self, text: str | None) -> None:
        if not text:
            return
        hidden = self.looks[-1].hidden
        if hidden is None and self.looks[-1].pictures and is_typed(text):
            self.line.append(bullet(text, self.line))
            hidden = HiddenTextKind.NO_INK
        if hidden and self.looks[-1].aside and self.looks[-1].gone:
            self.labels.setdefault(hidden, []).append(text)
        elif hidden:
            self.builder.hide(hidden, text)
        elif self.preformatted:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self.flush()
                self.line.append(other)
        else:
            self.line.append(_BLANKS.sub(" ", text))

    def built(self) -> VisibleText:
        self.flush()
        for kind, texts in self.labels.items():
            self.builder.set_aside(kind, " ".join(texts))
        self.builder.end_page()
        return self.builder.build()

    def flush(self) -> None:
        text = "".join(self.line)
        self.line.clear()
        if text.strip(" \t\u00a0"):
            self.add_line(self.marker + text)
            self.marker = ""
        elif self.preformatted:
            self.add_blank()
