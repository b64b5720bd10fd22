"""Reads DOCX as the text that Word shows: paragraphs, tables, text boxes, headers and footers, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.contrast import too_near
from bole.parsing.text.symbol_fonts import bullet, is_typed
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder
from bole.parsing.word.beside import embedded_excerpt, set_aside
from bole.parsing.word.boxes import box_look, box_order, room
from bole.parsing.word.floating import Floats, shown_and_clipped
from bole.parsing.word.look import RunLook, switched_on, vanish, whole
from bole.parsing.word.package import DocxPackage, attribute, child, damaged, local_name, opened
from bole.parsing.word.style import Numbering, Styles
from bole.parsing.word.table_style import TablePlace, TableStyle, cell_look, exact_height, row_look

# Codes of fields, readings above characters, and properties: none of it is shown.
_UNSEEN = frozenset({
    "instrText", "delInstrText", "rt", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr",
    "sdtEndPr", "annotationRef", "commentReference", "bookmarkStart", "bookmarkEnd", "proofErr", "object", "binData",
    "posOffset", "delText",
})  # fmt: skip
_DELETED = frozenset({"del", "moveFrom"})
_SPECIAL = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}
_SEPARATOR_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_NEXT_CODE = "\0"
_CODES_OF_PROGRAMS = frozenset({"ADDIN", "PAGE", "NUMPAGES", "TOC", "EMBED", "LINK", "INCLUDEPICTURE"})
"""What stands first in codes that programs write: bibliographies of citation managers, names of files and programs."""
_PATH = re.compile(r'"(?:file:|[A-Za-z]:\\|\\\\)[^"]*"')
_KNOWN_DIALECTS = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")


def read_docx(content: bytes, limits: ParsingLimits) -> VisibleText:
    """Reads a DOCX as one page.

    Raises:
        BoleError: DOCUMENT_TOO_LARGE, DOCUMENT_DAMAGED, DOCUMENT_TOO_LONG or DOCUMENT_WITHOUT_TEXT.
    """
    with opened(content, limits) as package:
        try:
            text = _read(package, limits)
        except RecursionError:
            raise damaged("Its parts are nested deeper than any editor writes.") from None
    if not any(map(str.isalnum, text.text)):
        raise BoleError(
            ErrorReason.DOCUMENT_WITHOUT_TEXT,
            "The Word document has no text that can be read; it may hold only pictures. Send a version with text.",
        )
    return text


def _read(package: DocxPackage, limits: ParsingLimits) -> VisibleText:
    document = package.document
    body = child(document, "body")
    if body is None:
        raise damaged("Its text is missing.")
    styles, builder = Styles.of(package, document), VisibleTextBuilder()
    margins = {kind: list(package.named_parts(kind)) for kind in ("header", "footer")}
    notes = [note for kind in ("footnotes", "endnotes") for root in package.parts(kind) for note in root]
    roots = [root for parts in margins.values() for _, root in parts]
    floats = Floats.of(body, roots, styles.palette)
    reader = _Reader(styles, Numbering.of(package, styles), builder, floats, package, limits)
    shown = _shown_margins(package, body)
    reader.add_margins(margins["header"], shown)
    reader.add(reader.blocks(body, styles.default))
    builder.add_blank()
    reader.add_notes(notes, body)
    reader.add_margins(margins["footer"], shown)
    reader.report_moved()
    set_aside(package, [body, *roots, *notes], builder)
    builder.end_page()
    return builder.build()


def _shown_margins(package: DocxPackage, body: etree._Element) -> frozenset[str]:
    """Returns the references of the headers and footers that some page shows; a section goes on with those before."""
    on_even: bool | None = None
    current: dict[tuple[str, str], str] = {}
    found: set[str] = set()
    for section in body.iter("{*}sectPr"):
        for one in section:
            if local_name(one) in {"headerReference", "footerReference"}:
                current[local_name(one), attribute(one, "type")] = attribute(one, "id")
        first = switched_on(child(section, "titlePg"))
        for (_, kind), relation_id in current.items():
            if kind == "even" and on_even is None:
                on_even = any(switched_on(child(root, "evenAndOddHeaders")) for root in package.parts("settings"))
            if (kind != "first" or first) and (kind != "even" or on_even):
                found.add(relation_id)
    return frozenset(found)


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    builder: VisibleTextBuilder
    floats: Floats
    package: DocxPackage
    limits: ParsingLimits
    boxes: list[tuple[etree._Element, RunLook]] = field(default_factory=list)
    """Text boxes of the paragraph that is being read, each with the look of the run that holds it."""
    around: etree._Element | None = None
    """The paragraph that is being read."""
    results: list[bool] = field(default_factory=list)
    """For each field that is open whether its result has begun; what stands before is its code."""
    codes: list[str] = field(default_factory=list)
    """Text in codes of fields of the paragraph that is being read."""
    moved: list[str] = field(default_factory=list)
    seen_margins: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.builder.add_line(line)
            self.builder.refuse_beyond(self.limits.max_characters)

    def add_margins(self, parts: Iterable[tuple[str, etree._Element]], shown: frozenset[str]) -> None:
        """Adds headers or footers; those that no page shows are set aside."""
        for relation_id, root in parts:
            lines = tuple(filter(str.strip, self.blocks(root, self.styles.default)))
            if relation_id not in shown:
                self.builder.set_aside(HiddenTextKind.MARKED_HIDDEN, "\n".join(lines))
            elif lines not in self.seen_margins:  # the same header on the first, even and odd pages is one header
                self.seen_margins.add(lines)
                self.add(lines)
                self.builder.add_blank()

    def add_notes(self, notes: Iterable[etree._Element], body: etree._Element) -> None:
        """Adds the notes that the text refers to; Word shows no others."""
        referred = {
            (local_name(one)[: -len("Reference")], attribute(one, "id"))
            for one in body.iter("{*}footnoteReference", "{*}endnoteReference")
        }
        for note in notes:
            lines = self.blocks(note, self.styles.default)
            if attribute(note, "type") in _SEPARATOR_NOTES:
                continue
            if (local_name(note), attribute(note, "id")) in referred:
                self.add(lines)
            else:
                self.builder.set_aside(HiddenTextKind.MARKED_HIDDEN, "\n".join(lines))

    def blocks(self, container: Iterable[etree._Element], look: RunLook) -> list[str]:
        """Returns the lines of the paragraphs and tables in an element."""
        lines: list[str] = []
        run_on = False
        for element in container:
            name = local_name(element)
            if name == "p":
                found = self.paragraph(element, look)
                if run_on and lines:
                    lines[-1] += found.pop(0)
                lines += found
                run_on = _runs_on(element)
            elif name == "tbl":
                lines += ["", *self.table(element, look), ""]
            elif name == "altChunk":
                content = self.package.content(attribute(element, "id"))
                self.builder.hide(HiddenTextKind.EMBEDDED_DOCUMENT, embedded_excerpt(content, self.limits))
            elif name and name not in _UNSEEN:
                lines += self.blocks(_chosen(element), _forced(look, name))
        return lines

    def paragraph(self, paragraph: etree._Element, look: RunLook) -> list[str]:
        properties = child(paragraph, "pPr")
        named = child(properties, "pStyle")
        style_id = attribute(named, "val") if named is not None else self.styles.default_paragraph
        look = self.styles.apply(style_id, look).with_properties(properties, self.styles.palette)
        look = self.placed(look, properties)
        outer = self.boxes, self.around
        self.boxes, self.around = [], paragraph
        text: list[str] = []
        self.inline(paragraph, look, text)
        lines = "".join(text).split("\n")
        if any(map(str.strip, lines)):
            lines[0] = self.numbering.mark(properties, style_id) + lines[0]
        self.end_codes()
        boxes = self.boxes
        self.boxes, self.around = outer
        for box, around in sorted(boxes, key=lambda one: box_order(one[0])):
            look = box_look(box, around, self.styles, self.floats.sheet)
            lines += ["", *self.fitting(box, look, room(box, self.floats.sheet)), ""]
        return lines

    def placed(self, look: RunLook, properties: etree._Element | None) -> RunLook:
        """Returns the look of a paragraph that an indent or a frame may have taken off the page."""
        width = self.floats.sheet.width * 20
        indent, frame = child(properties, "ind"), child(properties, "framePr")
        away = frame is not None and not self.on_page(frame, "x", "y", "w")
        if indent is not None:
            sides = [whole(attribute(indent, side)) for side in ("left", "start", "firstLine")]
            away = away or max(sides) >= width or min(sides) <= -width
        return replace(look, forced=HiddenTextKind.OFF_PAGE) if away and look.forced is None else look

    def inline(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Collects what the runs in an element show; hidden text goes to the findings."""
        for one in element:
            name = local_name(one)
            if name in {"t", "sym"} or name in _SPECIAL:
                self.write(one, name, look, text)
            elif name == "instrText":
                self.codes.append(one.text or "")
            elif name == "r":
                self.inline(one, self.run_look(one, look), text)
            elif name in _KINDS:
                _KINDS[name](self, one, look, text)
            elif name and name not in _UNSEEN:
                self.inline(_chosen(one), look, text)

    def write(self, element: etree._Element, name: str, look: RunLook, text: list[str]) -> None:
        shown = _SPECIAL.get(name) or _symbol(element) or element.text or ""
        if not all(self.results):
            self.codes.append(shown)
            return
        hidden = look.hidden
        if hidden is HiddenTextKind.COLOR and self.stands_on_shape(look):
            hidden = None
        if hidden is None and look.pictures and name == "t" and is_typed(shown):
            text.append(bullet(shown, text))
            hidden = HiddenTextKind.NO_INK
        if hidden is None:
            text.append(shown)
        else:
            self.builder.hide(hidden, shown)

    def end_codes(self) -> None:
        """Takes a code that does not end with its paragraph for broken."""
        codes = "".join(self.codes).split(_NEXT_CODE) if self.codes else ()
        self.codes.clear()
        written = (_PATH.sub("", code) for code in codes if code.strip() and code.split()[0] not in _CODES_OF_PROGRAMS)
        self.builder.set_aside(HiddenTextKind.MARKED_HIDDEN, "\n".join(written))
        self.results = [begun for begun in self.results if begun]

    def stands_on_shape(self, look: RunLook) -> bool:
        """Tells whether text that its own ground hides may stand on a floating picture or shape that shows it."""
        if self.around is None or look.color is None:
            return False
        color = look.color
        return any(fill.color is None or not too_near(color, fill.color) for fill in self.floats.behind(self.around))

    def run_look(self, run: etree._Element, look: RunLook) -> RunLook:
        properties = child(run, "rPr")
        if properties is None:
            return look
        named = child(properties, "rStyle")
        if named is not None:
            look = self.styles.apply(attribute(named, "val"), look)
        vanished = vanish(properties)
        look = look.with_properties(properties, self.styles.palette)
        return look if vanished is None else replace(look, own_vanished=vanished)

    def delete(self, element: etree._Element, look: RunLook, text: list[str]) -> None:  # noqa: ARG002 - as its kind
        """Keeps text apart that a revision took out; what was only moved is shown at its new place."""
        taken = "".join(one.text or "" for one in element.iter("{*}delText", "{*}t"))
        if local_name(element) == "moveFrom":
            self.moved.append(taken)
        else:
            self.builder.hide(HiddenTextKind.DELETED_REVISION, taken)

    def report_moved(self) -> None:
        """Judges what was moved away against all that is shown: most of it stands at its new place."""
        for taken in self.moved:
            self.builder.set_aside(HiddenTextKind.DELETED_REVISION, taken)

    def field(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Follows where the code of a field ends and its result begins."""
        step = attribute(element, "fldCharType")
        if step == "begin":
            if all(self.results):
                self.codes.append(_NEXT_CODE)
            self.results.append(False)
        elif self.results:
            begun = self.results.pop()
            if step == "separate":
                self.results.append(True)
            elif not begun and all(self.results):
                self.show_button(look, text)

    def show_button(self, look: RunLook, text: list[str]) -> None:
        """Reads what stands in the code of a button, as in templates that say "Click here and type"."""
        before, _, code = "".join(self.codes).rpartition(_NEXT_CODE)
        label = code.split(maxsplit=2)
        if len(label) < 3 or label[0] != "MACROBUTTON":
            return
        self.codes[:] = [before]
        if look.hidden is None:
            text.append(label[2])
        else:
            self.builder.hide(look.hidden, label[2])

    def keep_box(self, element: etree._Element, look: RunLook, text: list[str]) -> None:  # noqa: ARG002 - as its kind
        self.boxes.append((element, look))

    def diagram(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Reads the words of a diagram, which stand in a part of their own."""
        for relation_id, root in self.package.named_parts("diagramData"):
            if relation_id == attribute(element, "dm"):
                for one in root.iter("{*}p"):
                    shown = "".join(piece.text or "" for piece in one.iter("{*}t"))
                    if shown and look.hidden is None:
                        text.append(f"\n{shown}\n")

    def letters(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Reads words that old Word draws along a path."""
        if look.hidden is None:
            text.append(f"\n{attribute(element, 'string')}\n")

    def fitting(self, container: etree._Element, look: RunLook, size: tuple[float, float] | None) -> list[str]:
        """Returns the lines of a box or cell; what stands far below its end is not shown."""
        if size is None or look.forced:
            return self.blocks(container, look)
        shown, clipped = shown_and_clipped(container, *size)
        self.blocks(clipped, replace(look, forced=HiddenTextKind.CLIPPED))
        return self.blocks(shown, look)

    def table(self, table: etree._Element, look: RunLook) -> list[str]:
        """Returns the lines of a table, row by row from left to right."""
        properties = child(table, "tblPr")
        look = look.with_properties(properties, self.styles.palette)
        where, indent = child(properties, "tblpPr"), child(properties, "tblInd")
        away = where is not None and not self.on_page(where, "tblpX", "tblpY")
        if away or (indent is not None and not self.on_page(indent, "w")):
            look = replace(look, forced=look.forced or HiddenTextKind.OFF_PAGE)
        style = TableStyle.of(table, self.styles)
        rows = list(_nested(table, "tr"))
        lines: list[str] = []
        for number, row in enumerate(rows):
            lines += self.row(row, row_look(row, look), style, (number, len(rows)))
        return lines

    def on_page(self, where: etree._Element, left: str, top: str = "", size: str = "") -> bool:
        """Tells whether a frame or floating table begins on the page, or reaches it where its width is known."""
        width, height = self.floats.sheet.width * 20, self.floats.sheet.height * 20
        across, down, own = (whole(attribute(where, name)) if name else 0 for name in (left, top, size))
        return -(own or width) < across < width and -height < down < height

    def row(self, row: etree._Element, look: RunLook, style: TableStyle, at: tuple[int, int]) -> list[str]:
        """Keeps short cells beside each other; a cell of several lines stands on lines of its own."""
        lines: list[str] = []
        beside: list[str] = []
        look = look.with_properties(child(row, "tblPrEx"), self.styles.palette)
        cells = list(_nested(row, "tc"))
        height = exact_height(row)
        for number, cell in enumerate(cells):
            properties = child(cell, "tcPr")
            own = style.look(TablePlace(at[0], number, at[1], len(cells)), look)
            own = cell_look(properties, own.with_properties(properties, self.styles.palette))
            cell_lines = self.fitting(cell, own, (self.floats.sheet.width / len(cells), height) if height else None)
            written = [line for line in cell_lines if line.strip()]
            if len(written) == 1:
                beside.append(written[0])
            elif written:
                lines += ["\t".join(beside), *cell_lines] if beside else cell_lines
                beside = []
        return [*lines, "\t".join(beside)] if beside else lines


_KINDS = {
    "del": _Reader.delete,
    "moveFrom": _Reader.delete,
    "fldChar": _Reader.field,
    "txbxContent": _Reader.keep_box,
    "relIds": _Reader.diagram,
    "textpath": _Reader.letters,
}
"""Elements in a paragraph that are no plain text."""


def _forced(look: RunLook, name: str) -> RunLook:
    return replace(look, forced=HiddenTextKind.DELETED_REVISION) if name in _DELETED else look


def _runs_on(paragraph: etree._Element) -> bool:
    """Tells whether the next paragraph goes on in the same line: its mark is hidden or deleted, or it is a drop cap."""
    properties = child(paragraph, "pPr")
    mark = child(properties, "rPr")
    if mark is not None and (vanish(mark) or any(child(mark, name) is not None for name in _DELETED)):
        return True
    frame = child(properties, "framePr")
    return frame is not None and attribute(frame, "dropCap") in {"drop", "margin"}


def _chosen(element: etree._Element) -> etree._Element:
    """Returns the first of the alternatives that say the same in two dialects which Word knows."""
    if local_name(element) != "AlternateContent":
        return element
    fallback = child(element, "Fallback")
    choices = (one for one in element if local_name(one) == "Choice" and _is_known(one))
    return next((one for one in (*choices, fallback) if one is not None), element)


def _is_known(choice: etree._Element) -> bool:
    dialects = (choice.nsmap.get(prefix, "") for prefix in attribute(choice, "Requires").split())
    return all(str(dialect).startswith(_KNOWN_DIALECTS) for dialect in dialects)


def _nested(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Returns the rows of a table or the cells of a row, through content controls around them."""
    for one in element:
        if local_name(one) == name:
            yield one
        elif local_name(one) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _nested(one, name)


def _symbol(element: etree._Element) -> str:
    """Returns the character of a `sym` element; it names its code in hexadecimal."""
    code = attribute(element, "char")
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return ""
