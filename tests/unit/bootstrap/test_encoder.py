"""The embedding model of the settings: found, or said what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bole.bootstrap.encoder import finder, passage_matcher
from bole.cli.doctor.findings import State, found_by
from bole.cli.doctor.model import model
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings

TINY = Path(__file__).resolve().parents[2] / "data/models/encoder"


def said_by_doctor(folder: Path) -> list[tuple[State, str]]:
    """Returns what the doctor says of a folder."""
    settings = Settings(engine="encoder", encoder_model=folder)
    return [(finding.state, finding.text) for finding in found_by("model", model, settings)]


def test_the_engine_encoder_needs_a_folder() -> None:
    with pytest.raises(ValueError, match="BOLE_ENCODER_MODEL"):
        Settings(engine="encoder")


def test_other_engines_have_no_embedding_model() -> None:
    """A folder may be named all the same."""
    settings = Settings(encoder_model=TINY)

    assert passage_matcher(settings) is None
    assert finder(settings) is None


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bole.inference.embedding", raising=False)
    monkeypatch.delitem(sys.modules, "bole.inference.embedding_session", raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(BoleError, match=r"bole-screening\[encoder\]") as caught:
        passage_matcher(Settings(engine="encoder", encoder_model=TINY))

    assert caught.value.reason is ErrorReason.PART_NOT_INSTALLED


def test_doctor_describes_the_model_and_warns_of_one_for_tests() -> None:
    (state, described), (test_state, warned) = said_by_doctor(TINY)

    assert (state, "reads zh, en" in described) == (State.GOOD, True)
    assert (test_state, "for tests" in warned) == (State.WARNING, True)


def test_doctor_says_what_is_wrong_with_a_folder(tmp_path: Path) -> None:
    ((state, text),) = said_by_doctor(tmp_path)

    assert (state, "config.json" in text) == (State.BAD, True)
