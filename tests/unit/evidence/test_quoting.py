"""Quotes that a person can find on the page."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bole.domain.resume import Box, Page, TextLine
from bole.domain.spans import Span
from bole.evidence.quoting import LONGEST_QUOTE, MOST_EVIDENCE, chosen, evidence_of, shortened
from bole.evidence.reading import Reading, read
from tests.unit.evidence.written import ResumeWriter

FIRST = Box(left=10, top=10, right=90, bottom=20)
SECOND = Box(left=10, top=20, right=90, bottom=30)
OVERLEAF = Box(left=10, top=10, right=50, bottom=20)


def two_pages() -> Reading:
    """Writes two lines on one page and one on the next."""
    text = "Built services\nin Python\nSkills: Git\n"
    resume = replace(
        ResumeWriter(text=text).resume(),
        pages=(Page(number=1, span=Span(0, 25)), Page(number=2, span=Span(25, 37))),
        lines=(
            TextLine(span=Span(25, 36), page_number=2, box=OVERLEAF),
            TextLine(span=Span(0, 14), page_number=1, box=FIRST),
            TextLine(span=Span(15, 24), page_number=1, box=SECOND),
        ),
    )
    return read(resume)


def test_evidence_names_the_page_and_the_boxes_of_its_lines() -> None:
    """A quote over two lines has two boxes, in text order."""
    evidence = evidence_of(two_pages(), Span(6, 24))

    assert (evidence.quote, evidence.page_number, evidence.boxes) == ("services\nin Python", 1, (FIRST, SECOND))


def test_quote_over_two_pages_keeps_to_the_first() -> None:
    """Boxes of one page only: they are coordinates on `page_number`."""
    evidence = evidence_of(two_pages(), Span(15, 36))

    assert (evidence.page_number, evidence.boxes) == (1, (SECOND,))


def test_blanks_at_the_ends_are_not_quoted() -> None:
    """The span is as tight as the quote."""
    evidence = evidence_of(two_pages(), Span(14, 25))

    assert (evidence.quote, evidence.span) == ("in Python", Span(15, 24))


def test_equal_and_nested_passages_count_once() -> None:
    """At most three, one of each term before a second of any."""
    reading = ResumeWriter(text="a b c d e f g h").reading()
    a, b, c, d = (evidence_of(reading, Span(start, start + 1)) for start in (0, 2, 4, 6))
    wide = evidence_of(reading, Span(0, 3))

    assert chosen([[a, b], [c]]) == (a, c, b)
    assert chosen([[a, wide], [a, d]]) == (a, d)
    assert len(chosen([[a], [b], [c], [d]])) == MOST_EVIDENCE


@given(st.text(alphabet="ab，,. \n；:", min_size=1, max_size=900), st.data())
def test_shortened_quote_keeps_its_focus(text: str, data: st.DataObject) -> None:
    """Whatever the text, at most 240 code points that hold what they are quoted for."""
    start = data.draw(st.integers(0, len(text) - 1))
    focus = Span(start, min(len(text), start + data.draw(st.integers(1, 20))))
    whole = Span(0, len(text))

    cut = shortened(text, whole, focus)

    assert cut.end - cut.start <= LONGEST_QUOTE
    assert cut.of(text) == cut.of(text).strip()
    assert focus.of(text).strip() in cut.of(text)
