"""Pages that are pictures are recognised, and a layer behind a scan has to say what the picture says."""

from __future__ import annotations

import sys

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.text.visible_text import VisibleText
from tests.requirements import require_data, require_module
from tests.unit.parsing.make_documents import draw_lines, pdf
from tests.unit.parsing.pictures.make_pictures import LINES, TEXT, picture

LIMITS = ParsingLimits()
SIZE = (595, 400)
TOP, LEADING = 345, 45.0


@pytest.fixture(autouse=True)
def _recognition() -> None:
    require_module("rapidocr", extra="ocr")


def _scan() -> Image.Image:
    """Returns a page at 144 pixels an inch; its base lines are `LEADING` points apart."""
    return picture(size=(1190, 800), points=45)


def _draw_scan(canvas: Canvas, image: Image.Image | None = None) -> None:
    canvas.drawImage(ImageReader(image or _scan()), 0, 0, *SIZE)


def _layer(canvas: Canvas, *lines: str) -> None:
    for number, line in enumerate(lines):
        text = canvas.beginText(20, TOP - number * LEADING)
        text.setFont("Helvetica", 22)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)


def _read(*pages: tuple[Image.Image | None, tuple[str, ...]], limits: ParsingLimits = LIMITS) -> VisibleText:
    def draw(canvas: Canvas) -> None:
        for image, layer in pages:
            _draw_scan(canvas, image)
            _layer(canvas, *layer)
            canvas.showPage()

    return read_pdf(pdf(draw, size=SIZE), limits)


def _plain(visible: VisibleText) -> str:
    return "\n".join(line for line in visible.text.split("\n") if line)


def test_a_scan_is_recognised() -> None:
    """With boxes in points of the page."""
    visible = _read((None, ()))

    box = visible.lines[0].box
    assert _plain(visible) == TEXT
    assert visible.pages[0].ocr_confidence is not None
    assert box is not None
    assert box.left == pytest.approx(20, abs=4)
    assert [warning.code for warning in visible.warnings] == [WarningCode.TEXT_RECOGNIZED]


def test_a_scan_in_strips_and_a_note_on_it_are_recognised_together() -> None:
    """Scanners cut pages into strips, and print their name below."""

    def draw(canvas: Canvas) -> None:
        image = _scan()
        for top in range(0, 800, 100):
            canvas.drawImage(ImageReader(image.crop((0, top, 1190, top + 100))), 0, 400 - (top + 100) / 2, 595, 50)
        canvas.setFont("Helvetica", 14)
        canvas.drawString(20, 30, "Made by ScanHarbor")

    assert _plain(read_pdf(pdf(draw, size=SIZE), LIMITS)) == f"{TEXT}\nMade by ScanHarbor"


def test_pages_of_text_and_scans_keep_their_order() -> None:
    """Text needs no recognition, and a page beyond the limit is told."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ["The first page is text that anybody can copy."], top=300)
        canvas.showPage()
        _draw_scan(canvas)
        canvas.showPage()
        _draw_scan(canvas)
        canvas.showPage()

    visible = read_pdf(pdf(draw, size=SIZE), ParsingLimits(max_ocr_pages=1))

    assert _plain(visible) == f"The first page is text that anybody can copy.\n{TEXT}"
    assert [page.ocr_confidence is None for page in visible.pages] == [True, False, True]
    assert {warning.code for warning in visible.warnings} == {WarningCode.PAGE_UNREADABLE, WarningCode.TEXT_RECOGNIZED}


def test_a_layer_that_says_what_is_seen_is_the_text() -> None:
    """Even where it spells better than what is recognised."""
    layer = (LINES[0], "Backend engineer at Härbor Ltd", LINES[2])
    visible = _read((None, layer))

    assert _plain(visible) == "\n".join(layer)
    assert visible.pages[0].ocr_confidence is None
    assert (visible.hidden_text, visible.warnings) == ((), ())


def test_a_layer_that_says_something_else_is_a_finding() -> None:
    """The text is what the picture shows."""
    visible = _read((None, (LINES[0], "Principal architect, Kubernetes, worldwide", LINES[2])))

    assert _plain(visible) == TEXT
    assert [found.kind for found in visible.hidden_text] == [HiddenTextKind.SCAN_MISMATCH]
    assert "kubernetes" in visible.hidden_text[0].excerpt
    assert visible.hidden_text[0].box is not None


def test_a_layer_that_says_less_is_not_the_text() -> None:
    """What the picture shows counts."""
    assert _plain(_read((None, (LINES[0],)))) == TEXT


def test_without_recognition_a_layer_is_read_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say whether it is what a person sees."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)

    visible = _read((None, LINES))

    assert _plain(visible) == TEXT
    assert [warning.code for warning in visible.warnings] == [WarningCode.TEXT_RECOGNIZED]
    assert "could not be compared" in visible.warnings[0].message


def test_without_recognition_a_scan_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)

    with pytest.raises(BoleError) as caught:
        _read((None, ()))

    assert caught.value.reason is ErrorReason.DOCUMENT_WITHOUT_TEXT
    assert "pip install 'bole-screening[ocr]'" in caught.value.message


@pytest.mark.parametrize("turn", ["", "_rotated_90", "_rotated_180", "_rotated_270"])
def test_real_scans_are_read_however_they_lie(turn: str) -> None:
    """Upside down and on either side."""
    content = require_data(f"hostile/pdf/scanned/docling__ocr_test{turn}.pdf").read_bytes()

    words = read_pdf(content, LIMITS).text.split()

    assert " ".join(words) == (
        "Docling bundles PDF document conversion to JSON and Markdown in an easy self contained package"
    )
