"""How the cells of a table look by its style: heading rows, bands, first and last columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.word.look import OFF, RunLook, switched_on, whole
from bole.parsing.word.package import attribute, child, local_name
from bole.parsing.word.style import Styles

_BITS = {
    "firstRow": 0x0020, "lastRow": 0x0040, "firstColumn": 0x0080, "lastColumn": 0x0100, "noHBand": 0x0200,
    "noVBand": 0x0400,
}  # fmt: skip
_FLATTEST_ROW = 3.0
"""Points, below which no letter fits."""
_USUAL = "04A0"
"""Heading row, first column and bands of rows: what Word applies to a new table."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a cell stands, each counted from 0."""

    row: int
    column: int
    row_count: int
    column_count: int


@dataclass(slots=True)
class TableStyle:
    """The style of one table."""

    styles: Styles
    chain: list[etree._Element] = field(default_factory=list)
    """The style and those it is based on, the base first."""
    switched_on: frozenset[str] = frozenset()

    @staticmethod
    def of(table: etree._Element, styles: Styles) -> TableStyle:
        """Reads which style a table has and which of its conditional formats apply."""
        properties = child(table, "tblPr")
        named = child(properties, "tblStyle")
        if named is None:
            return TableStyle(styles)
        chain = list(reversed(styles.chain(attribute(named, "val"))))
        return TableStyle(styles, chain, _switches(child(properties, "tblLook")))

    def look(self, place: TablePlace, look: RunLook) -> RunLook:
        """Returns how text in a cell looks before its own properties."""
        if not self.chain:
            return look
        layers = list(self.chain)
        for name in self._formats(place):
            layers += [
                one
                for style in self.chain
                for one in style
                if local_name(one) == "tblStylePr" and attribute(one, "type") == name
            ]
        return self.styles.layered(look, layers)

    def _formats(self, place: TablePlace) -> Iterator[str]:
        """Returns the names of the conditional formats of a cell, the one that decides last."""
        on = self.switched_on
        first_row, last_row = "firstRow" in on and place.row == 0, "lastRow" in on and place.row == place.row_count - 1
        first_column = "firstColumn" in on and place.column == 0
        last_column = "lastColumn" in on and place.column == place.column_count - 1
        yield "wholeTable"
        if "noVBand" not in on:
            yield f"band{1 + (place.column - ('firstColumn' in on)) % 2}Vert"
        if "noHBand" not in on:
            yield f"band{1 + (place.row - ('firstRow' in on)) % 2}Horz"
        sides = {"firstCol": first_column, "lastCol": last_column, "firstRow": first_row, "lastRow": last_row}
        yield from (name for name, here in sides.items() if here)
        corners = {
            "nwCell": first_row and first_column,
            "neCell": first_row and last_column,
            "swCell": last_row and first_column,
            "seCell": last_row and last_column,
        }
        yield from (name for name, here in corners.items() if here)


def row_look(row: etree._Element, look: RunLook) -> RunLook:
    """Returns the look of a row that may be deleted, hidden or without height."""
    properties = child(row, "trPr")
    if child(properties, "del") is not None:
        return replace(look, forced=HiddenTextKind.DELETED_REVISION)
    if switched_on(child(properties, "hidden")):
        return replace(look, forced=HiddenTextKind.MARKED_HIDDEN)
    return replace(look, forced=HiddenTextKind.CLIPPED) if is_flat(child(properties, "trHeight")) else look


def is_flat(height: etree._Element | None) -> bool:
    """Tells whether a row or frame is too low for any letter; one that grows with its text is not."""
    framed = height is not None and local_name(height) == "framePr"
    points = _exact(height, "h" if framed else "val")
    return points is not None and points < _FLATTEST_ROW


def exact_height(row: etree._Element) -> float | None:
    """Returns the height of a row in points; None where it grows with its text."""
    return _exact(child(row, "trPr", "trHeight"), "val")


def _exact(height: etree._Element | None, name: str) -> float | None:
    if height is None or attribute(height, "hRule") != "exact":
        return None
    return whole(attribute(height, name)) / 20


def cell_look(properties: etree._Element | None, look: RunLook) -> RunLook:
    """Cells that go on from the one above are covered by it."""
    if child(properties, "cellDel") is not None:
        return replace(look, forced=HiddenTextKind.DELETED_REVISION)
    merged = child(properties, "vMerge")
    if merged is not None and attribute(merged, "val") in {"", "continue"}:
        return replace(look, forced=HiddenTextKind.COVERED)
    return look


def _switches(element: etree._Element | None) -> frozenset[str]:
    value = attribute(element, "val") if element is not None else _USUAL
    try:
        bits = int(value, 16)
    except ValueError:
        bits = 0
    on = {name for name, bit in _BITS.items() if bits & bit}
    for name in _BITS if element is not None else ():
        written = attribute(element, name) if element is not None else ""
        if written:
            on = on - {name} if written in OFF else on | {name}
    return frozenset(on)
