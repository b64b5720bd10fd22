"""What recognition finds in a picture."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
"""Pixels from the left and from the top of a picture."""
Corners = tuple[Point, Point, Point, Point]
"""Clockwise as the text is read: where its first line begins, where that ends, and the two below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text on one line."""

    text: str
    """Empty where there is something like text that could not be read."""
    corners: Corners
    """Around the text with a margin, as detection draws it."""
    confidence: float
    """0..1, the mean of its letters."""
    contrast: int
    """Between its strokes and what is behind them, in the colour channel where they differ most: 255 is black on the
    lightest paper of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """All that was found in one picture, and what it cost."""

    pieces: tuple[Piece, ...]
    columns: int
    """Columns of pixels that were read, at the height at which the models read lines; time is in proportion to it."""
    complete: bool
    """False where more columns would have had to be read than were allowed."""
