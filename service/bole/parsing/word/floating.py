"""Pictures and shapes that float on the pages: text may stand on them, and they may carry text off the page.

Word alone knows where a paragraph comes to stand, so places are estimates: good enough to tell a name on a banner from
a list of words three pages below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.text.contrast import WHITE
from bole.parsing.word.color import Fill, Palette, vml_color
from bole.parsing.word.look import whole
from bole.parsing.word.package import attribute, child, local_name

_EMU = 12_700
_TWIPS = 20
_SMALLEST = 2.0
"""Points; less holds no letter."""
_SMALLEST_GROUND = (36.0, 10.0)
_SLACK = 60.0
_OVERFLOW = 40.0
"""Points below twice the height of a box, from which its text is taken to be cut: heights are estimates."""
_SHAPES = frozenset({"shape", "rect", "roundrect", "oval", "group"})
_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0, None: 0.75}
_PAGE_SIDES = frozenset({"page", "leftMargin", "topMargin", "insideMargin", "outsideMargin"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size of the page and its margins in points."""

    width: float = 612.0
    height: float = 792.0
    left: float = 72.0
    top: float = 72.0

    @staticmethod
    def of(body: etree._Element) -> Sheet:
        """Reads the last section; Letter with margins of an inch where it says nothing."""
        section = child(body, "sectPr")
        size, margins = child(section, "pgSz"), child(section, "pgMar")

        def points(element: etree._Element | None, name: str, default: float) -> float:
            found = whole(attribute(element, name)) / _TWIPS if element is not None else 0.0
            return found or default

        width, height = points(size, "w", 612.0), points(size, "h", 792.0)
        return Sheet(width, height, points(margins, "left", 72.0), points(margins, "top", 72.0))

    def reached_by(self, element: etree._Element, left: str, top: str = "", size: str = "") -> bool:
        """Tells whether a frame or floating table begins on the page, or reaches it where its width is known.

        Args:
            element: Where it stands, in twentieths of a point.
            left: Name of the attribute that tells how far from the left; so for `top` and `size`, the width.
            top: Empty where nothing tells it.
            size: Empty where nothing tells it.
        """
        width, height = self.width * _TWIPS, self.height * _TWIPS
        across, down, own = (whole(attribute(element, name)) if name else 0 for name in (left, top, size))
        return -(own or width) < across < width and -height < down < height


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in points; `left` and `top` are None where only Word knows, `top` counts from the text's top."""

    width: float
    height: float
    left: float | None
    top: float | None
    from_paragraph: bool = False
    """`top` counts from the paragraph that holds the shape."""

    def hidden(self, sheet: Sheet, *, grows: bool) -> HiddenTextKind | None:
        """Why text in here is not seen; None when it is. A box that grows is as high as its text."""
        if self.width < _SMALLEST or (self.height < _SMALLEST and not grows):
            return HiddenTextKind.CLIPPED
        beside = self.left is not None and (self.left >= sheet.width or self.left + self.width <= 0)
        if self.top is None or beside:
            return HiddenTextKind.OFF_PAGE if beside else None
        highest = -sheet.height if self.from_paragraph else -sheet.top
        off = self.top + self.height <= highest or self.top + sheet.top >= sheet.height
        return HiddenTextKind.OFF_PAGE if off else None


@dataclass(slots=True)
class Floats:
    """What floats in a document."""

    sheet: Sheet
    palette: Palette
    grounds: list[tuple[etree._Element, Place, tuple[Fill, ...]]] = field(default_factory=list)
    """Shapes and pictures that text may stand on: their elements, places and fills."""
    body: etree._Element | None = None
    _tops: dict[etree._Element, float] = field(default_factory=dict)

    @staticmethod
    def of(body: etree._Element, margins: Iterable[etree._Element], palette: Palette) -> Floats:
        """Collects what floats in the body and in headers and footers."""
        floats = Floats(Sheet.of(body), palette, body=body)
        for root in (body, *margins):
            for element in root.iter("{*}anchor", *(f"{{*}}{name}" for name in _SHAPES)):
                if local_name(element) == "anchor":
                    floats.add_drawing(element)
                elif "absolute" in attribute(element, "style"):
                    floats.add_old_shape(element)
        return floats

    def add_drawing(self, anchor: etree._Element) -> None:
        """Notes a drawing that text does not flow around."""
        under = attribute(anchor, "behindDoc") not in {"", "0", "false"}
        if under or child(anchor, "wrapNone") is not None:
            fills = tuple(_fills(anchor, self.palette))
            self._note(anchor, drawing_place(anchor, self.sheet), fills)

    def add_old_shape(self, shape: etree._Element) -> None:
        """Notes a shape of old Word."""
        fills: tuple[Fill, ...] = ()
        if any(local_name(one) in {"imagedata", "fill"} for one in shape.iter()):
            fills = (Fill(),)
        elif attribute(shape, "fillcolor") and (fill := old_fill(shape)):
            fills = (fill,)
        place = shape_place(shape)
        if place is not None:
            self._note(shape, place, fills)

    def _note(self, element: etree._Element, place: Place, fills: tuple[Fill, ...]) -> None:
        wide, high = _SMALLEST_GROUND
        if fills and place.width >= wide and place.height >= high:
            self.grounds.append((element, place, fills))

    def behind(self, paragraph: etree._Element) -> Iterator[Fill]:
        """Returns what floats where a paragraph may stand, other than the box that it stands in."""
        if not self.grounds:
            return
        if not self._tops and self.body is not None:
            self._lay_out(self.body, 0.0, self.sheet.width - 2 * self.sheet.left)
        own = next((one for one in paragraph.iterancestors() if any(one is ground[0] for ground in self.grounds)), None)
        holder = paragraph if paragraph in self._tops else _holder(paragraph)
        top = self._tops.get(holder) if holder is not None else None
        for element, place, fills in self.grounds:
            if element is not own and (top is None or self._reaches(element, place, top)):
                yield from fills

    def _reaches(self, element: etree._Element, place: Place, top: float) -> bool:
        if place.top is None:
            return True
        start = place.top
        if place.from_paragraph:
            holder = _holder(element)
            start += self._tops.get(holder, 0.0) if holder is not None else 0.0
        slack = min(_SLACK, 20.0 + place.height / 4)
        return start - slack <= top <= start + place.height + slack

    def _lay_out(self, container: etree._Element, top: float, width: float) -> float:
        """Estimates how far below the top of its page each paragraph stands; returns where the next one does."""
        for element in container:
            name = local_name(element)
            if name == "p":
                if any(attribute(one, "type") == "page" for one in element.iter() if local_name(one) == "br"):
                    top = 0.0
                self._tops[element] = top
                top += _height(element, width)
            elif name == "tr":
                cells = max(1, sum(local_name(one) == "tc" for one in element))
                top = max((self._lay_out(cell, top, width / cells) for cell in element), default=top)
            elif name in {"tbl", "tc", "sdt", "sdtContent"}:
                top = self._lay_out(element, top, width)
            if top > self.sheet.height - 1.5 * self.sheet.top:
                top = 0.0
        return top


def drawing_place(anchor: etree._Element, sheet: Sheet) -> Place:
    """Returns where a drawing stands."""
    extent = child(anchor, "extent")
    width, height = (
        whole(attribute(extent, side)) / _EMU if extent is not None else sheet.width for side in ("cx", "cy")
    )
    left, across = _offset(anchor, "positionH")
    top, down = _offset(anchor, "positionV")
    if left is not None and across not in _PAGE_SIDES:
        left += sheet.left
    if top is not None and down in _PAGE_SIDES:
        top -= sheet.top
    return Place(width, height, left, top, from_paragraph=down in {"paragraph", "line"})


def shape_place(shape: etree._Element) -> Place | None:
    """Returns where a shape of old Word stands; None where its style does not tell its size."""
    style = dict(one.strip().split(":", 1) for one in attribute(shape, "style").split(";") if ":" in one)
    width, height = (_points(style.get(side, "")) for side in ("width", "height"))
    if width is None or height is None:
        return None
    top = _points(style.get("margin-top", "")) or 0.0
    beside = (_points(style.get(side, "")) or 0.0 for side in ("margin-left", "left"))
    aligned = {"mso-position-vertical", "mso-position-horizontal"} & style.keys()
    from_paragraph = style.get("mso-position-vertical-relative", "text") in {"text", "line", "char"}
    return Place(width, height, None if aligned else sum(beside), None if aligned else top, from_paragraph)


def _offset(anchor: etree._Element, name: str) -> tuple[float | None, str]:
    """Returns an offset in points and what it counts from; None where the drawing is aligned instead."""
    position = child(anchor, name)
    offset = child(position, "posOffset")
    start = attribute(position, "relativeFrom") if position is not None else ""
    if offset is None or not (offset.text or "").strip():
        return None, start
    return whole((offset.text or "").strip()) / _EMU, start


def _points(text: str) -> float | None:
    match = _LENGTH.match(text.strip())
    if match is None:
        return None
    try:
        return float(match.group(1)) * _POINTS[match.group(2)]
    except ValueError:
        return None


def _fills(anchor: etree._Element, palette: Palette) -> Iterator[Fill]:
    for element in anchor.iter():
        name = local_name(element)
        if name == "pic":
            yield Fill()
        elif name == "wsp":
            fill = shape_fill(element, palette)
            if fill is not None:
                yield fill


def shape_fill(shape: etree._Element, palette: Palette) -> Fill | None:
    """Returns what a drawn shape is filled with, by itself or by its style; None for nothing."""
    properties = child(shape, "spPr")
    if child(properties, "noFill") is not None:
        return None
    own = palette.fill(properties)
    reference = child(shape, "style", "fillRef")
    if own is not None or reference is None or attribute(reference, "idx") == "0":
        return own
    return palette.drawn(reference)


def old_fill(shape: etree._Element) -> Fill | None:
    """Returns what a shape of old Word is filled with: white unless it says otherwise, None for nothing."""
    if attribute(shape, "filled") in {"f", "false"}:
        return None
    fill = child(shape, "fill")
    if fill is not None and attribute(fill, "type") not in {"", "solid"}:
        return Fill()
    named = attribute(shape, "fillcolor")
    return Fill(vml_color(named) if named else WHITE)


def shown_and_clipped(
    elements: Iterable[etree._Element], width: float, height: float
) -> tuple[list[etree._Element], list[etree._Element]]:
    """Splits what stands in a box of fixed size (points) into what it shows and what surely stands below its end."""
    top = 0.0
    shown: list[etree._Element] = []
    clipped: list[etree._Element] = []
    for element in elements:
        (shown if top <= 2 * height + _OVERFLOW else clipped).append(element)
        top += _height(element, width)
    return shown, clipped


def _holder(element: etree._Element) -> etree._Element | None:
    """Returns the outermost paragraph around an element."""
    found = None
    for one in element.iterancestors():
        if local_name(one) == "p":
            found = one
    return found


def _height(paragraph: etree._Element, width: float) -> float:
    size, length, breaks = 11.0, 0, 1
    for one in paragraph.iter():
        name = local_name(one)
        if name == "t":
            length += len(one.text or "")
        elif name == "sz":
            size = max(size, whole(attribute(one, "val")) / 2)
        elif name == "br":
            breaks += 1
    lines = breaks + int(length * size * 0.5 / max(width, size))
    return lines * size * 1.3 + 4
