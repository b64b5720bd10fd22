"""Reads a picture whichever way it is turned: finds its lines, turns it upright, reads line after line.

Needs the packages of the extra `ocr`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

from bole.parsing.pictures.engine import Pixels, Quadrangle, column_count, cut_out, detect, detection_cost, read_line
from bole.parsing.pictures.pieces import Corners, Piece, Recognition

_LONG = 4.0
"""Width over height of a line that tells which way the page is turned."""
_UPRIGHT = 1.5
"""Height over width from which a line is taken for one that runs upwards or downwards, as `cut_out` does."""
_PROBES = 5
_SURE = 0.85
"""Mean confidence of lines that surely stand the right way up."""
_CLEARLY = 0.1
"""How much surer the letters have to be for a page to count as upside down."""
_DIMMEST = 64
"""Of 255: the lightest part of a photo that a person still reads."""
_TALL = 2.4
"""Height over width of a picture from which it is cut: screenshots of whole web pages."""
_SLICE = 1.4
_SEARCH = 0.15
"""How far from its place a cut may move, in heights of a slice, to fall between two lines."""


def recognise(image: Image.Image, most_columns: int) -> Recognition:
    """Finds and reads the text of a picture.

    Args:
        image: `RGB`, at about 200 pixels an inch of the page that it shows.
        most_columns: Where more than so many columns of pixels would have to be read, what is left is not.

    Raises:
        MemoryError: The process has no room for it.
    """
    picture = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    pieces: list[Piece] = []
    columns = 0
    for top, part in _slices(picture):
        found = _recognise(part, most_columns - columns)
        pieces += [_lower(piece, top) for piece in found.pieces]
        columns += found.columns
        if not found.complete:
            return Recognition(pieces=tuple(pieces), columns=columns, complete=False)
    return Recognition(pieces=tuple(pieces), columns=columns, complete=True)


def _slices(picture: Pixels) -> Iterator[tuple[int, Pixels]]:
    """Cuts a very tall picture where nothing is written, so that detection sees every part large enough."""
    high, wide = picture.shape[:2]
    if high <= _TALL * wide:
        yield 0, picture
        return
    step = round(_SLICE * wide)
    reach = round(_SEARCH * step)
    top = 0
    while high - top > step + reach:
        around = picture[top + step - reach : top + step + reach]
        cut = top + step - reach + _quietest(around)
        yield top, np.ascontiguousarray(picture[top:cut])
        top = cut
    yield top, np.ascontiguousarray(picture[top:])


def _quietest(rows: Pixels) -> int:
    """Returns the row with the least change along it; among equals the middle one of the first stretch."""
    change = np.abs(np.diff(rows.astype(np.int16), axis=1)).sum(axis=(1, 2))
    quiet = np.flatnonzero(change == change.min())
    stretch = np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1)[0]
    return int(stretch[len(stretch) // 2])


def _recognise(picture: Pixels, most_columns: int) -> Recognition:
    cost = detection_cost(picture)
    if cost > most_columns:
        return Recognition(pieces=(), columns=cost, complete=False)
    boxes = detect(picture)
    quarter_turns = 0
    if _is_sideways(boxes):
        quarter_turns = 1
        picture = np.ascontiguousarray(np.rot90(picture))
        boxes = detect(picture)
        cost *= 2
    page = _Page(picture, boxes, quarter_turns, _exposure(picture), columns=cost)
    if page.is_upside_down():
        page = page.turned_over()
    return page.read(most_columns)


@dataclass(slots=True)
class _Page:
    """A picture that may have been turned, and where its lines stand."""

    picture: Pixels
    boxes: list[Quadrangle]
    quarter_turns: int
    """By which the picture was turned, against the clock."""
    exposure: float
    """What brings its lightest parts to white."""
    known: dict[int, Piece] = field(default_factory=dict)
    columns: int = 0

    def is_upside_down(self) -> bool:
        """Tells whether some lines are read better when they are turned over; asked only when they are read badly."""
        lines = [cut_out(self.picture, self.boxes[number]) for number in self.probes()]
        if not lines or self.sureness() >= _SURE:
            return False
        self.columns += sum(map(column_count, lines))
        turned = sum(read_line(np.ascontiguousarray(line[::-1, ::-1]))[1] for line in lines) / len(lines)
        return turned > self.sureness() + _CLEARLY

    def sureness(self) -> float:
        """Returns the mean confidence of a few lines."""
        probes = self.probes()
        return sum(self.piece(number).confidence for number in probes) / max(1, len(probes))

    def probes(self) -> list[int]:
        """Returns lines that tell which side is up: long enough to be sure of, the shortest of these first."""
        shapes = [_shape(box) for box in self.boxes]
        long = [(wide / high, number) for number, (wide, high) in enumerate(shapes) if wide >= _LONG * high]
        return [number for _, number in sorted(long)[:_PROBES]]

    def turned_over(self) -> _Page:
        """Returns the page the other way up."""
        high, wide = self.picture.shape[:2]
        corner = np.asarray([wide, high], dtype=np.float32)
        boxes = [np.ascontiguousarray(corner - box)[[2, 3, 0, 1]] for box in self.boxes]
        picture = np.ascontiguousarray(self.picture[::-1, ::-1])
        return _Page(picture, boxes, self.quarter_turns + 2, self.exposure, columns=self.columns)

    def read(self, most_columns: int) -> Recognition:
        """Reads every line, as long as there are columns left."""
        pieces: list[Piece] = []
        for number in range(len(self.boxes)):
            if self.columns > most_columns:
                return Recognition(pieces=tuple(pieces), columns=self.columns, complete=False)
            pieces.append(self.piece(number))
        return Recognition(pieces=tuple(pieces), columns=self.columns, complete=True)

    def piece(self, number: int) -> Piece:
        """Reads one line, once."""
        if number not in self.known:
            self.known[number] = self.read_piece(self.boxes[number])
        return self.known[number]

    def read_piece(self, box: Quadrangle) -> Piece:
        line = cut_out(self.picture, box)
        wide, high = _shape(box)
        self.columns += column_count(line)
        text, confidence = read_line(line)
        first = 0
        if high >= _UPRIGHT * wide:  # laid level its right side is up; labels mostly run the other way
            first = 1
            if confidence < _SURE:
                self.columns += column_count(line)
                other, sureness = read_line(np.ascontiguousarray(line[::-1, ::-1]))
                if sureness > confidence:
                    text, confidence, first = other, sureness, 3
        return Piece(
            text=text,
            corners=self.corners(box, first),
            confidence=confidence,
            contrast=round(_contrast(line) * self.exposure),
        )

    def corners(self, box: Quadrangle, first: int) -> Corners:
        """Returns the corners in the picture as it came, beginning with one of the box."""
        high, wide = self.picture.shape[:2]
        points = [(float(x), float(y)) for x, y in (*box[first:], *box[:first])]
        for _ in range(self.quarter_turns):
            wide, high = high, wide
            points = [(wide - y, x) for x, y in points]
        one, two, three, four = points
        return one, two, three, four


def _is_sideways(boxes: Sequence[Quadrangle]) -> bool:
    """Tells whether most text runs upwards or downwards."""
    level = upright = 0.0
    for wide, high in map(_shape, boxes):
        if wide >= _UPRIGHT * high:
            level += wide
        elif high >= _UPRIGHT * wide:
            upright += high
    return upright > level


def _shape(box: Quadrangle) -> tuple[float, float]:
    """Returns width and height of a box."""
    wide = max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3]))
    high = max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))
    return float(wide), float(high)


def _contrast(line: Pixels) -> float:
    """Returns how far strokes differ from what is behind them, which fills most of a line."""
    dark, behind, light = np.percentile(line.reshape(-1, 3), (3, 50, 97), axis=0)
    return float(max((behind - dark).max(), (light - behind).max()))


def _exposure(picture: Pixels) -> float:
    """Returns by how much a picture would have to be lighter for its paper to be white: photos are often dim."""
    lightest = float(np.percentile(picture[::8, ::8], 98))
    return 255 / max(_DIMMEST, lightest)


def _lower(piece: Piece, top: int) -> Piece:
    one, two, three, four = ((x, y + top) for x, y in piece.corners)
    return replace(piece, corners=(one, two, three, four))
