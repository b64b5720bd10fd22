"""Running headers and footers are kept once."""

from __future__ import annotations

import pytest

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.layout.running_lines import PageLines, without_repeats


def _page(*lines: tuple[str, float]) -> PageLines:
    return PageLines(
        tuple(Line(text, Rectangle(50, top, 50 + 5 * len(text), top + 10), apart=False) for text, top in lines), 842
    )


def _texts(pages: list[PageLines]) -> list[list[str]]:
    return [[line.text for line in page] for page in without_repeats(pages)]


def test_a_header_stays_on_the_first_page_and_a_footer_on_the_last() -> None:
    """Between them entries go on from page to page."""
    pages = [
        _page(("Ada Example", 30), (f"Entry {number}", 100), (f"Page {number + 1} of 3", 810)) for number in range(3)
    ]

    assert _texts(pages) == [["Ada Example", "Entry 0"], ["Entry 1"], ["Entry 2", "Page 3 of 3"]]


@pytest.mark.parametrize("footer", ["{}", "- {} -", "第 {} 页 共 3 页", "{}/3", "{} | Ada Example"])
def test_page_numbers_of_any_form_run(footer: str) -> None:
    """Their number is that of their page."""
    pages = [_page((f"Entry {number}", 100), (footer.format(number), 800)) for number in (1, 2, 3)]

    assert _texts(pages) == [["Entry 1"], ["Entry 2"], ["Entry 3", footer.format(3)]]


@pytest.mark.parametrize(
    "second",
    [("Ada Example", 200), ("Ada Example, Ph.D.", 30), ("Ada Example", 60)],
    ids=["in the text", "other words", "another height"],
)
def test_what_does_not_repeat_at_its_place_stays(second: tuple[str, float]) -> None:
    """Only margins are looked at, and only the same words at the same height."""
    assert _texts([_page(("Ada Example", 30), ("Entry", 100)), _page(second, ("More", 300))]) == [
        ["Ada Example", "Entry"], [second[0], "More"],
    ]  # fmt: skip


def test_numbers_that_are_no_page_numbers_stay() -> None:
    """A year at the foot of two pages is text."""
    pages = [_page(("Entry", 100), ("2019", 800)), _page(("More", 100), ("2021", 800))]

    assert _texts(pages) == [["Entry", "2019"], ["More", "2021"]]


def test_text_that_begins_pages_and_stands_inside_them_stays() -> None:
    """A phrase of the text may come to stand first on two pages."""
    pages = [_page(("and so on.", 30), (f"Entry {number}", 100), ("and so on.", 300)) for number in (1, 2)]

    assert _texts(pages) == [["and so on.", f"Entry {number}", "and so on."] for number in (1, 2)]


def test_a_number_inside_a_line_is_no_page_number() -> None:
    """Even when it is that of the page."""
    pages = [_page((f"Built service {number} in Python", 30), (f"Entry {number}", 100)) for number in (1, 2)]

    assert _texts(pages) == [[f"Built service {number} in Python", f"Entry {number}"] for number in (1, 2)]


def test_a_copy_of_a_page_keeps_its_lines() -> None:
    """Nothing runs where all of it repeats."""
    page = _page(("Ada Example", 30), ("Entry", 100))

    assert _texts([page, page]) == [["Ada Example", "Entry"]] * 2
