"""Turns what recognition found on a page into lines in reading order, and keeps apart what cannot be relied on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bole.domain.resume import HiddenTextKind
from bole.parsing.layout.geometry import Matrix, Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.layout.runs import Run
from bole.parsing.pictures.pieces import Piece

_LEAST_CONFIDENCE = 0.7
"""Below it half of the words are wrong."""
_LEAST_CONTRAST = 24
"""Of 255: #EEE on white is less, #DDD on white is more."""
_LEAST_LETTERS = 0.4
"""Letters and digits for each height of a line that it is wide: Chinese has at least 0.7, Latin about two. Where the
models know few of the letters they skip the others and are sure of what is left."""
_LONG = 3.0
_MARGINS = Rectangle(0.17, 0.15, 0.17, 0.12)
"""By how much of its height the box of a line is larger than its letters, on each side."""
_BASELINE = 0.21
"""Of the height of the box, from its bottom."""
_UPRIGHT = 2.0
_SHORT_SIDE, _LONG_SIDE = 595.0, 842.0
"""Points of A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenText:
    """Text that the picture shows so faintly that a person overlooks it."""

    kind: HiddenTextKind
    text: str
    area: Rectangle


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """A page as recognition reads it; areas are in the units of the page."""

    lines: tuple[Line, ...]
    unseen: tuple[UnseenText, ...]
    unread: tuple[Rectangle, ...]
    """Where something like text stands that cannot be read."""
    confidence: float | None
    """0..1, the mean of the letters; None without any."""
    letter_count: int
    unread_share: float
    """Of the length of all lines found, 0..1."""


def page_points(width: float, height: float) -> float:
    """Returns points a pixel of a picture that tells no size: as wide as A4, upright or lying."""
    return (_LONG_SIDE if width > height else _SHORT_SIDE) / max(1.0, width)


def recognised_page(pieces: Sequence[Piece], size: tuple[int, int], units: float) -> RecognisedPage:
    """Sorts the pieces of one page.

    Args:
        pieces: As recognised.
        size: Width and height of the picture in pixels.
        units: Units of the page, such as points, for each pixel of the picture.
    """
    shown: list[Piece] = []
    faint: list[Piece] = []
    unread: list[Piece] = []
    for piece in pieces:
        if not _is_read(piece):
            unread.append(piece)
        else:
            (shown if piece.contrast >= _LEAST_CONTRAST else faint).append(piece)
    unread = [piece for piece in unread if _length(piece) >= _LONG]
    letters = sum(len(piece.text) for piece in shown)
    total = sum(map(_length, (*shown, *unread)))
    return RecognisedPage(
        lines=_ordered(shown, size, units),
        unseen=tuple(
            UnseenText(kind=HiddenTextKind.COLOR, text=piece.text, area=_around(piece, units)) for piece in faint
        ),
        unread=tuple(_around(piece, units) for piece in unread),
        confidence=sum(piece.confidence * len(piece.text) for piece in shown) / letters if letters else None,
        letter_count=sum(sum(map(str.isalnum, piece.text)) for piece in shown),
        unread_share=sum(map(_length, unread)) / total if total else 0.0,
    )


def _is_read(piece: Piece) -> bool:
    """Tells whether what recognition says of a piece can be relied on."""
    if piece.confidence < _LEAST_CONFIDENCE:
        return False
    letters = sum(map(str.isalnum, piece.text))
    length = _length(piece)
    return letters >= _LEAST_LETTERS * length if length >= _LONG else bool(piece.text)


def _ordered(pieces: Sequence[Piece], size: tuple[int, int], units: float) -> tuple[Line, ...]:
    """Returns lines from top to bottom as they are read on the page, upright and level."""
    if not pieces:
        return ()
    points = page_points(*size)
    angle = _angle(pieces)
    level = Matrix(math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle), 0, 0)
    areas = [_scaled(_bounds([level.point(*corner) for corner in piece.corners]), points) for piece in pieces]
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    runs = [
        _run(piece.text, Rectangle(a.left - left, a.top - top, a.right - left, a.bottom - top), number)
        for number, (piece, a) in enumerate(zip(pieces, areas, strict=True))
    ]
    lines = reading_order(runs, (), max(run.area.right for run in runs))
    back = Matrix(math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0, 0)
    return tuple(replace(line, area=_placed(line.area, back, (left, top), units / points)) for line in lines)


def _run(text: str, box: Rectangle, number: int) -> Run:
    upright = box.height > _UPRIGHT * box.width and len(text) > 2
    if upright:  # a label along the side of what it names
        return Run(text, box, box.top, number)
    high = box.height
    area = Rectangle(
        box.left + _MARGINS.left * high,
        box.top + _MARGINS.top * high,
        max(box.left + _MARGINS.left * high, box.right - _MARGINS.right * high),
        box.bottom - _MARGINS.bottom * high,
    )
    return Run(text, area, box.bottom - _BASELINE * high, number)


def _angle(pieces: Sequence[Piece]) -> float:
    """Returns by how much the text is turned with the clock, in radians: the middle one of its long lines."""
    directions = [_direction(piece) for piece in pieces if _length(piece) >= _LONG] or list(map(_direction, pieces))
    main = math.atan2(sum(y for _, y in directions), sum(x for x, _ in directions))
    beside = sorted(math.remainder(math.atan2(y, x) - main, math.tau) for x, y in directions)
    return main + beside[len(beside) // 2]


def _direction(piece: Piece) -> tuple[float, float]:
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = piece.corners
    return x2 - x1 + x3 - x4, y2 - y1 + y3 - y4


def _length(piece: Piece) -> float:
    """Returns how many heights a line is long."""
    one, two, three, four = piece.corners
    return max(math.dist(one, two), math.dist(three, four)) / max(1.0, math.dist(one, four), math.dist(two, three))


def _around(piece: Piece, units: float) -> Rectangle:
    return _scaled(_bounds(piece.corners), units)


def _placed(area: Rectangle, back: Matrix, origin: tuple[float, float], scale: float) -> Rectangle:
    left, top = origin
    turned = back.rectangle(area.left + left, area.top + top, area.right + left, area.bottom + top)
    return _scaled(turned, scale)


def _bounds(points: Sequence[tuple[float, float]]) -> Rectangle:
    xs, ys = zip(*points, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))


def _scaled(area: Rectangle, scale: float) -> Rectangle:
    return Rectangle(*(edge * scale for edge in area))
