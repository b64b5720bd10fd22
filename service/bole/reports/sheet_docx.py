"""The interviewer's sheet as a Word document, to be printed or filled in on a screen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TypeAlias

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bole.reports.cells import portable_text
from bole.reports.interview_sheet import NOTE_LINES, RATINGS, Sheet, SheetQuestion
from bole.reports.wording import named

_SOFT = RGBColor(0x55, 0x5D, 0x66)
_LINE = "B9BEC4"
_INK = "16191D"
_BOX = "☐ "
_LATIN_FONT = "Calibri"
_HAN_FONT = "Microsoft YaHei"
_TEXT_WIDTH = 182
"""Millimetres between the margins of an A4 page."""

_EDGES = ("top", "left", "bottom", "right")
"""In the order that the format asks for."""

_Block: TypeAlias = WordDocument | _Cell


def sheet_docx(sheet: Sheet) -> bytes:
    """Returns the sheet as DOCX."""
    document = _blank(sheet)
    _head(document, sheet)
    for heading, lead, questions in (
        ("sheet_core", "sheet_core_lead", sheet.core),
        ("sheet_own", "sheet_own_lead", sheet.own),
    ):
        if questions:
            _part(document, sheet, heading, lead)
            for one in questions:
                _question(document, sheet, one)
    if sheet.coverage:
        _part(document, sheet, "sheet_coverage", "sheet_coverage_lead")
        _coverage(document, sheet)
    _part(document, sheet, "sheet_closing", "sheet_closing_lead")
    for key in ("sheet_strengths", "sheet_open", "sheet_advice"):
        _notes(document, sheet.words.say(key))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _blank(sheet: Sheet) -> WordDocument:
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(14)
    page.top_margin, page.bottom_margin = Mm(13), Mm(14)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN_FONT, Pt(9.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _HAN_FONT)
    style.paragraph_format.space_after = Pt(2)
    properties = document.core_properties
    properties.author, properties.comments = "Bole", ""
    properties.title = portable_text(f"{sheet.words.say('sheet')} {sheet.position}".strip())
    properties.language = sheet.language_code
    return document


def _head(document: WordDocument, sheet: Sheet) -> None:
    say = sheet.words.say
    _said(document.add_paragraph(), say("sheet"), soft=True, bold=True)
    _said(document.add_paragraph(), sheet.position or say("sheet_position"), size=18, bold=True)
    asked = say("sheet_asked_count", core=len(sheet.core), own=len(sheet.own))
    facts = (
        (say("candidate_id"), sheet.candidate, say("sheet_interviewer"), ""),
        (say("sheet_when"), "", say("sheet_minutes"), say("minutes", count=sheet.minutes)),
        (say("sheet_asked"), asked, "", ""),
    )
    table = _table(document, len(facts), (33, 58, 28, 63))
    for row, texts in zip(table.rows, facts, strict=True):
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _said(cell.paragraphs[0], text, soft=number % 2 == 0)
            if number % 2 and texts[number - 1]:
                _border(cell, "bottom")
    _rules(document, sheet)
    for warning, message in sheet.warnings:
        paragraph = document.add_paragraph()
        _said(paragraph, f"{warning} ", bold=True)
        _said(paragraph, message, soft=True)


def _rules(document: WordDocument, sheet: Sheet) -> None:
    say = sheet.words.say
    document.add_paragraph()
    cell = _table(document, 1, (_TEXT_WIDTH,)).cell(0, 0)
    _border(cell, *_EDGES, colour=_INK)
    _said(cell.paragraphs[0], say("sheet_rules_heading"), bold=True)
    order = (("sheet_rule_order", False),) if sheet.core else ()
    for key, bold in (*order, ("sheet_rule_protected", True), ("sheet_rule_person", False)):
        _said(cell.add_paragraph(), f"– {say(key)}", bold=bold)


def _part(document: WordDocument, sheet: Sheet, heading: str, lead: str) -> None:
    title = document.add_paragraph()
    title.paragraph_format.space_before = Pt(10)
    _said(title, sheet.words.say(heading), size=13, bold=True)
    below = _table(document, 1, (_TEXT_WIDTH,)).cell(0, 0)
    _said(below.paragraphs[0], sheet.words.say(lead), soft=True)
    _border(below, "bottom", colour=_INK)
    for paragraph in (title, below.paragraphs[0]):
        paragraph.paragraph_format.keep_with_next = True


def _question(document: WordDocument, sheet: Sheet, one: SheetQuestion) -> None:
    """Writes a question into a row of its own, which no page break splits."""
    say, question = sheet.words.say, one.question
    frame = _table(document, 1, (_TEXT_WIDTH,))
    _unsplit(frame)
    cell = frame.cell(0, 0)
    labels = " · ".join((say("sheet_number", number=one.number), *one.labels))
    _said(_next(cell, before=6), labels, soft=True, size=8.5)
    _said(_next(cell), question.question, size=11, bold=True)
    for label, text in (("sheet_competency", question.competency), ("why_asked", question.reason)):
        _said(_said(_next(cell), say(label) + say("colon"), bold=True), text, soft=True)
    _quotes(cell, sheet, one)
    _guide(cell, sheet, one)
    _ratings(cell, sheet, one)
    _notes(cell, say("sheet_notes"))


def _quotes(block: _Block, sheet: Sheet, one: SheetQuestion) -> None:
    if not one.question.evidence and not one.core:
        return
    say = sheet.words.say
    _title(_next(block), say("sheet_touches" if one.core else "sheet_quotes"))
    lines = [f"“{quote.quote}”  {say('page', number=quote.page_number)}" for quote in one.question.evidence]
    for line in lines or [say("sheet_no_touch")]:
        paragraph = _next(block)
        paragraph.paragraph_format.left_indent = Mm(4)
        _said(paragraph, line, size=9, soft=not lines)


def _guide(block: _Block, sheet: Sheet, one: SheetQuestion) -> None:
    points, probes = _table(block, 1, (100, 78)).rows[0].cells
    _title(points.paragraphs[0], sheet.words.say("sheet_listen"))
    _title(probes.paragraphs[0], sheet.words.say("follow_ups"))
    for cell, mark, texts in ((points, _BOX, one.question.expected_points), (probes, "› ", one.question.follow_ups)):
        for text in texts:
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(5), Mm(-5)
            _said(paragraph, f"{mark}{text}")


def _ratings(block: _Block, sheet: Sheet, one: SheetQuestion) -> None:
    say, anchors = sheet.words.say, one.question.rating_anchors
    _title(_next(block), say("sheet_rating"))
    written = {rating: (key, getattr(anchors, key)) for rating, key in RATINGS}
    for number, cell in enumerate(_table(block, 1, (51, 12, 52, 12, 51)).rows[0].cells, start=1):
        _border(cell, *_EDGES)
        key, text = written.get(str(number), ("", ""))
        _said(cell.paragraphs[0], f"{_BOX}{number}", bold=True)
        if key:
            anchor = cell.add_paragraph()
            _said(anchor, say(f"rating_{key}") + say("colon"), size=8.5, bold=True)
            _said(anchor, text, size=8.5)


def _notes(block: _Block, heading: str) -> None:
    _title(_next(block), heading)
    table = _table(block, NOTE_LINES, (_TEXT_WIDTH - 4,))
    _unsplit(table)
    for row in table.rows:
        row.height = Mm(6.5)
        _border(row.cells[0], "bottom")


def _coverage(document: WordDocument, sheet: Sheet) -> None:
    marks = tuple(str(number) for number in sheet.numbers) or (sheet.words.say("sheet_asked"),)
    width = 8 if sheet.numbers else 60
    table = _table(document, 1 + len(sheet.coverage), (_TEXT_WIDTH - width * len(marks), *([width] * len(marks))))
    for cell, text in zip(table.rows[0].cells, (sheet.words.say("sheet_criterion"), *marks), strict=True):
        _said(cell.paragraphs[0], text, soft=True, bold=True)
    for row, one in zip(table.rows[1:], sheet.coverage, strict=True):
        first, *others = row.cells
        _said(first.paragraphs[0], f"{one.criterion.text}  ")
        requirement = named(sheet.words, "requirement", one.criterion.requirement.value)
        _said(first.paragraphs[0], requirement, soft=True, size=8.5)
        spoken = [("●" if number in one.numbers else "") for number in sheet.numbers]
        said = spoken or [", ".join(map(str, one.numbers)) or sheet.words.say("sheet_none")]
        for cell, text in zip(others, said, strict=True):
            _said(cell.paragraphs[0], text)
    for row in table.rows:
        for number, cell in enumerate(row.cells):
            _border(cell, "bottom")
            if number and sheet.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _unsplit(table)


def _said(
    paragraph: Paragraph, text: str, *, size: float | None = None, bold: bool = False, soft: bool = False
) -> Paragraph:
    run = paragraph.add_run(portable_text(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if soft:
        run.font.color.rgb = _SOFT
    return paragraph


def _title(paragraph: Paragraph, text: str) -> Paragraph:
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    return _said(paragraph, text, size=8.5, bold=True, soft=True)


def _next(block: _Block, *, before: float = 0) -> Paragraph:
    """Returns the empty paragraph that ends a cell or follows a table in it, else a new one."""
    last = block.paragraphs[-1] if isinstance(block, _Cell) else None
    empty = last is not None and not last.text
    paragraph = last if last is not None and empty else block.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


def _table(block: _Block, rows: int, widths: Sequence[float]) -> Table:
    table: Table = block.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    return table


def _unsplit(table: Table) -> None:
    """Keeps each row of a table on one page."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # python-docx has no name for it


def _border(cell: _Cell, *edges: str, colour: str = _LINE) -> None:
    borders = OxmlElement("w:tcBorders")
    for edge in edges:
        element = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", colour)):
            element.set(qn(f"w:{name}"), value)
        borders.append(element)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  # python-docx has no borders of cells
