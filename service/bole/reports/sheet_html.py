"""The interviewer's sheet as a page to print: one self-contained file that asks for nothing."""

from __future__ import annotations

from bole.reports.interview_sheet import NOTE_LINES, RATINGS, Sheet
from bole.reports.pages import page


def sheet_html(sheet: Sheet) -> str:
    """Returns the sheet as HTML; the same sheet gives the same text, and all text of people is escaped."""
    return page(
        "sheet.html.jinja", sheet.words, style="sheet.css", sheet=sheet, ratings=RATINGS, note_lines=range(NOTE_LINES)
    )
