"""Writes the report as Markdown, for terminals, reviews and the history of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bole.evaluation.figures import Basis
from bole.evaluation.report.content import Cell, Report, Section, Table
from bole.evaluation.report.values import MEASURED_HERE
from bole.reports.cells import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_MARKS = {Basis.MEASURED: "measured", Basis.ESTIMATE: "ESTIMATE"}


def as_markdown(report: Report) -> str:
    """Returns the report without its charts, whose values all stand in tables."""
    lines = [f"# {plain(report.title)}", ""]
    for text in report.lead:
        lines += [plain(text), ""]
    for number, section in enumerate(report.sections):
        lines += _section(section, marks_all=number == 0)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section, *, marks_all: bool) -> Iterator[str]:
    yield from (f"## {plain(section.heading)}", "")
    for text in section.before:
        yield from (plain(text), "")
    for table in section.tables:
        yield from _table(table, marks_all=marks_all)
        yield ""
    if section.notes:
        yield from (f"- {plain(note)}" for note in section.notes)
        yield ""


def _table(table: Table, *, marks_all: bool) -> Iterator[str]:
    """Returns a table under its caption; `marks_all` marks measured values too."""
    yield from (f"**{plain(table.caption)}**", "")
    yield table_row(table.corner, *table.columns)
    yield "|" + " --- |" * (1 + len(table.columns))
    for row in table.rows:
        yield _line(plain(row.heading), *(_cell(cell, marks_all=marks_all) for cell in row.cells))


def table_row(*cells: str) -> str:
    """Writes a row of a table whose cells hold no markup."""
    return _line(*map(plain, cells))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell | None, *, marks_all: bool) -> str:
    if cell is None:
        return "–"
    if cell.basis is Basis.NOT_MEASURED:
        return f"{plain(cell.text)}: {plain(cell.source)}"
    interval = f" ({plain(cell.interval)})" if cell.interval else ""
    count = f", n = {cell.count:,}" if cell.count else ""
    return f"{plain(cell.text)}{interval}{count}{_mark(cell, marks_all=marks_all)}"


def _mark(cell: Cell, *, marks_all: bool) -> str:
    usual = cell.source == MEASURED_HERE
    if usual:
        return f" [{_MARKS[cell.basis]}]" if marks_all else ""
    return f" [{_MARKS[cell.basis]}: {plain(cell.source)}]"


def plain(text: str) -> str:
    """Returns a text on one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text))
