"""Settings from the environment."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bole.bootstrap.service import reader
from bole.parsing.limits import ParsingLimits
from bole.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOLE_PROCESSES", "0", "greater than or equal to 1"),
        ("BOLE_DOCUMENT_LIMIT_SECONDS", "0.05", "0.5"),
        ("BOLE_DOCUMENT_LIMIT_CPU_SECONDS", "0", "greater than or equal to 1"),
        ("BOLE_DOCUMENT_LIMIT_MEBIBYTES", "64", "256"),
        ("BOLE_DOCUMENT_LIMIT_PIXELS", "0", "greater than or equal to 1"),
        ("BOLE_MESSAGE_LIMIT_BYTES", "4096", "BOLE_MESSAGE_LIMIT_BYTES must exceed"),
        ("BOLE_CANDIDATE_ID_KEY", "", "at least 8"),
        ("BOLE_ENGINE", "magic", "'rules'"),
        ("BOLE_BATCH_ROOTS", "/srv/resumes:/", "BOLE_BATCH_ROOTS names /:"),
        ("BOLE_BATCH_ROOTS", "/proc", "BOLE_BATCH_ROOTS names /proc:"),
        ("BOLE_PROCESES", "9", "BOLE_PROCESES: there is no such setting"),
        ("BOLE_API_KEYS", "", "BOLE_API_KEYS: empty. Leave it out, or name a file or folder"),
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


def test_limits_of_documents_are_those_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator sets holds, and what nobody sets is the reader's own."""
    names = ("BYTES", "PAGES", "UNPACKED_BYTES", "PAGE_OBJECTS", "NESTING", "PARTS", "PIXELS", "OCR_PAGES")
    own = reader(Settings()).limits
    for number, name in enumerate(names, start=7):
        monkeypatch.setenv(f"BOLE_DOCUMENT_LIMIT_{name}", str(number))

    limits = reader(Settings()).limits

    assert own == ParsingLimits()
    assert [getattr(limits, f"max_{name.lower()}") for name in names] == list(range(7, 7 + len(names)))
