"""Pieces become lines in reading order; what cannot be relied on is kept apart."""

from __future__ import annotations

import math

import pytest

from bole.domain.resume import HiddenTextKind
from bole.parsing.pictures.pieces import Piece
from bole.parsing.pictures.recognised_page import page_points, recognised_page


def _piece(text: str, top: float, left: float = 100, confidence: float = 0.98, contrast: int = 200) -> Piece:
    right, bottom = left + 16 * max(1, len(text)), top + 40
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Piece(text=text, corners=corners, confidence=confidence, contrast=contrast)


def _turned(piece: Piece, degrees: float) -> Piece:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    one, two, three, four = ((x * cos - y * sin + 2000, x * sin + y * cos + 2000) for x, y in piece.corners)
    return Piece(text=piece.text, corners=(one, two, three, four), confidence=0.98, contrast=200)


@pytest.mark.parametrize("degrees", [0, 7, -30, 90, 180, 270])
def test_lines_follow_each_other_however_the_page_is_turned(degrees: float) -> None:
    """Pieces of one line are joined."""
    pieces = [_piece("the second line", 200), _piece("and its end", 201, left=420), _piece("first of all lines", 100)]

    page = recognised_page([_turned(piece, degrees) for piece in pieces], (4000, 4000), 0.5)

    assert [line.text for line in page.lines] == ["first of all lines", "the second line   and its end"]


def test_areas_are_in_units_of_the_page() -> None:
    """Half a point a pixel; the margin that detection leaves is taken off."""
    (line,) = recognised_page([_piece("a line of words", 100)], (1654, 2339), 0.5).lines

    assert (round(line.area.left), round(line.area.top)) == (53, 53)
    assert line.area.bottom < 70


def test_what_is_doubtful_faint_or_full_of_gaps_is_no_text() -> None:
    """Each is kept apart."""
    pieces = [
        _piece("a line of words", 100),
        _piece("guessed letters", 200, confidence=0.6),
        _piece("nearly white", 300, contrast=12),
        Piece(text="- 7", corners=((0, 400), (900, 400), (900, 440), (0, 440)), confidence=0.99, contrast=200),
    ]

    page = recognised_page(pieces, (1654, 2339), 0.5)

    assert [line.text for line in page.lines] == ["a line of words"]
    assert [(unseen.kind, unseen.text) for unseen in page.unseen] == [(HiddenTextKind.COLOR, "nearly white")]
    assert len(page.unread) == 2
    assert page.unread_share > 0.5
    assert page.letter_count == 12
    assert page.confidence == pytest.approx(0.98)


def test_a_page_without_anything_is_empty() -> None:
    """It has no confidence."""
    page = recognised_page([], (100, 100), 1.0)

    assert (page.lines, page.confidence, page.unread_share) == ((), None, 0.0)


@pytest.mark.parametrize(("size", "points"), [((1654, 2339), 595), ((2339, 1654), 842), ((1080, 9000), 595)])
def test_pictures_are_as_wide_as_a4(size: tuple[int, int], points: float) -> None:
    """Upright or lying; long screenshots too."""
    assert page_points(*size) * size[0] == pytest.approx(points)
