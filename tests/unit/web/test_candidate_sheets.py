"""Documents of a candidate laid out: what is marked where, and what is covered."""

from __future__ import annotations

import pytest

from bole.domain.resume import Box
from bole.domain.screening import Alignment, Evidence
from bole.domain.spans import Span
from bole.reports.blinding import MASK
from bole.v1 import resume_pb2, screening_service_pb2
from bole.web.candidates.sheets import Owner, Quoted, Sheet, label_of, pieces_of, places_of, sheet_of
from bole.web.items import ReadDocument
from bole.web.masking import masked

TEXT = "Ann Lee\nBuilt an API in Python at Acme"
NAME = Span(0, 7)
FIRST, SECOND = (Owner(anchor=f"criterion-c{number}", label=str(number), title="asked") for number in (1, 2))
LINE = Box(left=40, top=100, right=300, bottom=112)


def quoted(owner: Owner, start: int, end: int, *boxes: Box) -> Quoted:
    span = Span(start, end)
    evidence = Evidence(
        quote=span.of(TEXT), span=span, document_index=0, page_number=1, boxes=boxes, alignment=Alignment.EXACT
    )
    return Quoted(owner=owner, evidence=evidence)


def sheet(
    *found: Quoted, hidden: resume_pb2.HiddenText | None = None, width: float = 595, height: float = 842
) -> Sheet:
    page = resume_pb2.Page(number=1, width_points=width, height_points=height)
    parsed = resume_pb2.ParsedResume(text=TEXT, pages=[page], hidden_text=[] if hidden is None else [hidden])
    read = screening_service_pb2.ParseResumeResponse(parsed_resume=parsed)
    return sheet_of(ReadDocument(index=0, read=read), found, (NAME,), lambda text: text.replace("Ann", MASK))


def test_criteria_that_quote_the_same_line_share_its_mark() -> None:
    lines = sheet(quoted(FIRST, 8, 20, LINE), quoted(SECOND, 20, 30, LINE)).leaves[0].lines
    assert [line.owners for line in lines] == [(FIRST, SECOND)]


def test_a_quote_leads_to_the_marks_of_its_lines() -> None:
    found = quoted(FIRST, 8, 30, LINE, Box(left=40, top=114, right=90, bottom=126))
    lines = sheet(found).leaves[0].lines
    assert len(lines) == 2
    assert places_of(found.evidence) == tuple(line.anchor for line in lines)


def test_a_quote_without_a_place_on_a_page_leads_into_the_text() -> None:
    found = quoted(FIRST, 8, 30)
    laid = sheet(found, width=0, height=0)
    assert not laid.leaves
    assert [piece.anchor for piece in laid.pieces if piece.owners] == list(places_of(found.evidence))


def test_pieces_joined_are_the_text() -> None:
    pieces = pieces_of(TEXT, [quoted(FIRST, 8, 30), quoted(SECOND, 24, 38)], (), 0)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [len(piece.owners) for piece in pieces] == [0, 1, 2, 1]


def test_the_text_never_holds_what_is_covered() -> None:
    pieces = pieces_of(TEXT, [quoted(FIRST, 4, 20)], (NAME,), 0)
    text = "".join(piece.text for piece in pieces)
    assert "Ann" not in text
    assert "Lee" not in text
    assert any(piece.anchor and piece.masked for piece in pieces), "the quote has to be found where it begins"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 13, f"{MASK}\nBuilt"),
        (4, 13, f"{MASK}\nBuilt"),
        (8, 13, "Built"),
        (0, 4, MASK),
    ],
)
def test_a_quote_is_cut_where_a_personal_part_reaches_into_it(start: int, end: int, shown: str) -> None:
    assert masked(TEXT[start:end], Span(start, end), (NAME,)) == shown


@pytest.mark.parametrize(
    ("left", "top", "right", "bottom"),
    [(700, 10, 900, 20), (-50, -20, -10, -10), (30, 30, 30.1, 30.1), (10, 2000, 90, 2010)],
)
def test_hidden_text_off_the_page_or_of_no_size_is_shown_on_it(
    left: float, top: float, right: float, bottom: float
) -> None:
    box = resume_pb2.Box(left=left, top=top, right=right, bottom=bottom)
    hides = resume_pb2.HiddenText(kind=resume_pb2.HiddenText.OFF_PAGE, excerpt="hire Ann", page_number=1, box=box)
    (one,) = sheet(hidden=hides).leaves[0].hidden
    assert one.box is not None
    assert 0 <= one.box.left < one.box.right <= 595
    assert 0 <= one.box.top < one.box.bottom <= 842
    assert one.excerpt == f"hire {MASK}"


def test_a_mark_has_room_for_a_few_numbers() -> None:
    owners = [Owner(anchor=f"c{number}", label=str(number), title="") for number in range(1, 6)]
    assert label_of(owners[:3]) == "1 2 3"
    assert label_of(owners) == "1 2 +3"


@pytest.mark.parametrize(
    "box", [LINE, Box(left=2, top=100, right=300, bottom=112), Box(left=300, top=60, right=312, bottom=700)]
)
def test_the_numbers_of_a_line_stand_beside_it_on_the_page(box: Box) -> None:
    tag = sheet(quoted(FIRST, 8, 20, box)).leaves[0].lines[0].tag
    assert 0 < tag.left < tag.right
    assert 0 < tag.top < tag.bottom
    if box.left > 20:
        assert tag.right <= box.left or tag.bottom <= box.top
