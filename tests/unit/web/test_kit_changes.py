"""What a person does to a kit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.interview import InterviewKit
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Requirement
from bole.domain.screening import Level
from bole.web.interviews.changes import added, blanks, covered, moved, numbered, put, removed, unasked, warned
from tests.factories import criterion, interview_question, rubric


def question(question_id: str, *, criterion_id: str = "") -> object:
    """Returns a question that speaks to a criterion by its identifier alone."""
    text = "Tell me about a decision of yours that turned out differently than you had planned it?"
    return replace(interview_question(text, criterion_id=criterion_id), question_id=question_id)


KIT = InterviewKit(
    core_questions=(question("core-1"), question("core-2")),  # type: ignore[arg-type]
    questions=(question("own-1", criterion_id="c1"), question("own-2"), question("own-3")),  # type: ignore[arg-type]
    language_code="en",
    engine="rules",
    warnings=(Warning(code=WarningCode.MUST_NOT_ASKED, message="One is not asked about."),),
)


def order(kit: InterviewKit) -> str:
    """Returns the identifiers in the order of the sheet."""
    return " ".join(numbered(kit))


MOVES = {
    ("own-2", -1): "own-2 own-1 own-3",
    ("own-2", 1): "own-1 own-3 own-2",
    ("own-1", -1): "own-1 own-2 own-3",
    ("own-3", 1): "own-1 own-2 own-3",
    ("own-9", 1): "own-1 own-2 own-3",
    ("core-2", -1): "own-1 own-2 own-3",
}


@pytest.mark.parametrize(("move", "expected"), MOVES.items())
def test_questions_of_the_candidate_move(move: tuple[str, int], expected: str) -> None:
    """Never beyond the ends, and never the core: it is the same for everybody."""
    assert order(moved(KIT, *move)) == f"core-1 core-2 {expected}"


def test_a_question_is_taken_out() -> None:
    """One that is not there changes nothing."""
    assert order(removed(KIT, "own-2")) == "core-1 core-2 own-1 own-3"
    assert removed(KIT, "own-9") == KIT


def test_the_core_is_shortened_from_its_end() -> None:
    """Whoever is asked fewer of its questions is asked the same ones."""
    shorter = removed(KIT, "core-2")
    assert removed(KIT, "core-1") == KIT
    assert order(shorter) == "core-1 own-1 own-2 own-3"
    assert order(removed(removed(shorter, "core-1"), "core-1")) == "own-1 own-2 own-3"


def test_questions_of_ones_own_get_identifiers_that_are_free() -> None:
    """After one was removed, too."""
    new = KIT.questions[0]
    kit = added(added(added(KIT, new), new), new)
    assert order(removed(kit, "mine-2")).endswith("mine-1 mine-3")
    assert order(added(removed(kit, "mine-2"), new)).endswith("mine-1 mine-3 mine-4")


def test_another_question_takes_the_place_of_one() -> None:
    """And no other place."""
    other = replace(KIT.questions[1], question="Which part of it was yours, and what came of it?")
    assert put(KIT, other).questions == (KIT.questions[0], other, KIT.questions[2])


def test_what_a_later_question_warns_of_is_told_once() -> None:
    """However often a question is replaced."""
    degraded = Warning(code=WarningCode.DEGRADED, message="The rules answered.")
    assert warned(warned(KIT, [degraded]), [degraded]).warnings == (*KIT.warnings, degraded)


def test_coverage_follows_the_questions() -> None:
    """The warning on must-haves stays while one is open and asked about by nothing."""
    asked = rubric([criterion("c1", "Kafka"), criterion("c2", "Go", requirement=Requirement.NICE)])
    settled = covered(KIT, asked, {})
    assert [one.question_ids for one in settled.coverage] == [("own-1",), ()]
    assert not settled.warnings
    fewer = covered(removed(KIT, "own-1"), asked, {"c1": Level.LISTED})
    assert fewer.warnings == KIT.warnings
    assert [one.criterion_id for one in unasked(fewer, asked, {"c1": Level.LISTED})] == ["c1", "c2"]
    assert not covered(removed(KIT, "own-1"), asked, {"c1": Level.USED}).warnings


def test_a_question_without_text_is_found_by_its_number() -> None:
    """As the sheet counts."""
    assert blanks(put(KIT, replace(KIT.questions[1], question=" "))) == [4]
    assert not blanks(KIT)
