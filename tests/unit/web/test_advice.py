"""What a person is told when a call fails."""

from __future__ import annotations

import pytest

from bole.domain.errors import ErrorReason
from bole.web.pages import LANGUAGES, words_in


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_comes_with_something_to_do(language: str) -> None:
    words = words_in(language)
    assert [reason for reason in ErrorReason if not words.has(f"advice_{reason}")] == []
