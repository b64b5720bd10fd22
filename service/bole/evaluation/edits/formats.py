"""Puts the lines of a text into other formats of files: what a person reads is the same."""

from __future__ import annotations

import html
import io
import re
from importlib import import_module
from typing import TYPE_CHECKING

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.parser import parse_summary

if TYPE_CHECKING:
    from types import ModuleType

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
HTML = "text/html"
MARKDOWN = "text/markdown"

_CJK_FONT = "STSong-Light"
_FONT_SIZE = 10
_LINE_HEIGHT = 14
_MARGIN = 50
_LATIN = re.compile(r"[\u0020-\u007e\u00a0-\u00ff]*")
_PRINTED = re.compile(r"[\s\u0020-\u007e\u00a0-\u00ff\u2010-\u2026\u2022\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]*")
_MARKS = re.compile(r"([\\`*_#\[\]<>|])")
_BULLET = re.compile(r"[-*•●▪]\s+")


def as_docx(text: str) -> Document:
    """Returns a Word file with a paragraph for each line.

    Raises:
        BoleError: PART_NOT_INSTALLED without python-docx.
    """
    file = part("docx").Document()
    for line in text.split("\n"):
        file.add_paragraph(line)
    content = io.BytesIO()
    file.save(content)
    return Document(content=content.getvalue(), media_type=DOCX)


def can_be_printed(text: str) -> bool:
    """Tells whether `as_pdf` has all letters of a text: those of Western Europe and Chinese, and no pictures."""
    return _PRINTED.fullmatch(text) is not None


def as_pdf(text: str) -> Document:
    """Returns a PDF with the lines one below the other, broken where they are too long for a page.

    Raises:
        BoleError: PART_NOT_INSTALLED without reportlab.
    """
    metrics, sheets = part("reportlab.pdfbase.pdfmetrics"), part("reportlab.lib.pagesizes")
    font = "Helvetica"
    if _LATIN.fullmatch(text.replace("\n", "")) is None:
        font = _CJK_FONT
        metrics.registerFont(part("reportlab.pdfbase.cidfonts").UnicodeCIDFont(font))
    width, height = sheets.A4
    content = io.BytesIO()
    canvas = part("reportlab.pdfgen.canvas").Canvas(content, pagesize=sheets.A4, invariant=1)
    lines = [piece for line in text.split("\n") for piece in _fitted(line, font, width - 2 * _MARGIN)]
    on_a_page = int((height - 2 * _MARGIN) // _LINE_HEIGHT)
    for first in range(0, len(lines), on_a_page):
        canvas.setFont(font, _FONT_SIZE)
        for at, line in enumerate(lines[first : first + on_a_page]):
            canvas.drawString(_MARGIN, height - _MARGIN - at * _LINE_HEIGHT, line)
        canvas.showPage()
    canvas.save()
    return Document(content=content.getvalue(), media_type=PDF)


def as_html(text: str) -> Document:
    """Returns a page with a paragraph for each line."""
    lines = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    page = f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{lines}\n</body></html>\n'
    return Document(content=page.encode(), media_type=HTML)


def as_markdown(text: str) -> Document:
    """Returns Markdown: recognised headings of sections as headings, lines with bullets as items, all else as lines."""
    read = parse_summary(text)
    headings = {section.heading.of(read.text).strip() for section in read.sections if section.heading is not None}
    lines = (_marked(line, heading=line.strip() in headings) for line in read.text.split("\n"))
    return Document(content=("\n".join(lines) + "\n").encode(), media_type=MARKDOWN)


def _marked(line: str, *, heading: bool) -> str:
    if heading:
        return f"\n## {line.strip()}\n"
    stripped = line.strip()
    bullet = _BULLET.match(stripped)
    if bullet is not None:
        return "- " + _escaped(stripped[bullet.end() :])
    return _escaped(stripped)


def _escaped(text: str) -> str:
    """Returns a text whose marks mean nothing in Markdown."""
    return _MARKS.sub(r"\\\1", text)


def _fitted(line: str, font: str, width: float) -> list[str]:
    """Breaks a line where it gets too wide, between words if there are any."""
    simple_split = part("reportlab.lib.utils").simpleSplit
    fitting: list[str] = []
    for piece in simple_split(line, font, _FONT_SIZE, width) or [""]:
        fitting += _cut(piece, font, width)
    return fitting


def _cut(piece: str, font: str, width: float) -> list[str]:
    measure = part("reportlab.pdfbase.pdfmetrics").stringWidth
    cut: list[str] = [""]
    for character in piece:
        if measure(cut[-1] + character, font, _FONT_SIZE) > width:
            cut.append("")
        cut[-1] += character
    return cut


def part(name: str) -> ModuleType:
    """Returns a module of the extra `evaluate`.

    Raises:
        BoleError: PART_NOT_INSTALLED.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED,
            "Edits of format need python-docx and reportlab: pip install 'bole-screening[evaluate]'.",
        ) from error
