"""Kits for every resume under `examples/`, read by the real parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.domain.documents import Document
from bole.domain.interview import QuestionPlan
from bole.interview.checks import problems
from bole.interview.kit import write_kit
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.unit.interview.briefs import brief, python_rubric

RESUMES = sorted((Path(__file__).resolve().parents[3] / "examples" / "resumes").iterdir())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_every_example_gets_a_sound_kit(path: Path, language: str) -> None:
    """Five questions without a problem, each on a slice of the text, without and with a posting."""
    resume = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits())

    for rubric in (None, python_rubric()):
        kit = write_kit(brief(resume, language, rubric=rubric))
        assert len(kit.questions) == 5
        for number, question in enumerate(kit.questions):
            assert problems(question, kit.questions[:number], resume, language_code=language) == ()
            assert all(one.span.of(resume.text) == one.quote for one in question.evidence)
            assert resume.profile.basics.name is None or resume.profile.basics.name.value not in repr(question)


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_no_example_breaks_under_the_largest_plan(path: Path) -> None:
    """At most thirty questions, and a warning exactly where there are fewer."""
    resume = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits())

    kit = write_kit(brief(resume, "en", plan=QuestionPlan(technical=10, behavioral=10, open_ended=10)))

    assert 5 <= len(kit.questions) <= 30
    assert bool(kit.warnings) == (len(kit.questions) < 30)
