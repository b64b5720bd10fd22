"""Fonts that do not say which letters they draw: nothing of their codes counts as text."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.hostile_files import shifted_letters_pdf

TEXT = (
    "Backend engineer with nine years of work on payment systems. Built the order service in Python and Flask, used by "
    "forty thousand people a day, and cut its page time by half. Led a team of five, wrote the guidelines for reviews, "
    "and moved the databases of three products to PostgreSQL without an hour of downtime."
)


def _portfolio(content: bytes) -> Document:
    return Document(content=content, role=DocumentRole.PORTFOLIO)


@pytest.mark.parametrize("by", [-29, 3, 0xF000])
def test_a_document_of_codes_has_no_text_that_can_be_copied(by: int) -> None:
    """The reason says what is wrong, or its letters are recognised from how they look."""
    outcome = _outcome(shifted_letters_pdf(TEXT, by))

    if isinstance(outcome, BoleError):
        assert outcome.reason is ErrorReason.DOCUMENT_WITHOUT_TEXT
    else:
        assert outcome.pages[0].ocr_confidence is not None
        assert "Python" in outcome.text


def _outcome(content: bytes) -> ParsedResume | BoleError:
    try:
        return parse(_portfolio(content), ParsingLimits())
    except BoleError as error:
        return error


def test_one_page_of_codes_does_not_cost_the_others() -> None:
    """It is told, or its letters are recognised."""
    resume = parse(_portfolio(shifted_letters_pdf(TEXT, 3, page_count=3, legible_pages=2)), ParsingLimits())

    assert resume.text.count("Backend engineer with nine years") >= 2
    assert {warning.code for warning in resume.warnings} & {WarningCode.PAGE_UNREADABLE, WarningCode.TEXT_RECOGNIZED}
    assert "Edfnhqg" not in resume.text


def test_a_map_that_says_what_is_shown_is_believed() -> None:
    """The same file with a right map is text."""
    assert parse(_portfolio(shifted_letters_pdf(TEXT, 0)), ParsingLimits()).text.startswith("Backend engineer")
