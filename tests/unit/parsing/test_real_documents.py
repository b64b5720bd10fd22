"""Real documents: every file ends in a result or a reason, and nothing is lost on the way."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.resume import ParsedResume
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.requirements import require_data

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples" / "resumes").iterdir())


def _parsed(path: Path) -> ParsedResume:
    return parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits())


def _assert_sound(resume: ParsedResume) -> None:
    assert "\n\n\n" not in resume.text
    assert all(line.span.of(resume.text).strip() for line in resume.lines)
    assert all(page.span.end <= len(resume.text) for page in resume.pages)
    spans = [line.span for line in resume.lines]
    assert all(before.end < after.start for before, after in pairwise(spans))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_parse_without_alarm(path: Path) -> None:
    """They hide nothing and are what their names say."""
    resume = _parsed(path)

    _assert_sound(resume)
    assert (resume.hidden_text, resume.warnings) == ((), ())


@pytest.mark.parametrize("folder", ["resumes/pdf", "resumes/docx"])
def test_real_resumes_end_in_a_sound_result(folder: str) -> None:
    """Those that hide text are listed with the reason; they have been looked at."""
    files = sorted(require_data(folder).iterdir())
    hiding = yaml.safe_load((ROOT / "benchmarks" / "hiding_resumes.yaml").read_text(encoding="utf-8"))
    for path in files:
        resume = _parsed(path)
        _assert_sound(resume)
        assert (resume.hidden_text != ()) is (path.name in hiding), path.name
    assert len(files) > 20


@pytest.mark.parametrize("folder", ["encrypted", "feature", "legacy_doc"])
def test_odd_word_files_end_in_a_result_or_a_reason(folder: str) -> None:
    """No exception but our own leaves the parser."""
    outcomes = [_outcome(path) for path in sorted(require_data(f"hostile/docx/{folder}").glob("*.doc*"))]

    assert outcomes
    assert all(outcomes)


@pytest.mark.parametrize(
    "folder",
    [
        "damaged_but_readable", "engines_disagree", "feature", "named", "needs_password", "no_text", "rtl", "scanned",
        "slow_or_bomb", "unreadable",
    ],
)  # fmt: skip
def test_odd_pdf_files_end_in_a_result_or_a_reason(folder: str) -> None:
    """Damaged, encrypted, scanned and huge files alike."""
    outcomes = [_outcome(path) for path in sorted(require_data(f"hostile/pdf/{folder}").glob("*.pdf"))]

    assert outcomes
    assert all(outcomes)


def _outcome(path: Path) -> str:
    try:
        return _parsed(path).document_digest
    except BoleError as error:
        return error.reason
