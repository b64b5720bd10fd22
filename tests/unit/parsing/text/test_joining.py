"""Parts of one document stand after each other."""

from __future__ import annotations

from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.text.joining import joined
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder


def _part(*lines: str, pages: int = 1, hidden: str = "", warning: str = "") -> VisibleText:
    builder = VisibleTextBuilder()
    for number in range(pages):
        for line in lines:
            builder.add_line(f"{line}{number or ''}")
        if hidden:
            builder.hide(HiddenTextKind.COLOR, hidden)
        builder.end_page()
    if warning:
        builder.warn(WarningCode.PAGE_UNREADABLE, warning)
    return builder.build()


def test_spans_and_pages_go_on_from_part_to_part() -> None:
    """Each line still says what it said, on the page where it stands."""
    parts = [_part("letter"), _part("cv", "work", pages=2), _part("scan")]

    whole = joined(parts)

    assert whole.text == "letter\n\ncv\nwork\ncv1\nwork1\n\nscan"
    assert [line.span.of(whole.text) for line in whole.lines] == [line for line in whole.text.split("\n") if line]
    assert [line.page_number for line in whole.lines] == [1, 2, 2, 3, 3, 4]
    assert [page.span.of(whole.text) for page in whole.pages] == ["letter", "cv\nwork", "cv1\nwork1", "scan"]
    assert [page.number for page in whole.pages] == [1, 2, 3, 4]


def test_findings_keep_their_page_and_warnings_are_said_once() -> None:
    """Hidden words of the second part are on its page."""
    whole = joined([_part("a", warning="same"), _part("b", hidden="hidden words here", warning="same")])

    assert [(found.page_number, found.excerpt) for found in whole.hidden_text] == [(2, "hidden words here")]
    assert [warning.message for warning in whole.warnings] == ["same"]


def test_parts_without_text_keep_their_pages() -> None:
    """A page that shows nothing is a page."""
    whole = joined([_part(), _part("b"), _part()])

    assert whole.text == "b"
    assert [page.span.of(whole.text) for page in whole.pages] == ["", "b", ""]
    assert joined([]).text == ""
