"""Settings from the environment."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bole.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOLE_PROCESSES", "0", "greater than or equal to 1"),
        ("BOLE_DOCUMENT_LIMIT_SECONDS", "0.05", "0.5"),
        ("BOLE_DOCUMENT_LIMIT_MEBIBYTES", "64", "256"),
        ("BOLE_MESSAGE_LIMIT_BYTES", "4096", "BOLE_MESSAGE_LIMIT_BYTES must exceed"),
        ("BOLE_CANDIDATE_ID_KEY", "", "at least 8"),
        ("BOLE_ENGINE", "magic", "'rules'"),
        ("BOLE_PROCESES", "9", "BOLE_PROCESES: there is no such setting"),
    ],
)
def test_what_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """The service does not start on a guess."""
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=said):
        Settings()


def test_the_key_is_not_printed() -> None:
    """It is a secret."""
    assert "bole-candidate-id" not in repr(Settings())
