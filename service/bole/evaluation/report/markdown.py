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
    lines = [f"# {_plain(report.title)}", ""]
    for text in report.lead:
        lines += [_plain(text), ""]
    for number, section in enumerate(report.sections):
        lines += _section(section, marks_all=number == 0)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section, *, marks_all: bool) -> Iterator[str]:
    yield from (f"## {_plain(section.heading)}", "")
    for text in section.before:
        yield from (_plain(text), "")
    for table in section.tables:
        yield from table_lines(table, marks_all=marks_all)
        yield ""
    if section.notes:
        yield from (f"- {_plain(note)}" for note in section.notes)
        yield ""


def table_lines(table: Table, *, marks_all: bool) -> Iterator[str]:
    """Returns a table under its caption; `marks_all` says of measured values too that they are."""
    yield from (f"**{_plain(table.caption)}**", "")
    yield _row(table.corner, *table.columns)
    yield "|" + " --- |" * (1 + len(table.columns))
    for row in table.rows:
        yield _row(row.heading, *(_cell(cell, marks_all=marks_all) for cell in row.cells), escaped=1)


def _row(*cells: str, escaped: int | None = None) -> str:
    """Writes a row; the cells before `escaped` are escaped, all of them without it."""
    return (
        "| "
        + " | ".join(_plain(one) if escaped is None or at < escaped else one for at, one in enumerate(cells))
        + " |"
    )


def _cell(cell: Cell | None, *, marks_all: bool) -> str:
    if cell is None:
        return "–"
    if cell.basis is Basis.NOT_MEASURED:
        return f"{_plain(cell.text)}: {_plain(cell.source)}"
    interval = f" ({_plain(cell.interval)})" if cell.interval else ""
    count = f", n = {cell.count:,}" if cell.count else ""
    return f"{_plain(cell.text)}{interval}{count}{_mark(cell, marks_all=marks_all)}"


def _mark(cell: Cell, *, marks_all: bool) -> str:
    usual = cell.source == MEASURED_HERE
    if usual:
        return f" [{_MARKS[cell.basis]}]" if marks_all else ""
    return f" [{_MARKS[cell.basis]}: {_plain(cell.source)}]"


def _plain(text: str) -> str:
    """Returns a text on one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text))
