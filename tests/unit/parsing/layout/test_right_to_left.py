"""Arabic, Hebrew and Persian are put into logical order from where their glyphs stand."""

from __future__ import annotations

import pytest

from bole.parsing.layout.right_to_left import Glyph, logical_text, mostly_right_to_left


def _glyphs(seen: str) -> list[Glyph]:
    return [Glyph(character, 5.0 * place, 5.0 * place + 5) for place, character in enumerate(seen)]


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("ةربخلا", "الخبرة"),
        ("(Deep Learning) قيمع", "عميق (Deep Learning)"),
        (")Deep Learning( قيمع", "عميق (Deep Learning)"),
        ("Airflow ،Kafka ،Apache Spark هداد", "داده Apache Spark، Kafka، Airflow"),
        ("Python 3.9 ةغل", "لغة Python 3.9"),
        ("ةغل C++ و", "و C++ لغة"),
        ("ada@example.com ديرب", "بريد ada@example.com"),
        ("+98 912 345 6789 نفلت", "تلفن +98 912 345 6789"),
        ("%12 ةدايز", "زيادة %12"),
        ("1403/09/19 خيرات", "تاريخ 1403/09/19"),
        ("2021 - 2019 ةعماج", "جامعة 2019 - 2021"),
        ("2019-2021 ةعماج", "جامعة 2019-2021"),
        (".Agile/Scrum يف", "في Agile/Scrum."),
        ("תירבע (Python)", "(Python) עברית"),
    ],
)
def test_a_line_is_read_from_the_right(seen: str, read: str) -> None:
    """Latin words and numbers keep their direction, brackets open before they close, periods run forward."""
    assert logical_text(_glyphs(seen), 8, right_to_left=True) == read


def test_a_name_inside_a_line_of_latin_letters_is_turned_alone() -> None:
    """The rest of the line is read from the left."""
    assert logical_text(_glyphs("Ada (دمحأ يلع), Cairo"), 8, right_to_left=False) == "Ada (علي أحمد), Cairo"


def test_letters_of_one_glyph_and_marks_stay_with_it() -> None:
    """Lam and alef share a glyph that some fonts name backwards; a mark follows the letter it stands on."""
    glyphs = [
        Glyph("ا", 20, 26), Glyph("إ", 10, 19), Glyph("ل", 10, 19), Glyph("ن", 4, 9), Glyph("\u064e", 5.5, 8),
    ]  # fmt: skip

    assert logical_text(glyphs, 8, right_to_left=True) == "الإن\u064e"


def test_a_gap_between_scripts_is_a_blank_and_blanks_without_a_gap_are_none() -> None:
    """Files leave out the one and put in the other."""
    glyphs = [Glyph("R", 0, 5), Glyph("و", 8, 12), Glyph(" ", 12, 12), Glyph("م", 12.1, 17)]

    assert logical_text(glyphs, 8, right_to_left=True) == "مو R"


def test_a_blank_without_width_parts_the_letters_that_it_was_written_between() -> None:
    """Some fonts place it behind the next letter."""
    glyphs = [Glyph("ع", 40, 60), Glyph(" ", 18, 18), Glyph("ا", 24, 27), Glyph("ل", 0, 16)]

    assert logical_text(glyphs, 8, right_to_left=True) == "ع ال"


@pytest.mark.parametrize(
    ("lines", "right_to_left"),
    [
        (("مهندس برمجيات", "Python"), True),
        (("خبرة Python Kafka Spark", "لغة Java Kotlin"), True),
        (("Ada Example", "Engineer", "عربي"), False),
        ((), False),
    ],
)
def test_the_direction_of_a_page_is_that_of_most_of_it(lines: tuple[str, ...], *, right_to_left: bool) -> None:
    """Letters decide, or lines where tools are named in Latin letters."""
    assert mostly_right_to_left(lines) is right_to_left
