"""Pieces of text with their place on a page."""

from __future__ import annotations

from dataclasses import dataclass

from bole.parsing.layout.geometry import Rectangle


@dataclass(frozen=True, slots=True)
class Run:
    """Text on one line, in logical order, with the rectangle of its glyphs and its base line."""

    text: str
    area: Rectangle
    baseline: float
    """Points from the top of the shown page."""
    line: int
    """Number of the line in which the file wrote it."""
