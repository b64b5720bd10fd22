"""What is painted over: personal parts, what is no known line, and pictures but for the lines on them."""

from __future__ import annotations

import math
from dataclasses import replace

from bole.parsing.layout.bars import Bar, Letter, PageText, Shade, ShownLine, bars_of
from bole.parsing.layout.geometry import Rectangle

WIDTH = 10.0
LINE = Rectangle(100, 50, 340, 62)


def letters(text: str, left: float = 100, top: float = 50) -> list[Letter]:
    """Returns the letters of a line, ten points each, without its blanks."""
    placed = [
        Letter(one, Rectangle(left + WIDTH * place, top, left + WIDTH * (place + 1), top + 10))
        for place, one in enumerate(text)
    ]
    return [one for one in placed if one.text != " "]


def hidden_columns(bars: tuple[Bar, ...]) -> list[tuple[int, int]]:
    """Returns left and right of the personal bars in letters from the beginning of the line."""
    return [
        (math.ceil((bar.area.left - 100) / WIDTH), math.floor((bar.area.right - 100) / WIDTH))
        for bar in bars
        if bar.shade is Shade.PERSONAL
    ]


def shown(text: str, *personal: str) -> PageText:
    """Returns a page of one line."""
    return PageText(lines=(ShownLine(text=text, area=LINE, personal=personal),))


def test_only_the_personal_part_of_a_line_is_hidden() -> None:
    bars = bars_of(shown("Name: Ada Moss, lead", "Ada Moss"), letters("Name: Ada Moss, lead"), ())

    assert hidden_columns(bars) == [(6, 14)]
    assert bars[0].area.top < LINE.top
    assert bars[0].area.bottom > LINE.bottom


def test_every_place_of_a_personal_part_is_hidden() -> None:
    bars = bars_of(shown("Ada Moss by Ada", "Ada"), letters("Ada Moss by Ada"), ())

    assert hidden_columns(bars) == [(0, 3), (12, 15)]


def test_a_part_is_found_however_the_file_writes_its_letters() -> None:
    """A ligature is two letters, and dashes and blanks may differ."""
    bars = bars_of(shown("Tel. +1 555-0100 Griffin", "555-0100", "Griffin"), letters("Tel. +1 555–0100 Griﬃn"), ())

    assert hidden_columns(bars) == [(8, 16), (17, 22)]


def test_the_whole_line_is_hidden_where_a_part_cannot_be_told_apart() -> None:
    for there in ("Nam3: 4d4 M0ss", "", "ssoM adA :emaN"):
        bars = bars_of(shown("Name: Ada Moss", "Ada Moss"), letters(there), ())

        assert [bar.area.left <= LINE.left and bar.area.right >= LINE.right for bar in bars] == [True]


def test_the_whole_line_is_hidden_where_one_of_two_places_is_missing() -> None:
    bars = bars_of(shown("Ada Moss by Ada", "Ada"), letters("Ada Moss by"), ())

    assert bars[0].area.right >= LINE.right


def test_letters_of_no_line_are_hidden_unless_nobody_sees_them() -> None:
    """A header that another page keeps is not part of the text; signs without letters tell nothing."""
    page = shown("Lead engineer")
    stray = letters("Ada • 2", left=100, top=10)

    assert hidden_columns(bars_of(page, [*letters("Lead engineer"), *stray], ())) == [(0, 3), (6, 7)]
    unseen = replace(page, hidden=(Rectangle(90, 5, 400, 25),))
    assert bars_of(unseen, [*letters("Lead engineer"), *stray], ()) == ()


def test_a_letter_that_stands_nowhere_does_no_harm() -> None:
    lost = Letter("x", Rectangle(math.nan, math.nan, math.nan, math.inf))

    assert len(bars_of(shown("Lead engineer"), [lost], ())) == 1


def test_a_picture_is_hidden_but_for_the_lines_on_it() -> None:
    on_it = Rectangle(0, 0, 595, 842)
    bars = bars_of(shown("Name: Ada Moss", "Ada Moss"), letters("Name: Ada Moss"), [on_it])

    assert [bar.shade for bar in bars] == [Shade.UNREAD, Shade.OPEN, Shade.PERSONAL]
    assert bars[0].area == on_it


def test_a_line_that_leaves_a_picture_does_not_open_it() -> None:
    """A face that a long line runs into stays hidden."""
    bars = bars_of(shown("Lead engineer"), letters("Lead engineer"), [Rectangle(250, 0, 350, 120)])

    assert [bar.shade for bar in bars] == [Shade.UNREAD]
