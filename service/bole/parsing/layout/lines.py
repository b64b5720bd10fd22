"""Lines of a page as they are read."""

from __future__ import annotations

from dataclasses import dataclass

from bole.parsing.layout.geometry import Rectangle


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: its runs joined, and whether a blank line sets it apart from the one before."""

    text: str
    area: Rectangle
    apart: bool
