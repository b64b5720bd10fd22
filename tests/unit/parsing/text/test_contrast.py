"""What can be told from its ground, and what cannot."""

from __future__ import annotations

import pytest

from bole.parsing.text.contrast import BLACK, WHITE, Color, hex_color, mixed, too_near


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("FFFFFF", "FFFFFF", True),
        ("FDFDFD", "FFFFFF", True),
        ("EEEEEE", "FFFFFF", True),
        ("DDDDDD", "FFFFFF", False),
        ("999999", "FFFFFF", False),
        ("FFFF00", "FFFFFF", False),
        ("FFFFFF", "1F4E79", False),
        ("0A0A0A", "000000", True),
        ("1F4E79", "204F7A", True),
        ("FF0000", "00FF00", False),
    ],
)
def test_colours_that_a_person_takes_for_one(one: str, other: str, near: bool) -> None:
    """In both directions."""
    first, second = hex_color(one), hex_color(other)
    assert first is not None
    assert second is not None
    assert too_near(first, second) is near
    assert too_near(second, first) is near


@pytest.mark.parametrize(("share", "seen"), [(0.0, WHITE), (1.0, BLACK), (0.5, (128, 128, 128))])
def test_what_shines_through(share: float, seen: Color) -> None:
    """Opacity mixes the two."""
    assert mixed(BLACK, WHITE, share) == seen


@pytest.mark.parametrize("digits", ["", "auto", "FFF", "12345", "GGGGGG", "FFFFFFFF"])
def test_other_words_are_no_colour(digits: str) -> None:
    """Six hexadecimal digits are."""
    assert hex_color(digits) is None
