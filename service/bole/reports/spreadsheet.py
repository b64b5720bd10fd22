"""Writes sheets of typed cells row by row: no text becomes a formula or a link, and a full sheet goes on in another."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from bole.reports.cells import spreadsheet_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_PER_SHEET = 1_048_576
"""What a spreadsheet program opens, the heading among them."""

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell holds."""

MOST_LINKS = 65_530
"""Links that a sheet holds; the rows after them have the text alone."""


class Form(StrEnum):
    """How the cells of a column are shown."""

    TEXT = ""
    PROSE = "@"  # text on as many lines as it needs
    NUMBER = "0"
    TENTHS = "0.0"
    PERCENT = "0.0%"
    DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: `target` is a place of `Sheet.next_place` or a `mailto:` address, never a text."""

    label: str
    target: str


Cell = str | float | bool | datetime.date | Link | None
"""What a cell holds: texts are made safe, None and the empty text leave it blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, its width in characters, and the form of its cells."""

    heading: str
    width: int
    form: Form = Form.TEXT


class Book:
    """A workbook under way; see `book_at`."""

    def __init__(self, workbook: Workbook, rows_per_sheet: int) -> None:
        """Prepares the forms of cells."""
        self.workbook = workbook
        self.rows_per_sheet = rows_per_sheet
        self.heading = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F1EC", "valign": "top"})
        self.link = workbook.add_format({"font_color": "#1D5C85", "underline": 1, "valign": "top"})
        self.forms = {form: _format(workbook, form) for form in Form}

    def sheet(self, title: str, columns: Sequence[Column], *, filtered: bool = True) -> Sheet:
        """Begins a sheet; `title` is at most 25 characters, without any of []:*?/ and the backslash.

        `filtered` sheets have a button on every heading that filters and sorts.
        """
        return Sheet(self, title, columns, filtered=filtered)


class Sheet:
    """Rows below one heading. Rows are written once, from the top down."""

    def __init__(self, book: Book, title: str, columns: Sequence[Column], *, filtered: bool) -> None:
        """Begins with an empty sheet."""
        self.pages: list[tuple[Worksheet, int]] = []
        self._book = book
        self._title = title
        self._columns = columns
        self._filtered = filtered
        self._begin()

    def next_place(self) -> str:
        """Returns the target of links to the row that `add` writes next."""
        if self._row == self._book.rows_per_sheet:
            self._end()
            self._begin()
        return f"internal:'{self._page.get_name()}'!A{self._row + 1}"

    def add(self, *cells: Cell) -> None:
        """Writes a row, one cell a column."""
        self.next_place()
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._row += 1

    def close(self) -> None:
        """Ends the last page; `pages` then holds each with its number of rows, the heading among them."""
        self._end()

    def _begin(self) -> None:
        number = len(self.pages) + 1
        self._page = self._book.workbook.add_worksheet(self._title if number == 1 else f"{self._title} {number}")
        self._row = 1
        self._links = 0
        for index, column in enumerate(self._columns):
            self._page.set_column(index, index, column.width)
            self._page.write_string(0, index, column.heading, self._book.heading)

    def _end(self) -> None:
        self._page.freeze_panes(1, 0)
        if self._filtered:
            self._page.autofilter(0, 0, self._row - 1, len(self._columns) - 1)
        self.pages.append((self._page, self._row))

    def _write(self, column: int, cell: Cell) -> None:
        form = self._book.forms[self._columns[column].form]
        match cell:
            case None | "":
                return
            case bool():
                self._page.write_boolean(self._row, column, cell, form)
            case str():
                self._page.write_string(self._row, column, _text(cell), form)
            case Link():
                self._write_link(column, cell, form)
            case datetime.date():
                midnight = datetime.datetime.combine(cell, datetime.time())
                self._page.write_datetime(self._row, column, midnight, self._book.forms[Form.DATE])
            case _:
                self._page.write_number(self._row, column, cell, form)

    def _write_link(self, column: int, link: Link, form: Format) -> None:
        if self._links == MOST_LINKS:
            self._page.write_string(self._row, column, _text(link.label), form)
            return
        self._links += 1
        self._page.write_url(self._row, column, link.target, self._book.link, _text(link.label))


@contextmanager
def book_at(out: BinaryIO, *, created: datetime.date, rows_per_sheet: int = ROWS_PER_SHEET) -> Iterator[Book]:
    """Opens a workbook that is written to `out` at the end; rows wait in temporary files that are gone afterwards.

    Args:
        out: Where the bytes go.
        created: Stands in the properties of the file in place of the time of day, so that the same content gives the
            same bytes.
        rows_per_sheet: Rows after which another sheet begins, 2..`ROWS_PER_SHEET`.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - `bole --help` does not need it

    with tempfile.TemporaryDirectory(prefix="bole-") as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": folder,
        }
        workbook = Workbook(out, options)
        workbook.set_properties({"created": datetime.datetime.combine(created, datetime.time())})
        try:
            yield Book(workbook, rows_per_sheet)
            workbook.close()
        finally:
            for page in workbook.worksheets():
                page.row_data_fh.close()  # left open where the writing broke off


def _format(workbook: Workbook, form: Form) -> Format:
    if form is Form.PROSE:
        return workbook.add_format({"valign": "top", "text_wrap": True})
    return workbook.add_format({"valign": "top", "num_format": form.value or "General"})


def _text(text: str) -> str:
    safe = spreadsheet_text(text)
    if len(safe) <= LONGEST_TEXT // 2:
        return safe
    units = safe.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return safe
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + "…"
