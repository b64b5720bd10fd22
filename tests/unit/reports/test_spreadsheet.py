"""Sheets that are written row by row."""

import io
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bole.reports import spreadsheet
from bole.reports.spreadsheet import LONGEST_TEXT, Column, Form, Link, book_at
from tests.factories import AS_OF

COLUMNS = (Column(heading="Name", width=10), Column(heading="Share", width=10, form=Form.PERCENT))


def test_full_sheet_goes_on_in_another_with_the_same_heading() -> None:
    """Links to a row on a later sheet name that sheet."""
    out = io.BytesIO()
    places = []
    with book_at(out, created=AS_OF, rows_per_sheet=3) as book:
        sheet = book.sheet("People", COLUMNS)
        for name in "abcde":
            places.append(sheet.next_place())
            sheet.add(name, 0.5)
        sheet.close()

    workbook = load_workbook(io.BytesIO(out.getvalue()))
    assert workbook.sheetnames == ["People", "People 2", "People 3"]
    assert [[cell.value for cell in page["A"]] for page in workbook] == [
        ["Name", "a", "b"],
        ["Name", "c", "d"],
        ["Name", "e"],
    ]
    assert places[2:] == ["internal:'People 2'!A2", "internal:'People 2'!A3", "internal:'People 3'!A2"]


@pytest.mark.parametrize("letter", ["x", "张", "😀"])
def test_text_longer_than_a_cell_is_cut_with_an_ellipsis(letter: str) -> None:
    """The limit counts UTF-16 units, and no character is cut in half."""
    out = io.BytesIO()
    with book_at(out, created=AS_OF) as book:
        sheet = book.sheet("People", COLUMNS)
        sheet.add(letter * (LONGEST_TEXT + 1))
        sheet.add(letter * (LONGEST_TEXT // 2))
        sheet.close()

    page = load_workbook(io.BytesIO(out.getvalue())).active
    assert page is not None
    cut, whole = str(page["A2"].value), str(page["A3"].value)
    assert cut.endswith(f"{letter}…")
    assert LONGEST_TEXT - 2 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert whole == letter * (LONGEST_TEXT // 2)


def test_links_end_where_a_sheet_holds_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text stays."""
    monkeypatch.setattr(spreadsheet, "MOST_LINKS", 1)
    out = io.BytesIO()
    with book_at(out, created=AS_OF) as book:
        sheet = book.sheet("People", COLUMNS)
        for name in "ab":
            sheet.add(Link(name, sheet.next_place()))
        sheet.close()

    page = load_workbook(io.BytesIO(out.getvalue())).active
    assert page is not None
    assert (page["A2"].hyperlink is None, page["A3"].hyperlink is None) == (False, True)
    assert page["A3"].value == "b"


def test_nothing_is_left_in_temporary_files_when_it_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold what resumes say."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken_off() -> None:
        with book_at(io.BytesIO(), created=AS_OF) as book:
            book.sheet("People", COLUMNS).add("Nora", 0.5)
            assert list(tmp_path.rglob("*"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()

    assert list(tmp_path.rglob("*")) == []
