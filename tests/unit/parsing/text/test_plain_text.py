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


def test_a_text_longer_than_any_resume_is_refused() -> None:
    """The limit counts code points."""
    with pytest.raises(BoleError) as caught:
        read_plain_text("字" * 50 + "\n" + "字" * 60, ParsingLimits(max_characters=100))

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LONG
