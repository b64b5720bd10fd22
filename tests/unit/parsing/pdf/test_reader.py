"""PDF is read in reading order, with places, and without what nobody sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.text.visible_text import VisibleText
from tests.unit.parsing.make_documents import RESUME_LINES, draw_lines, draw_picture, pdf, resume_pdf

LEFT = ("Contact", "ada@example.com", "Berlin", "Skills", "Python", "Flask", "MySQL", "Languages", "English")
RIGHT = (
    "Experience",
    "Backend Engineer, Harbor Ltd",
    "Built the order service in Python and Flask",
    "Moved the batch jobs to Kafka within a year",
    "Education",
    "B.Sc. Computer Science, Lakeside University",
)


def _read(draw: Callable[[Canvas], None], size: tuple[float, float] = (595, 842)) -> VisibleText:
    return read_pdf(pdf(draw, size), ParsingLimits())


def _words(result: VisibleText) -> list[str]:
    return [line for line in result.text.split("\n") if line]


def test_lines_have_their_place_on_the_page() -> None:
    """Boxes are points from the top left."""
    result = read_pdf(resume_pdf(page_count=2), ParsingLimits())

    assert _words(result) == [line.replace("   ", " ") for line in RESUME_LINES] * 2
    assert [(page.number, page.width_points, page.height_points) for page in result.pages] == [
        (1, 595, 842), (2, 595, 842),
    ]  # fmt: skip
    first = result.lines[0]
    assert first.span.of(result.text) == "Ada Example"
    assert first.box is not None
    assert 49 < first.box.left < 52
    assert 30 < first.box.top < first.box.bottom <= 46
    assert result.lines[len(RESUME_LINES)].page_number == 2


def test_a_sidebar_is_read_apart_from_the_main_column() -> None:
    """Also where the file writes line by line across both."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 800, "Ada Example with a name that is as wide as the page, Backend Engineer in Berlin")
        for number in range(max(len(LEFT), len(RIGHT))):
            draw_lines(canvas, LEFT[number : number + 1], 50, 760 - number * 17)
            draw_lines(canvas, RIGHT[number : number + 1], 220, 757 - number * 21)

    assert _words(_read(draw))[1:] == [*LEFT, *RIGHT]


def test_a_centred_sidebar_without_a_common_edge_is_found() -> None:
    """Its lines share neither a left nor a right edge."""

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(RIGHT):
            canvas.drawString(50, 760 - number * 21, line)
        for number, line in enumerate(LEFT):
            canvas.drawCentredString(450, 757 - number * 13, line)

    assert _words(_read(draw)) == [*RIGHT, *LEFT]


def test_dates_at_the_right_edge_stay_on_their_line() -> None:
    """A column of dates is no column to be read by itself."""

    def draw(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(50, 760 - number * 30, f"Engineer at company {number}")
            canvas.drawRightString(540, 760 - number * 30, f"201{number} - 201{number + 1}")

    assert _words(_read(draw)) == [f"Engineer at company {n}  201{n} - 201{n + 1}" for n in range(6)]


def test_labels_that_the_file_writes_apart_join_their_values() -> None:
    """Grid layouts write all labels first, then all values."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ("Languages", "Frameworks", "Data", "Operations"), 50, 760)
        draw_lines(canvas, ("Python, Go", "Flask, Django", "MySQL, Redis", "Docker, Linux"), 160, 760)

    assert _words(_read(draw)) == [
        "Languages  Python, Go", "Frameworks  Flask, Django", "Data  MySQL, Redis", "Operations  Docker, Linux",
    ]  # fmt: skip


def test_cells_of_a_ruled_table_are_not_mixed() -> None:
    """Lines of one cell belong together where upright and level lines part the cells."""

    def draw(canvas: Canvas) -> None:
        for x in (50, 200, 500):
            canvas.line(x, 700, x, 780)
        for y in (700, 740, 780):
            canvas.line(50, y, 500, y)
        draw_lines(canvas, ("Harbor Ltd", "2019 - 2021"), 60, 768)
        draw_lines(canvas, ("Built the order service", "with Python and MySQL"), 210, 768)
        draw_lines(canvas, ("Kestrel Books", "2016 - 2019"), 60, 728)
        draw_lines(canvas, ("Tuned slow queries", "for the night report"), 210, 728)

    assert _words(_read(draw)) == [
        "Harbor Ltd", "2019 - 2021", "Built the order service", "with Python and MySQL",
        "Kestrel Books", "2016 - 2019", "Tuned slow queries", "for the night report",
    ]  # fmt: skip


def test_letter_spaced_headings_become_words() -> None:
    """Letters set apart for looks are one word, and a wider gap parts two."""

    def draw(canvas: Canvas) -> None:
        for word, left in (("WORK", 50), ("HISTORY", 140)):
            for number, letter in enumerate(word):
                canvas.drawString(left + number * 16, 760, letter)
        canvas.drawString(50, 700, "below")

    assert _words(_read(draw)) == ["WORK HISTORY", "below"]


def test_a_word_broken_at_the_end_of_a_line_is_written_together() -> None:
    """It stands on the line on which it begins."""
    result = _read(lambda canvas: draw_lines(canvas, ("We run distrib-", "uted systems")))

    assert result.text == "We run distributed\nsystems"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_pages_are_read_as_shown(turn: int) -> None:
    """Boxes stand on the page as a viewer shows it."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        width, height = (595, 842) if turn % 180 == 0 else (842, 595)  # the sheet before it is turned
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        draw_lines(canvas, RESUME_LINES, top=500)

    result = _read(draw)

    assert _words(result) == [line.replace("   ", " ") for line in RESUME_LINES]
    assert (result.pages[0].width_points, result.pages[0].height_points) == (595, 842)
    box = result.lines[0].box
    assert box is not None
    assert (round(box.left), box.right > box.left, box.bottom > box.top) == (50, True, True)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_lie_on_a_side_or_on_their_head_are_read_in_order(turn: int) -> None:
    """Whoever reads them turns the page; boxes stand on the page as it is shown."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        draw_lines(canvas, RESUME_LINES, top=500)

    result = read_pdf(pdf(draw), ParsingLimits())

    assert _words(result) == [line.replace("   ", " ") for line in RESUME_LINES]
    first, second = (line.box for line in result.lines[:2])
    assert first is not None
    assert second is not None
    upright = turn % 180 != 0
    assert (first.bottom - first.top > first.right - first.left) is upright
    assert {90: second.right < first.right, 180: second.bottom < first.bottom, 270: second.left > first.left}[turn]


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(Color(1, 1, 1))
    canvas.drawString(50, 600, "SECRET words")


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(50, 600, "SECRET words")


def _scaled(canvas: Canvas) -> None:
    canvas.scale(0.05, 0.05)
    canvas.drawString(1000, 12000, "SECRET words")


def _off_page(canvas: Canvas) -> None:
    canvas.drawString(900, 600, "SECRET words")


def _render_mode(canvas: Canvas) -> None:
    text = canvas.beginText(50, 600)
    text.setTextRenderMode(3)
    text.textOut("SECRET words")
    canvas.drawText(text)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(50, 600, "SECRET words")


def _white_on_white_box(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.1, 0.2, 0.4))
    canvas.rect(40, 590, 300, 30, fill=1, stroke=0)
    canvas.setFillColor(Color(1, 1, 1))
    canvas.rect(40, 590, 300, 30, fill=1, stroke=0)
    canvas.drawString(50, 600, "SECRET words")


def _white_under_visible(canvas: Canvas) -> None:
    canvas.setFillColor(Color(1, 1, 1))
    canvas.drawString(50, 800, "SECRET words")


def _white_in_form(canvas: Canvas) -> None:
    canvas.beginForm("form")
    _white(canvas)
    canvas.endForm()
    canvas.doForm("form")


@pytest.mark.parametrize(
    ("trick", "kind"),
    [
        (_white, HiddenTextKind.COLOR),
        (_tiny, HiddenTextKind.SIZE),
        (_scaled, HiddenTextKind.SIZE),
        (_off_page, HiddenTextKind.OFF_PAGE),
        (_render_mode, HiddenTextKind.RENDER_MODE),
        (_transparent, HiddenTextKind.TRANSPARENT),
        (_white_on_white_box, HiddenTextKind.COLOR),
        (_white_under_visible, HiddenTextKind.COLOR),
        (_white_in_form, HiddenTextKind.COLOR),
    ],
)
def test_text_that_nobody_sees_is_kept_apart(trick: Callable[[Canvas], None], kind: HiddenTextKind) -> None:
    """It never reaches the text; the finding says kind, page, place and words."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, RESUME_LINES)
        trick(canvas)

    result = _read(draw)

    assert "SECRET" not in result.text
    assert len(_words(result)) == len(RESUME_LINES)
    assert [(one.kind, one.excerpt, one.page_number) for one in result.hidden_text] == [(kind, "SECRET words", 1)]
    assert result.hidden_text[0].box is not None


def test_white_text_on_a_dark_ground_raises_no_alarm() -> None:
    """A box, a thick line and a picture are grounds that designs use."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.1, 0.2, 0.4))
        canvas.rect(0, 740, 595, 100, fill=1, stroke=0)
        canvas.setLineWidth(30)
        canvas.setStrokeColor(Color(0.7, 0.3, 0.1))
        canvas.line(40, 605, 400, 605)
        canvas.setFillColor(Color(1, 1, 1))
        canvas.drawString(50, 780, "Ada Example")
        canvas.drawString(50, 600, "Work Experience")

    result = _read(draw)

    assert (_words(result), result.hidden_text) == (["Ada Example", "Work Experience"], ())


def test_the_text_layer_of_a_scan_is_read() -> None:
    """Scanners put invisible text over the picture; where the picture is blank it says nothing."""

    def draw(canvas: Canvas) -> None:
        scan = Image.new("L", (595, 842), 250)
        ImageDraw.Draw(scan).text((50, 232), "Ada Example, Backend Engineer", fill=20, font_size=12)
        canvas.drawImage(ImageReader(scan), 0, 0, 595, 842)
        text = canvas.beginText(50, 600)
        text.setTextRenderMode(3)
        text.textLine("Ada Example, Backend Engineer")
        text.textOut("Nobel Prize for Python")
        canvas.drawText(text)

    result = _read(draw)

    assert result.text == "Ada Example, Backend Engineer"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [
        (HiddenTextKind.SCAN_MISMATCH, "Nobel Prize for Python")
    ]


def test_a_broken_page_costs_itself_alone() -> None:
    """The other pages are read, with a warning."""
    content = resume_pdf(page_count=3)
    kids = b"/Kids [ 3 0 R 4 0 R 5 0 R ]"
    result = read_pdf(content.replace(kids, b"/Kids [ 3 0 R null  5 0 R ]"), ParsingLimits())

    assert kids in content
    assert [warning.code for warning in result.warnings] == [WarningCode.PAGE_UNREADABLE]
    assert "1 of 3 pages" in result.warnings[0].message
    assert [bool(page.span.of(result.text)) for page in result.pages] == [True, False, True]


def test_a_scanned_page_beside_pages_with_text_is_a_warning() -> None:
    """What stands on it is missing from the result."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, RESUME_LINES)
        canvas.showPage()
        draw_picture(canvas)

    assert [warning.code for warning in _read(draw).warnings] == [WarningCode.PAGE_UNREADABLE]


def test_black_letters_that_leave_the_page_are_not_called_white() -> None:
    """What lies beside the page has no colour that letters could blend with."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, RESUME_LINES)
        canvas.showPage()
        canvas.setPageSize((3, 3))
        canvas.drawString(0.2, 1, "Kubernetes and Terraform")

    result = read_pdf(pdf(draw), ParsingLimits())

    assert result.hidden_text
    assert HiddenTextKind.COLOR not in {one.kind for one in result.hidden_text}
