"""Finds text that stands on other text, so that each can be looked at on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bole.parsing.layout.geometry import Rectangle

MOST_GROUPS = 6
_MOST_COMPARED = 500_000
"""Pairs of lines of a page that are compared, in a tenth of a second."""
_OVERLAP = 0.1
_TIGHT_LEADING = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run; one without letters is a sign, such as a bullet, a rule of dashes or an icon."""

    number: int
    start: int
    end: int
    text: str
    area: Rectangle
    lettered: bool
    """Whether it has letters or digits."""
    parts: Sequence[Rectangle]
    """Rectangles of its text objects, but for a small sign at its begin or end."""
    stacked: bool = False
    """Whether it stands on other text, or other text on it."""


def stacked_groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Parts text that stands on other text, so that each is looked at on its own; nearly always one group.

    Lines that say the same are printed over each other for looks and stay together. What would need more than
    `MOST_GROUPS` is one more group, of lines that nobody can tell apart.
    """
    upon, crowd = _stacked(pieces)
    chosen = dict.fromkeys(crowd, MOST_GROUPS)
    for number, others in sorted(upon.items()):
        taken = {chosen.get(other.number) for other in others}
        free = next((one for one in range(MOST_GROUPS) if one not in taken), MOST_GROUPS)
        chosen.setdefault(number, free)
    groups: list[list[Piece]] = [[] for _ in range(max(chosen.values(), default=0) + 1)]
    for piece in pieces:
        if piece.lettered:
            groups[chosen.get(piece.number, 0)].append(replace(piece, stacked=True) if piece.number in upon else piece)
    return groups


def _stacked(pieces: Sequence[Piece]) -> tuple[dict[int, list[Piece]], list[int]]:
    """Returns what stands on or under each piece that is not alone, and the pieces that there was no time to compare.

    The latter are none but on pages that were made to take long.
    """
    upon: dict[int, list[Piece]] = {}
    by_top = sorted(pieces, key=lambda piece: piece.area.top)
    compared = 0
    for place, piece in enumerate(by_top):
        left, _, right, bottom = piece.area
        for index in range(place + 1, len(by_top)):
            other = by_top[index]
            if other.area.top >= bottom:
                break
            compared += 1
            if other.area.left >= right or other.area.right <= left or not _overlap(piece.area, other.area):
                continue
            if _differ(piece, other):
                upon.setdefault(piece.number, []).append(other)
                upon.setdefault(other.number, []).append(piece)
        if compared > _MOST_COMPARED:
            return upon, [other.number for other in by_top[place + 1 :]]
    return upon, []


def _differ(one: Piece, other: Piece) -> bool:
    """Tells whether two lines on each other say different things, or one of them nothing; two signs do not matter."""
    if not (one.lettered and other.lettered):
        return one.lettered != other.lettered
    words, others = _words(one.text), _words(other.text)
    return not (words <= others or others <= words)


def _words(text: str) -> set[str]:
    return {word for word in text.split() if any(map(str.isalnum, word))}


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    """Tells whether two lines, which may run up or down the page, stand on each other by more than tight leading."""
    spare = _TIGHT_LEADING * min(one.width, one.height, other.width, other.height)
    across = min(one.right, other.right) - max(one.left, other.left) - spare
    down = min(one.bottom, other.bottom) - max(one.top, other.top) - spare
    smaller = min(one.width * one.height, other.width * other.height)
    return across > 0 and down > 0 and across * down > _OVERLAP * smaller
