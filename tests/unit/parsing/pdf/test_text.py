"""Runs of PDF text: icons, right-to-left lines, letter spacing."""

from __future__ import annotations

from time import process_time

import pytest
from reportlab.pdfgen.canvas import Canvas

from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.reader import read_pdf
from tests.unit.parsing.make_documents import draw_lines, pdf
from tests.unit.parsing.pdf.make_mapped import mapped_pdf


def _lines(*pieces: tuple[str, float, float, str]) -> list[str]:
    return [line for line in read_pdf(mapped_pdf(pieces), ParsingLimits()).text.split("\n") if line]


@pytest.mark.parametrize("font", ["FontAwesome5Free-Solid", "MaterialIcons-Regular", "icomoon", "SimpleIconsFiltered"])
@pytest.mark.parametrize("letter", ["½", "Æ", "#", "x", "\u0159"])
def test_glyphs_of_icon_fonts_are_no_letters(font: str, letter: str) -> None:
    """Whatever the file names them by."""
    lines = _lines(
        (font, 50, 800, letter), ("Arial", 62, 800, "ada@example.com"), ("Arial", 50, 780, f"Grade {letter}")
    )

    assert lines == ["ada@example.com", f"Grade {letter}"]


def test_arrows_of_a_bullet_font_are_bullets_before_items() -> None:
    """Wingdings and its like draw bullets; after the text they are icons."""
    lines = _lines(
        ("Wingdings", 50, 800, "q"), ("Arial", 62, 800, "Led a team of nine"),
        ("Arial", 50, 780, "Call 555 0100"), ("Wingdings", 130, 780, "q"),
    )  # fmt: skip

    assert lines == ["• Led a team of nine", "Call 555 0100"]


def test_an_icon_that_begins_three_items_is_their_bullet() -> None:
    """Templates list with the arrows of an icon font; a single one stands for a telephone."""
    items = [f"Built service {number}" for number in range(3)]
    rows = [(800 - 16 * number, item) for number, item in enumerate(items)]
    lines = _lines(
        *(piece for base, item in rows for piece in (("FontAwesome", 50, base, ">"), ("Arial", 62, base, item)))
    )

    assert lines == [f"• {item}" for item in items]


def test_right_to_left_lines_are_in_logical_order() -> None:
    """Latin words inside keep theirs, and what stands in brackets stays there."""
    seen = ["(Deep Learning) ةملك", "Airflow ،Kafka ،Apache Spark هداد", "+98 912 345 6789 نفلت", "ةمدخلا ةربخ"]

    assert _lines(*(("Arial", 300, 700 - 14 * row, line) for row, line in enumerate(seen))) == [
        "كلمة (Deep Learning)", "داده Apache Spark، Kafka، Airflow", "تلفن +98 912 345 6789", "خبرة الخدمة",
    ]  # fmt: skip


def test_a_right_to_left_line_with_a_wide_gap_begins_at_the_right() -> None:
    """The date at the left edge is read last."""
    rows = [
        row for base in (700, 684, 668) for row in (("Arial", 400, base, "ةمدخ سدنهم"), ("Arial", 60, base, "2019"))
    ]

    assert _lines(*rows) == ["مهندس خدمة  2019"] * 3


def test_presentation_forms_become_letters() -> None:
    """Shaped letters and their ligatures are the plain ones."""
    shaped = "\ufee2\ufef4\ufee0\ufecc\ufe97", "\ufefb\ufe8d", "\ufea9\ufe8d\ufeaa\ufecb\ufe87"

    assert _lines(*(("Arial", 300, 700 - 14 * row, line) for row, line in enumerate(shaped))) == [
        "تعليم", "الا", "إعداد",
    ]  # fmt: skip


def test_a_footer_does_not_part_the_entries_of_two_pages() -> None:
    """It stands once, at the end."""

    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3):
            draw_lines(canvas, (f"Built service {number} in Python", f"Tuned service {number} in Go"))
            canvas.drawCentredString(297, 30, f"Page {number} of 3")
            canvas.showPage()

    lines = [line for line in read_pdf(pdf(draw), ParsingLimits()).text.split("\n") if line]
    services = [(f"Built service {number} in Python", f"Tuned service {number} in Go") for number in (1, 2, 3)]
    assert lines == [*(line for service in services for line in service), "Page 3 of 3"]


def test_what_is_printed_twice_is_read_once() -> None:
    """Shadows, bold letters, and letters that a browser places twice one by one; words that stand apart are kept."""

    def draw(canvas: Canvas) -> None:
        for shift in (1.2, 0.0):
            canvas.drawString(50 + shift, 700 - shift, "Volunteer Work")
            for number, letter in enumerate("EXPERIENCE"):
                left = 50 + shift + 5 * number + canvas.stringWidth("EXPERIENCE"[:number])
                canvas.drawString(left, 650 - shift, letter)
        canvas.drawString(50, 600, "Volunteer Work")
        canvas.drawString(50, 560, "AABBCCDD 11223344")

    assert read_pdf(pdf(draw), ParsingLimits()).text.split("\n") == [
        "Volunteer Work",
        "",
        "EXPERIENCE",
        "",
        "Volunteer Work",
        "",
        "AABBCCDD 11223344",
    ]


def test_thousands_of_cells_that_say_the_same_take_no_time_and_are_all_read() -> None:
    """Only what stands on itself is printed twice; seconds of the processor."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 4)
        for number in range(6_000):
            canvas.drawString(10 + 15 * (number % 38), 820 - 5 * (number // 38), "ab")

    begun = process_time()
    result = read_pdf(pdf(draw), ParsingLimits())

    assert process_time() - begun < 10
    assert result.text.count("ab") == 6_000
    assert result.hidden_text == ()
