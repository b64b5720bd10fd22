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
    for section in report.sections:
        lines += _section(section)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {plain(section.heading)}", "")
    for text in section.before:
        yield from (plain(text), "")
    for table in section.tables:
        yield from _table(table)
        yield ""
    if section.notes:
        yield from (f"- {plain(note)}" for note in section.notes)
        yield ""


def _table(table: Table) -> Iterator[str]:
    yield from (f"**{plain(table.caption)}**", "")
    yield table_row(table.corner, *table.columns)
    yield "|" + " --- |" * (1 + len(table.columns))
    for row in table.rows:
        yield _line(plain(row.heading), *(_cell(cell, marked=table.marked) for cell in row.cells))


def table_row(*cells: str) -> str:
    """Writes a row of a table whose cells hold no markup."""
    return _line(*map(plain, cells))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell | None, *, marked: bool) -> str:
    if cell is None:
        return "–"
    if cell.basis is Basis.NOT_MEASURED:
        return f"{plain(cell.text)}: {plain(cell.source)}"
    interval = f" ({plain(cell.interval)})" if cell.interval else ""
    count = f", n = {cell.count:,}" if cell.count else ""
    return f"{plain(cell.text)}{interval}{count}{_mark(cell, marked=marked)}"


def _mark(cell: Cell, *, marked: bool) -> str:
    usual = cell.source == MEASURED_HERE
    if usual:
        return f" [{_MARKS[cell.basis]}]" if marked else ""
    return f" [{_MARKS[cell.basis]}: {plain(cell.source)}]"


def plain(text: str) -> str:
    """Returns a text on one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text))
