"""What a person sees of a page, where the corpus of hidden text says too little: parts of lines, and texts on texts."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.text.visible_text import VisibleText
from tests.unit.parsing.make_documents import RESUME_LINES, draw_lines, pdf

LINE = "Python and Flask since spring"


def _read(draw: Callable[[Canvas], None]) -> VisibleText:
    def with_resume(canvas: Canvas) -> None:
        draw_lines(canvas, RESUME_LINES)
        draw(canvas)

    return read_pdf(pdf(with_resume), ParsingLimits())


def test_of_a_line_that_is_covered_in_part_the_rest_is_read() -> None:
    """Finding and text part within the line, where the cover begins."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 400, LINE)
        canvas.setFillColor(Color(1, 1, 1))
        canvas.rect(50 + canvas.stringWidth("Python and "), 390, 300, 30, stroke=0, fill=1)

    result = _read(draw)

    assert result.text.endswith("Python and")
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [
        (HiddenTextKind.COVERED, "Flask since spring"),
    ]


def test_white_words_within_a_line_are_kept_apart() -> None:
    """Though the line has ink before and after them."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(50, 400)
        text.textOut("Python ")
        text.setFillColor(Color(1, 1, 1))
        text.textOut("and Flask ")
        text.setFillColor(Color(0, 0, 0))
        text.textOut("since spring")
        canvas.drawText(text)

    result = _read(draw)

    assert "Flask since" not in result.text
    assert result.text.splitlines()[-1].split() == ["Python", "since", "spring"]
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(HiddenTextKind.COLOR, "and Flask")]


@pytest.mark.parametrize(("shade", "seen"), [(0.6, True), (0.8, True), (0.85, True), (0.93, False), (0.97, False)])
def test_grey_is_seen_until_it_fades_into_the_paper(shade: float, *, seen: bool) -> None:
    """Letters of 10 points; 1 is white."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.setFillColor(Color(shade, shade, shade))
        canvas.drawString(50, 400, LINE)

    result = _read(draw)

    assert (LINE in result.text, result.hidden_text == ()) == (seen, seen)


@pytest.mark.parametrize(("points", "seen"), [(4.0, True), (3.0, True), (1.5, False), (0.5, False)])
def test_letters_are_read_down_to_a_size(points: float, *, seen: bool) -> None:
    """Nobody reads letters below two points."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", points)
        canvas.drawString(50, 400, LINE)

    result = _read(draw)

    assert LINE in result.text if seen else [one.kind for one in result.hidden_text] == [HiddenTextKind.SIZE]


def test_a_line_printed_twice_for_looks_is_no_finding() -> None:
    """A shadow, and bold letters by printing them again a little to the right."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.7, 0.7, 0.7))
        canvas.drawString(51.5, 398.5, LINE)
        canvas.setFillColor(Color(0, 0, 0))
        canvas.drawString(50, 400, LINE)
        canvas.drawString(50, 300, "Bold heading")
        canvas.drawString(50.3, 300, "Bold heading")

    result = _read(draw)

    assert LINE in result.text
    assert "Bold heading" in result.text
    assert result.hidden_text == ()


def test_letters_on_a_sign_are_seen_and_letters_of_its_colour_are_not() -> None:
    """A sign without letters, such as a disc, is ground like anything else that is painted."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("ZapfDingbats", 120)
        canvas.drawString(50, 300, "\u25cf")
        canvas.setFont("Helvetica", 11)
        canvas.setFillColor(Color(1, 1, 1))
        canvas.drawString(85, 350, "Rating 5")
        canvas.setFillColor(Color(0, 0, 0))
        canvas.drawString(75, 330, "Kubernetes")

    result = _read(draw)

    assert "Rating 5" in result.text
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(HiddenTextKind.COLOR, "Kubernetes")]


@pytest.mark.parametrize("inside", [True, False])
def test_letters_that_cut_out_are_seen_only_where_something_has_their_shape(*, inside: bool) -> None:
    """Ground that a picture or box happens to paint behind them shows nothing of them."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        text = canvas.beginText(50, 400)
        text.setFont("Helvetica-Bold", 24)
        text.setTextRenderMode(7)
        text.textOut("Head of Robotics")
        canvas.drawText(text)
        if not inside:
            canvas.restoreState()
        canvas.setFillColor(Color(0.2, 0.3, 0.6))
        canvas.rect(40, 380, 400 if inside else 100, 60, stroke=0, fill=1)
        if inside:
            canvas.restoreState()

    result = _read(draw)

    assert ("Head of Robotics" in result.text) is inside
    assert [one.kind for one in result.hidden_text] == ([] if inside else [HiddenTextKind.RENDER_MODE])


def test_filled_form_fields_are_read_as_shown() -> None:
    """A resume that is a filled form says what its fields show."""

    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(value="Senior Gardener", x=50, y=300, width=200, height=20, borderStyle="inset")

    assert "Senior Gardener" in _read(draw).text


def test_a_page_with_too_many_objects_is_told_and_the_others_are_read() -> None:
    """What was not looked at is not trusted."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, RESUME_LINES)
        canvas.showPage()
        for number in range(300):
            canvas.drawString(50, 800 - 2 * number, "Filler")

    content = pdf(draw)
    result = read_pdf(content, ParsingLimits(max_page_objects=200))

    assert [warning.code for warning in result.warnings] == [WarningCode.PAGE_UNREADABLE]
    assert "Filler" not in result.text
    assert "Filler" in read_pdf(content, ParsingLimits(max_page_objects=300)).text
    with pytest.raises(BoleError) as failure:
        read_pdf(content, ParsingLimits(max_page_objects=5))
    assert failure.value.reason is ErrorReason.DOCUMENT_TOO_LONG
    assert failure.value.metadata == {"max_page_object_count": "5"}
    assert "more than 5 objects" in str(failure.value)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("upright", [False, True])
def test_unseen_words_on_a_seen_line_are_kept_apart_however_the_page_is_turned(turn: int, *, upright: bool) -> None:
    """The line has ink, and a line that runs up the page is as thin as one that runs along it."""
    words = "Kubernetes architect of twelve years"

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        draw_lines(canvas, RESUME_LINES, top=560)
        if upright:
            canvas.translate(700, 0)
            canvas.rotate(90)
        canvas.drawString(50, 200, "Member of the choir, volunteer firefighter since spring")
        text = canvas.beginText(50, 200)
        text.setTextRenderMode(3)
        text.textOut(words)
        canvas.drawText(text)

    result = read_pdf(pdf(draw), ParsingLimits())

    assert words not in result.text
    assert "volunteer" in result.text
    assert {one.kind for one in result.hidden_text} == {HiddenTextKind.RENDER_MODE}


def test_no_number_of_texts_on_one_place_brings_unseen_words_into_the_text() -> None:
    """What cannot be told apart any more is not read."""
    words = ("Rust", "Kafka", "Scala", "Erlang", "Haskell", "Terraform", "Kubernetes", "Ansible")

    def draw(canvas: Canvas) -> None:
        for word in words:
            canvas.saveState()
            text = canvas.beginText(50, 300)
            text.setTextRenderMode(3)
            text.textOut(f"{word} since 2001 in every single one of my positions")
            canvas.drawText(text)
            canvas.restoreState()
        canvas.drawString(50, 300, "Member of the choir, volunteer firefighter since spring")

    result = _read(draw)

    assert [word for word in words if word in result.text] == []
    assert {one.kind for one in result.hidden_text} == {HiddenTextKind.RENDER_MODE, HiddenTextKind.COVERED}


def test_pages_that_hide_text_without_end_take_no_time_without_end() -> None:
    """Thousands of white words among thousands of boxes, in seconds of the processor."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(1, 1, 1))
        for number in range(6_000):
            canvas.rect(10, 10, 30, 30, stroke=0, fill=1)
            canvas.drawString(7 * number % 500, 10 + 11 * number % 600, f"hidden{number}")

    begun = process_time()
    result = _read(draw)

    assert process_time() - begun < 15
    assert "hidden" not in result.text
    assert result.hidden_text


@pytest.mark.parametrize(("color", "size"), [(Color(1, 1, 1), 12), (Color(0, 0, 0), 0.4)])
def test_a_number_hidden_before_a_word_is_not_read(color: Color, size: float) -> None:
    """It is no longer than a wide blank, and nothing else of the line is out of sight."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(50, 400)
        text.setFillColor(color)
        text.setFont("Helvetica", size)
        text.textOut("15")
        text.setFillColor(Color(0, 0, 0))
        text.setFont("Helvetica", 12)
        text.textOut(" years of Python")
        canvas.drawText(text)

    assert _read(draw).text.endswith("\nyears of Python")


def test_narrow_letters_of_small_print_are_read() -> None:
    """Each placed on its own, as some programs write them."""

    def draw(canvas: Canvas) -> None:
        left = 50.0
        canvas.setFont("Helvetica", 6)
        for letter in "illicit Illinois":
            canvas.drawString(left, 400, letter)
            left += canvas.stringWidth(letter, "Helvetica", 6)

    result = _read(draw)

    assert result.text.endswith("illicit Illinois")
    assert result.hidden_text == ()


def test_letters_on_each_other_are_no_word() -> None:
    """They are a blot."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 400, "Kubernetes", charSpace=-6.4)

    result = _read(draw)

    assert "Kubernetes" not in result.text
    assert result.hidden_text


def test_letters_that_are_tiny_beside_their_page_are_hidden() -> None:
    """A page of two metres is shown far smaller than it is."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((6_000, 6_000))
        canvas.setFont("Helvetica", 120)
        canvas.drawString(300, 5_000, LINE)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(300, 4_000, "Kubernetes and Terraform")

    result = read_pdf(pdf(draw), ParsingLimits())

    assert result.text == LINE
    assert [one.kind for one in result.hidden_text] == [HiddenTextKind.SIZE]


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        ("Kubernetes and Terraform expert of ten years", (HiddenTextKind.REPLACEMENT_TEXT,)),
        ("github-square", ()),  # as fonts of icons name their pictures
    ],
)
def test_a_glyph_that_claims_to_be_words_is_not_read(claimed: str, told: tuple[HiddenTextKind, ...]) -> None:
    """A person sees a bullet; what names a picture is no alarm."""
    written = _stands_for(b"\x95", claimed)

    result = read_pdf(written, ParsingLimits())

    assert "Python and Flask" in result.text
    assert claimed not in result.text
    assert tuple(one.kind for one in result.hidden_text) == told


def _stands_for(code: bytes, claimed: str) -> bytes:
    """Returns a page whose font says that one code means several words."""
    said = claimed.encode("utf-16-be").hex()
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange 1 beginbfchar <{code.hex()}> <{said}> endbfchar endcmap end end"
    )
    lines = "BT /F1 12 Tf 50 700 Td (Python and Flask since spring, teams of five) Tj ET"
    drawn = f"{lines} BT /F1 12 Tf 50 600 Td <{code.hex()}> Tj ET"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 5 0 R >>"
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    objects += [f"<< /Length {len(one)} >>\nstream\n{one}\nendstream" for one in (drawn, unicode_map)] + [font]
    body = "".join(f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, start=1))
    return f"%PDF-1.7\n{body}trailer << /Size 7 /Root 1 0 R >>\nstartxref\n0\n%%EOF".encode("ascii")
