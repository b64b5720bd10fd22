"""Lays an example source out as a PDF, in one column or with a sidebar."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Table,
)

from example_source import Block, BlockKind, ExampleError, Source, is_cjk, read_blocks

CJK_FONT_PACKAGE = "fonts-wqy-microhei"
CJK_FONT_PATH = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
CJK_FONT_NAME = "WenQuanYiMicroHei"
ACCENT = HexColor("#1f4e79")
SIDEBAR_TINT = HexColor("#e8eef5")
MARGIN = 1.8 * cm
SIDEBAR_WIDTH = 5.6 * cm
HEADER_HEIGHT = 2 * cm
DATES_WIDTH = 4 * cm
FLUSH = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]


def font_names(text: str) -> tuple[str, str]:
    """Returns the regular and the bold font of a PDF; raises `ExampleError` when the CJK font is not installed.

    A Chinese file uses one face for everything: the free font has no bold cut.
    """
    if not is_cjk(text):
        return "Helvetica", "Helvetica-Bold"
    try:
        registerFont(TTFont(CJK_FONT_NAME, str(CJK_FONT_PATH), subfontIndex=0))
    except TTFError as error:
        raise ExampleError(f"the Chinese PDFs need a font: apt-get install {CJK_FONT_PACKAGE}") from error
    return CJK_FONT_NAME, CJK_FONT_NAME


def paragraph_styles(text: str) -> dict[BlockKind, ParagraphStyle]:
    """Returns the PDF style of each kind of block."""
    regular, bold = font_names(text)
    body = ParagraphStyle("body", fontName=regular, fontSize=9.5, leading=13.5, spaceAfter=2)
    if is_cjk(text):
        body.wordWrap = "CJK"
    return {
        BlockKind.TEXT: body,
        BlockKind.ROW: body,
        BlockKind.NAME: ParagraphStyle("name", body, fontName=bold, fontSize=20, leading=26, textColor=ACCENT),
        BlockKind.SECTION: ParagraphStyle("section", body, fontName=bold, fontSize=12, leading=16, spaceBefore=9),
        BlockKind.ENTRY: ParagraphStyle("entry", body, fontName=bold, spaceBefore=3),
        BlockKind.BULLET: ParagraphStyle("bullet", body, leftIndent=12, bulletIndent=2),
    }


def entry_flowable(block: Block, styles: dict[BlockKind, ParagraphStyle], width: float) -> Flowable:
    """Sets an entry's heading at the left and its dates at the right of one line."""
    dates = ParagraphStyle("dates", styles[BlockKind.TEXT], alignment=TA_RIGHT)
    cells = [Paragraph(escape(block.cells[0]), styles[BlockKind.ENTRY]), Paragraph(escape(block.cells[-1]), dates)]
    return Table([cells], colWidths=[width - DATES_WIDTH, DATES_WIDTH], style=FLUSH)


def pdf_flowables(blocks: list[Block], styles: dict[BlockKind, ParagraphStyle], width: float) -> Iterator[Flowable]:
    """Yields what reportlab lays out, in reading order; a column mark moves on to the next frame."""
    for block in blocks:
        match block.kind:
            case BlockKind.COLUMN:
                yield FrameBreak()
            case BlockKind.ENTRY:
                yield entry_flowable(block, styles, width)
            case BlockKind.SECTION:
                heading = Paragraph(escape(block.cells[0]), styles[block.kind])
                yield KeepTogether([heading, HRFlowable(width="100%", color=ACCENT, thickness=0.6, spaceAfter=3)])
            case BlockKind.BULLET:
                yield Paragraph(escape(block.cells[0]), styles[block.kind], bulletText="\u2022")
            case BlockKind.NAME | BlockKind.TEXT | BlockKind.ROW:
                yield Paragraph(escape(" | ".join(block.cells)), styles[block.kind])


def page_frames(layout: str) -> list[Frame]:
    """Returns the frames of a page, in the order in which a source fills them."""
    width, height = A4
    if layout == "single":
        return [Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, 0, 0, 0, 0)]
    top = height - MARGIN - HEADER_HEIGHT
    left = MARGIN + SIDEBAR_WIDTH
    return [
        Frame(MARGIN, top, width - 2 * MARGIN, HEADER_HEIGHT, 0, 0, 0, 0),
        Frame(MARGIN, MARGIN, SIDEBAR_WIDTH - 0.8 * cm, top - MARGIN, 0, 0, 0, 0),
        Frame(left, MARGIN, width - MARGIN - left, top - MARGIN, 0, 0, 0, 0),
    ]


def draw_sidebar(canvas: Canvas, _document: BaseDocTemplate) -> None:
    """Paints the tinted strip behind the sidebar."""
    canvas.setFillColor(SIDEBAR_TINT)
    canvas.rect(0, 0, 1.4 * cm + SIDEBAR_WIDTH, A4[1] - MARGIN - HEADER_HEIGHT + 0.3 * cm, stroke=0, fill=1)


def draw_nothing(_canvas: Canvas, _document: BaseDocTemplate) -> None:
    """Leaves the page blank behind the text."""


def write_pdf(source: Source) -> bytes:
    """Lays a source out as a PDF whose Chinese glyphs are embedded as a subset."""
    rl_config.useA85 = 0  # binary streams: a fifth smaller
    blocks = read_blocks(source.body)
    frames = page_frames(source.layout)
    on_page = draw_nothing if source.layout == "single" else draw_sidebar
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, invariant=1, pageCompression=1, title=blocks[0].cells[0])
    document.addPageTemplates([PageTemplate(frames=frames, onPage=on_page)])
    document.build(list(pdf_flowables(blocks, paragraph_styles(source.body), frames[-1].width)))
    return stream.getvalue()
