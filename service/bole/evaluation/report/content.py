"""What a report of an evaluation holds, before anybody thinks of Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass

from bole.evaluation.figures import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value with where it comes from: without a source there is no cell.

    Attributes:
        text: What is shown.
        basis: Whether it was measured.
        source: What it was measured on, what an estimate rests on, or why it was not measured.
        interval: The 95 % interval as text, empty without one.
        count: Cases behind it, 0 where that means nothing.
    """

    text: str
    basis: Basis
    source: str
    interval: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.source.strip():
            raise ValueError("a cell needs a text and a source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: its heading, and a cell a column, None where the column does not apply."""

    heading: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `corner` names what the rows are, and in a `marked` one measured values too say that they are."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    marked: bool = False

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another number of cells than the table has columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart with its whisker; `plain` is for what is measured beside the engines: baselines and people."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars to be drawn; the same values stand in a table beside it."""

    name: str
    title: str
    bars: tuple[Bar, ...]

    @property
    def spoken(self) -> str:
        """The chart in words, for who does not see it."""
        return f"{self.title}. " + "; ".join(f"{bar.label}: {bar.text or bar.value}" for bar in self.bars) + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report; `notes` are lines of a list under the tables."""

    anchor: str
    heading: str
    before: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report; the first section is the table of the approaches."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
