"""Reads DOCX as the text that Word shows: paragraphs, tables, text boxes, headers and footers, notes."""

from __future__ import annotations

from collections.abc import Iterable
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
from bole.parsing.word.fields import Fields
from bole.parsing.word.floating import Floats, shown_and_clipped
from bole.parsing.word.look import RunLook, vanish, whole
from bole.parsing.word.margins import notes, referred_notes, shown_margins
from bole.parsing.word.package import DocxPackage, attribute, child, damaged, local_name, opened
from bole.parsing.word.style import Numbering, Styles
from bole.parsing.word.table_style import TablePlace, TableStyle, cell_look, exact_height, is_flat, row_look
from bole.parsing.word.wrappers import chosen, nested

# Codes of fields, readings above characters, and properties: none of it is shown.
_UNSEEN = frozenset({
    "instrText", "delInstrText", "rt", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr",
    "sdtEndPr", "annotationRef", "commentReference", "bookmarkStart", "bookmarkEnd", "proofErr", "object", "binData",
    "posOffset", "delText",
})  # fmt: skip
_DELETED = frozenset({"del", "moveFrom"})
_SPECIAL = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}


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
    beneath = notes(package)
    roots = [root for parts in margins.values() for _, root in parts]
    floats = Floats.of(body, roots, styles.palette)
    reader = _Reader(styles, Numbering.of(package, styles), builder, floats, package, limits)
    shown = shown_margins(package, body)
    reader.add_margins(margins["header"], shown)
    reader.add(reader.blocks(body, styles.default))
    builder.add_blank()
    reader.add_notes(beneath, referred_notes(body))
    reader.add_margins(margins["footer"], shown)
    reader.report_moved()
    set_aside(package, [body, *roots, *beneath], builder)
    builder.end_page()
    return builder.build()


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
    fields: Fields = field(default_factory=Fields)
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

    def add_notes(self, beneath: Iterable[etree._Element], referred: frozenset[tuple[str, str]]) -> None:
        """Adds the notes that the text refers to and sets the others aside."""
        for note in beneath:
            lines = self.blocks(note, self.styles.default)
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
                lines += self.blocks(chosen(element), _forced(look, name))
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
        self.builder.set_aside(HiddenTextKind.MARKED_HIDDEN, self.fields.end_paragraph())
        boxes = self.boxes
        self.boxes, self.around = outer
        for box, around in sorted(boxes, key=lambda one: box_order(one[0])):
            look = box_look(box, around, self.styles, self.floats.sheet)
            lines += ["", *self.fitting(box, look, room(box, self.floats.sheet)), ""]
        return lines

    def placed(self, look: RunLook, properties: etree._Element | None) -> RunLook:
        """Returns the look of a paragraph that an indent or a frame may have taken off the page or cut away."""
        sheet = self.floats.sheet
        indent, frame = child(properties, "ind"), child(properties, "framePr")
        away = frame is not None and not sheet.reached_by(frame, "x", "y", "w")
        if indent is not None:
            sides = [whole(attribute(indent, side)) / 20 for side in ("left", "start", "firstLine")]
            away = away or max(sides) >= sheet.width or min(sides) <= -sheet.width
        kind = HiddenTextKind.OFF_PAGE if away else HiddenTextKind.CLIPPED if is_flat(frame) else None
        return replace(look, forced=look.forced or kind) if kind else look

    def inline(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Collects what the runs in an element show; hidden text goes to the findings."""
        for one in element:
            name = local_name(one)
            if name in {"t", "sym"} or name in _SPECIAL:
                self.write(one, name, look, text)
            elif name == "instrText":
                self.fields.add_code(one.text or "")
            elif name == "r":
                self.inline(one, self.run_look(one, look), text)
            elif name in _KINDS:
                _KINDS[name](self, one, look, text)
            elif name and name not in _UNSEEN:
                self.inline(chosen(one), look, text)

    def write(self, element: etree._Element, name: str, look: RunLook, text: list[str]) -> None:
        shown = _SPECIAL.get(name) or _symbol(element) or element.text or ""
        if self.fields.in_code:
            self.fields.add_code(shown)
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
        label = self.fields.step(attribute(element, "fldCharType"))
        if look.hidden is None:
            text.append(label)
        else:
            self.builder.hide(look.hidden, label)

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
        away = where is not None and not self.floats.sheet.reached_by(where, "tblpX", "tblpY")
        if away or (indent is not None and not self.floats.sheet.reached_by(indent, "w")):
            look = replace(look, forced=look.forced or HiddenTextKind.OFF_PAGE)
        style = TableStyle.of(table, self.styles)
        rows = list(nested(table, "tr"))
        lines: list[str] = []
        for number, row in enumerate(rows):
            lines += self.row(row, row_look(row, look), style, (number, len(rows)))
        return lines

    def row(self, row: etree._Element, look: RunLook, style: TableStyle, at: tuple[int, int]) -> list[str]:
        """Keeps short cells beside each other; a cell of several lines stands on lines of its own."""
        lines: list[str] = []
        beside: list[str] = []
        look = look.with_properties(child(row, "tblPrEx"), self.styles.palette)
        cells = list(nested(row, "tc"))
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


def _symbol(element: etree._Element) -> str:
    """Returns the character of a `sym` element; it names its code in hexadecimal."""
    code = attribute(element, "char")
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return ""
