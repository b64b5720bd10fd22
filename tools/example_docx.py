"""Writes an example source as DOCX, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from example_source import Block, BlockKind, Source, read_blocks

FIXED_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # the creation time of every DOCX
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def add_docx_table(document: Document, rows: list[tuple[str, ...]]) -> None:
    """Adds consecutive rows as one table with visible lines."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def add_docx_block(document: Document, block: Block) -> None:
    """Adds a block that is not part of a table."""
    match block.kind:
        case BlockKind.NAME:
            document.add_paragraph(block.cells[0], style="Title")
        case BlockKind.SECTION:
            document.add_paragraph(block.cells[0], style="Heading 1")
        case BlockKind.ENTRY:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(block.cells[0]).bold = True
            paragraph.add_run("\t" + block.cells[-1])
        case BlockKind.BULLET:
            document.add_paragraph(block.cells[0], style="List Bullet")
        case BlockKind.TEXT | BlockKind.COLUMN | BlockKind.ROW:
            document.add_paragraph(" | ".join(block.cells))


def empty_docx(title: str) -> Document:
    """Returns a document with fixed properties, margins and fonts."""
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title, ""
    properties.created = properties.modified = FIXED_TIME
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    document.sections[0].left_margin = document.sections[0].right_margin = Cm(2)
    return document


def write_docx(source: Source) -> bytes:
    """Writes a source as DOCX; consecutive rows become one table."""
    blocks = read_blocks(source.body)
    document = empty_docx(blocks[0].cells[0])
    rows: list[tuple[str, ...]] = []
    for block in blocks:
        if block.kind is BlockKind.ROW:
            rows.append(block.cells)
            continue
        if rows:
            add_docx_table(document, rows)
            rows = []
        add_docx_block(document, block)
    if rows:
        add_docx_table(document, rows)
    stream = io.BytesIO()
    document.save(stream)
    return without_times(stream.getvalue())


def without_times(archive: bytes) -> bytes:
    """Writes a zip again with its members in order and the same time on each of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stream.getvalue()
