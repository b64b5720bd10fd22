"""Fonts of pictures, and text that they draw as such."""

from __future__ import annotations

import pytest

from bole.parsing.text.symbol_fonts import bullet, is_typed, shows_pictures


@pytest.mark.parametrize(
    ("font", "pictures"),
    [
        ("Wingdings", True),
        (' "wingdings 2"', True),
        ("Symbol", True),
        ("Symbola", False),
        ("Arial", False),
        ("", False),
    ],
)
def test_fonts_are_known_by_name(font: str, pictures: bool) -> None:
    """Whatever the case and the quotation marks."""
    assert shows_pictures(font) is pictures


@pytest.mark.parametrize(("text", "typed"), [("l", True), ("7", True), ("中文", False), ("·", False), ("", False)])
def test_latin_letters_are_what_they_draw(text: str, typed: bool) -> None:
    """Other scripts come from another font."""
    assert is_typed(text) is typed


@pytest.mark.parametrize(
    ("text", "before", "read"),
    [("l", [], "•"), ("l ", ["text\n", " "], "•"), ("l", ["text"], ""), ("words", [], "")],
)
def test_a_sign_that_opens_a_line_is_a_bullet(text: str, before: list[str], read: str) -> None:
    """Elsewhere it is an icon."""
    assert bullet(text, before) == read
