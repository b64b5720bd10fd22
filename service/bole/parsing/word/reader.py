"""Reads DOCX as the text that Word shows: paragraphs, tables, text boxes, headers and footers, notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder
from bole.parsing.word.package import DocxPackage, attribute, child, damaged, local_name, opened
from bole.parsing.word.style import Numbering, RunLook, Styles, is_white

# Revisions that were taken out, codes of fields, readings above characters, and properties: none of it is shown.
_UNSEEN = frozenset({
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "rPr", "pPr", "tblPr", "tblGrid", "trPr",
    "tcPr", "sectPr", "sdtPr", "sdtEndPr", "annotationRef", "commentReference", "bookmarkStart", "bookmarkEnd",
    "proofErr", "altChunk", "object", "binData", "posOffset",
})  # fmt: skip
_BREAKS = frozenset({"br", "cr"})
_SPECIAL = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}
_SEPARATOR_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


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
    body, styles = package.body, Styles.of(package)
    builder = VisibleTextBuilder()
    reader = _Reader(styles, Numbering.of(package, styles), builder, backed=_has_floating_fill(body))
    shown: set[tuple[str, ...]] = set()

    def add(lines: Iterable[str]) -> None:
        for line in lines:
            builder.add_line(line)
            builder.refuse_beyond(limits.max_characters)

    def add_margins(kind: str) -> None:
        for root in package.parts(kind):
            lines = tuple(filter(str.strip, reader.blocks(root, styles.default)))
            if lines not in shown:  # the same header on the first, even and odd pages is one header
                shown.add(lines)
                add(lines)
                builder.add_blank()

    add_margins("header")
    add(reader.blocks(body, styles.default))
    builder.add_blank()
    for kind in ("footnotes", "endnotes"):
        for root in package.parts(kind):
            add(line for note in root if attribute(note, "type") not in _SEPARATOR_NOTES
                for line in reader.blocks(note, styles.default))  # fmt: skip
    add_margins("footer")
    builder.end_page()
    return builder.build()


def _has_floating_fill(body: etree._Element) -> bool:
    """Tells whether a picture or filled shape floats on the pages, on which white text can be read."""
    for element in body.iter():
        name = local_name(element)
        if name == "anchor" and any(
            local_name(one) in {"pic", "solidFill", "gradFill", "blipFill"} for one in element.iter()
        ):
            return True
        if name in {"rect", "shape", "roundrect", "oval"} and "position:absolute" in attribute(element, "style"):
            return True
    return False


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    builder: VisibleTextBuilder
    backed: bool
    boxes: list[etree._Element] = field(default_factory=list)
    """Text boxes of the paragraph that is being read."""

    def blocks(self, container: etree._Element, look: RunLook) -> list[str]:
        """Returns the lines of the paragraphs and tables in an element."""
        lines: list[str] = []
        for element in container:
            name = local_name(element)
            if name == "p":
                lines += self.paragraph(element, look)
            elif name == "tbl":
                lines += ["", *self.table(element, look), ""]
            elif name and name not in _UNSEEN:
                lines += self.blocks(_chosen(element), look)
        return lines

    def paragraph(self, paragraph: etree._Element, look: RunLook) -> list[str]:
        properties = child(paragraph, "pPr")
        named = child(properties, "pStyle")
        style_id = attribute(named, "val") if named is not None else self.styles.default_paragraph
        look = self.styles.apply(style_id, look).with_properties(properties)
        outer, self.boxes = self.boxes, []
        text: list[str] = []
        self.inline(paragraph, look, text)
        lines = "".join(text).split("\n")
        if any(map(str.strip, lines)):
            lines[0] = self.numbering.mark(properties, style_id) + lines[0]
        boxes, self.boxes = self.boxes, outer
        for box in sorted(boxes, key=_box_place):
            lines += ["", *self.blocks(box, self.box_look(box, look)), ""]
        return lines

    def inline(self, element: etree._Element, look: RunLook, text: list[str]) -> None:
        """Collects what the runs in an element show; hidden text goes to the findings."""
        for one in element:
            name = local_name(one)
            if name in {"t", "sym"} or name in _SPECIAL:
                self.write(one, name, look, text)
            elif name == "r":
                self.inline(one, self.run_look(one, look), text)
            elif name == "txbxContent":
                self.boxes.append(one)
            elif name and name not in _UNSEEN:
                self.inline(_chosen(one), look, text)

    def write(self, element: etree._Element, name: str, look: RunLook, text: list[str]) -> None:
        shown = _SPECIAL.get(name) or _symbol(element) or element.text or ""
        if look.hidden is None:
            text.append(shown)
        else:
            self.builder.hide(look.hidden, shown)

    def run_look(self, run: etree._Element, look: RunLook) -> RunLook:
        properties = child(run, "rPr")
        if properties is None:
            return look
        named = child(properties, "rStyle")
        if named is not None:
            look = self.styles.apply(attribute(named, "val"), look)
        look = look.with_properties(properties)
        return look if look.shaded or not self.backed else RunLook(vanished=look.vanished, half_points=look.half_points)

    def box_look(self, box: etree._Element, look: RunLook) -> RunLook:
        """Text in a filled box stands on its fill."""
        shape = next(
            (one for one in box.iterancestors() if local_name(one) in {"wsp", "shape", "rect", "roundrect"}), None
        )
        fill = child(shape, "spPr", "solidFill") if shape is not None else None
        color = child(fill, "srgbClr") if fill is not None else None
        filled = fill is not None and not (color is not None and is_white(attribute(color, "val")))
        return RunLook(shaded=filled or look.shaded, half_points=self.styles.default.half_points)

    def table(self, table: etree._Element, look: RunLook) -> list[str]:
        """Returns the lines of a table, row by row from left to right."""
        properties = child(table, "tblPr")
        styled = child(properties, "tblStyle")
        if styled is not None and _style_shades(self.styles.chain(attribute(styled, "val"))):
            look = RunLook(shaded=True, half_points=look.half_points)
        lines: list[str] = []
        for row in _nested(table, "tr"):
            lines += self.row(row, look)
        return lines

    def row(self, row: etree._Element, look: RunLook) -> list[str]:
        """Keeps short cells beside each other; a cell of several lines stands on lines of its own."""
        lines: list[str] = []
        beside: list[str] = []
        for cell in _nested(row, "tc"):
            cell_lines = self.blocks(cell, look.with_properties(child(cell, "tcPr")))
            written = [line for line in cell_lines if line.strip()]
            if len(written) == 1:
                beside.append(written[0])
            elif written:
                lines += ["\t".join(beside), *cell_lines] if beside else cell_lines
                beside = []
        return [*lines, "\t".join(beside)] if beside else lines


def _chosen(element: etree._Element) -> etree._Element:
    """Returns the first of the alternatives that say the same in two dialects."""
    if local_name(element) != "AlternateContent":
        return element
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    return next((one for one in (choice, fallback) if one is not None), element)


def _nested(element: etree._Element, name: str) -> Iterable[etree._Element]:
    """Returns the rows of a table or the cells of a row, through content controls around them."""
    for one in element:
        if local_name(one) == name:
            yield one
        elif local_name(one) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _nested(one, name)


def _style_shades(chain: list[etree._Element]) -> bool:
    return any(local_name(one) == "shd" for style in chain for one in style.iter())


def _symbol(element: etree._Element) -> str:
    """Returns the character of a `sym` element; it names its code in hexadecimal."""
    code = attribute(element, "char")
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return ""


def _box_place(box: etree._Element) -> tuple[int, int]:
    """Returns where a floating box stands, from the top and from the left; boxes in line stand first."""
    anchor = next((one for one in box.iterancestors() if local_name(one) == "anchor"), None)
    offsets = (child(anchor, side, "posOffset") for side in ("positionV", "positionH"))
    down, across = (int(one.text or 0) if one is not None and _is_number(one.text) else 0 for one in offsets)
    return down, across


def _is_number(text: str | None) -> bool:
    return text is not None and text.strip().lstrip("-").isdigit()
