"""What stands beside an answer and decides nothing: when something was last used, how sure a claim sounds."""

from __future__ import annotations

import datetime

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import JobPosting
from bole.domain.screening import Screening
from bole.engines.rules import RulesEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.screening import Reader, ScreeningRequest, screen
from bole.rubric.drafting import draft_rubric

AS_OF = datetime.date(2026, 1, 31)
OLD = "Dana Example\n\nWork experience\n\nEngineer, Acme\n2012 - 2017\n- Built the billing API in Perl for shops"
NEW = "\n\nSoftware engineer, Beta\n2018 - Present\n- Built reports in {tool} for shops"


def screened(resume: str, posting: str, language: str = "en") -> Screening:
    """Screens a resume against the demands of a posting."""
    document = Document(content=resume.encode(), media_type="text/plain", file_name="a.txt", role=DocumentRole.RESUME)
    request = ScreeningRequest(
        documents=(document,), rubric=draft_rubric(JobPosting(text=posting)), as_of=AS_OF, language_code=language
    )
    return screen(request, Reader(engine=RulesEngine(), limits=ParsingLimits(), candidate_key=b"k" * 32)).screening


@pytest.mark.parametrize(("language", "note"), [("en", "last used 2017"), ("zh", "最近一次使用在2017年")])
def test_a_skill_of_long_ago_keeps_its_points_and_raises_a_question(language: str, note: str) -> None:
    """The year stands in the note and in a question; the credit is that of yesterday."""
    old = screened(OLD, "Requirements\n- Perl", language)
    fresh = screened(OLD.replace("2017", "Present"), "Requirements\n- Perl", language)

    assert old.criteria[0].note == note
    assert note in old.open_questions[0].question
    assert old.match_score == fresh.match_score
    assert old.criteria[0].credit == fresh.criteria[0].credit
    assert fresh.criteria[0].note == ""
    assert fresh.open_questions == ()


def test_of_several_terms_the_old_ones_are_named() -> None:
    """What is still in use is not remarked on."""
    answer = screened(OLD + NEW.format(tool="Python"), "Requirements\n- Perl and Python")

    assert answer.criteria[0].note == "Perl last used 2017"


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("Expert in Perl", "claimed as a strength, without a dated example"),
        ("精通Perl", "claimed as a strength, without a dated example"),
        ("Perl", ""),
        ("Familiar with Perl", ""),
    ],
)
def test_a_strong_word_without_an_example_is_remarked_on(line: str, note: str) -> None:
    """A word for mastery is no evidence of it: the level is that of any list."""
    answer = screened(f"Dana Example\n\nSkills\n{line}\n", "Requirements\n- Perl")

    assert (answer.criteria[0].level.value, answer.criteria[0].credit, answer.criteria[0].note) == ("LISTED", 40, note)
