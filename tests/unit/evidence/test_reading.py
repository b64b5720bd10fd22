"""A document made ready for checks."""

from __future__ import annotations

from bole.domain.resume import Warning, WarningCode
from bole.domain.spans import Span
from tests.unit.evidence.written import ResumeWriter


def test_sentence_is_stretched_over_a_term_that_is_broken_over_lines() -> None:
    """A term may go on in the next line, where another sentence begins."""
    reading = ResumeWriter(text="Built micro-\nservices. Led a team.\n").reading()

    assert reading.sentence_of(Span(6, 21)) == Span(0, 21)


def test_place_between_sentences_is_its_own_sentence() -> None:
    """Bullets and marks belong to no sentence."""
    reading = ResumeWriter(text="One。。Two").reading()

    assert reading.sentence_of(Span(4, 5)) == Span(4, 5)


def test_folded_range_counts_from_the_beginning_of_the_outer_span() -> None:
    """Cue words are looked up in the folded sentence alone."""
    reading = ResumeWriter(text="First. 熟悉 ＰＹＴＨＯＮ 开发。").reading()
    sentence = reading.sentence_of(Span(10, 16))

    folded, start, end = reading.folded_in(sentence, Span(10, 16))

    assert folded[start:end] == "python"
    assert folded.startswith("熟悉")


def test_document_with_an_unreadable_page_is_incomplete() -> None:
    """Only that warning means that something may be missing."""
    writer = ResumeWriter(text="Text\n")
    warnings = {code: Warning(code=code, message="Sentence.") for code in WarningCode}

    incomplete = [code for code, warning in warnings.items() if writer.reading(warnings=[warning]).incomplete]

    assert incomplete == [WarningCode.PAGE_UNREADABLE]
    assert not writer.reading().incomplete


def test_text_without_pages_is_on_page_one() -> None:
    """Every quote has a page to look at."""
    assert ResumeWriter(text="Text\n").reading().page_number(Span(0, 4)) == 1
