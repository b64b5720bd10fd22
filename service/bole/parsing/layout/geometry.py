"""Where things stand on a page: PDF user space, matrices, and the page as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bole.domain.resume import Box


class Rectangle(NamedTuple):
    """A rectangle with `left <= right` and `top <= bottom` in points, origin at the top left of the shown page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal size in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical size in points."""
        return self.bottom - self.top

    def covers(self, x: float, y: float) -> bool:
        """Tells whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def around(areas: Sequence[Rectangle]) -> Rectangle:
    """Returns the smallest rectangle that holds all of `areas`, of which there is at least one."""
    if len(areas) == 1:
        return areas[0]
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return Rectangle(min(lefts), min(tops), max(rights), max(bottoms))


def box_of(area: Rectangle) -> Box:
    """Returns an area of a page as findings and lines name it, in hundredths of a point."""
    left, top, right, bottom = (round(edge, 2) for edge in area)
    return Box(left=left, top=top, right=right, bottom=bottom)


class Matrix(NamedTuple):
    """An affine map x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def after(self, first: Matrix) -> Matrix:
        """Returns the map that does `first` and then this one."""
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            self.a * first.e + self.c * first.f + self.e,
            self.b * first.e + self.d * first.f + self.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Maps a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def rectangle(self, x1: float, y1: float, x2: float, y2: float) -> Rectangle:
        """Maps a rectangle given by two corners and returns the upright one around it."""
        if not (self.b or self.c):  # nearly every page: no rotation, one multiplication an edge
            left, right = self.a * x1 + self.e, self.a * x2 + self.e
            top, bottom = self.d * y1 + self.f, self.d * y2 + self.f
            if left > right:
                left, right = right, left
            return Rectangle(left, top, right, bottom) if top <= bottom else Rectangle(left, bottom, right, top)
        corners = [self.point(x, y) for x in (x1, x2) for y in (y1, y2)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Rectangle(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGeometry:
    """The size of a page as it is shown and the map from user space to it."""

    width: float
    height: float
    to_shown: Matrix


def page_geometry(left: float, bottom: float, right: float, top: float, quarter_turns: int) -> PageGeometry:
    """Returns the geometry of a page.

    Args:
        left: Left edge of the visible box in user space, points.
        bottom: Its bottom edge.
        right: Its right edge.
        top: Its top edge.
        quarter_turns: Clockwise rotation in steps of 90 degrees, 0..3.
    """
    width, height = right - left, top - bottom
    match quarter_turns % 4:
        case 1:
            return PageGeometry(width=height, height=width, to_shown=Matrix(0, 1, 1, 0, -bottom, -left))
        case 2:
            return PageGeometry(width=width, height=height, to_shown=Matrix(-1, 0, 0, 1, right, -bottom))
        case 3:
            return PageGeometry(width=height, height=width, to_shown=Matrix(0, -1, -1, 0, top, right))
        case _:
            return PageGeometry(width=width, height=height, to_shown=Matrix(1, 0, 0, -1, -left, top))
