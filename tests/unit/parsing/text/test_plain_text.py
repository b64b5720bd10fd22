"""Plain text keeps its lines."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.plain_text import read_plain_text


def test_every_sort_of_line_break_ends_a_line() -> None:
    """Old and new systems break lines differently."""
    result = read_plain_text("a\r\nb\rc\nd\u2028e\x0cf", ParsingLimits())

    assert result.text == "a\nb\nc\nd\ne\nf"
    assert len(result.pages) == 1


@pytest.mark.parametrize("blanks", ["\n", " \n", "\r\n", "\u3000\n"])
def test_many_blank_lines_are_one(blanks: str) -> None:
    """They neither count as characters nor take time."""
    result = read_plain_text("a\n  b c\n" + blanks * 3_000_000 + "   d", ParsingLimits(max_characters=100))

    assert result.text == "a\nb c\n\nd"


def test_what_nothing_shows_counts_in_the_end() -> None:
    """A text of mere control characters is not read to its end."""
    with pytest.raises(BoleError) as caught:
        read_plain_text("a" + "\u200b\n" * 150, ParsingLimits(max_characters=100))

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LONG


def test_a_text_longer_than_any_resume_is_refused() -> None:
    """The limit counts code points."""
    with pytest.raises(BoleError) as caught:
        read_plain_text("字" * 50 + "\n" + "字" * 60, ParsingLimits(max_characters=100))

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LONG
