"""Another question in the place of one, by the embedded engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.interview import InterviewQuestion, Probe
from bole.interview.checks import ALIKE, problems, similarity
from bole.interview.kit import write_kit
from bole.interview.regenerate import Replacement, another_question
from tests.unit.interview.test_core_and_probes import CHEN, OVERLAPPING, ROLE_RUBRIC, brief_of

BRIEF = brief_of(CHEN, ROLE_RUBRIC)
KIT = write_kit(BRIEF)


def others(question: InterviewQuestion) -> tuple[str, ...]:
    """Returns the texts of the rest of the kit."""
    return tuple(one.question for one in KIT.questions if one is not question)


@pytest.mark.parametrize("place", range(5))
def test_variations_are_good_questions_unlike_each_other_and_the_kit(place: int) -> None:
    """Three for each, of the same type and criterion."""
    question = KIT.questions[place]
    seen = [
        another_question(BRIEF, Replacement(replaced=question, variation=variation, avoid=others(question)))
        for variation in (1, 2, 3)
    ]

    for number, one in enumerate(seen):
        assert problems(one, seen[:number], BRIEF.resume, language_code="en", avoid=others(question)) == ()
        assert similarity(one.question, question.question) < ALIKE
        assert (one.type, one.criterion_id, one.question_id) == (
            question.type,
            question.criterion_id,
            f"own-{place + 1}",
        )


def test_a_wording_that_the_kit_has_comes_back_last() -> None:
    """The same sentence about another passage is no new question."""
    question = KIT.questions[0]
    ask = question.question.rpartition("” ")[2] or question.question.rpartition("”. ")[2]

    found = another_question(BRIEF, Replacement(replaced=question, variation=1, avoid=others(question)))

    assert ask[-40:] not in found.question


def test_a_number_beyond_what_the_resume_carries_is_told() -> None:
    """With the number, for programs."""
    with pytest.raises(BoleError) as caught:
        another_question(BRIEF, Replacement(replaced=KIT.questions[1], variation=100))

    assert caught.value.reason is ErrorReason.QUESTIONS_EXHAUSTED
    assert caught.value.metadata["variation"] == "100"


def test_a_question_on_dates_stays_one_on_dates() -> None:
    """Asked in another way, about the same entries."""
    brief = brief_of(OVERLAPPING, ROLE_RUBRIC)
    question = next(one for one in write_kit(brief).questions if one.probe is Probe.ODD_DATE)

    found = another_question(brief, Replacement(replaced=question, variation=1))

    assert found.probe is Probe.ODD_DATE
    assert found.evidence == question.evidence
    assert found.question != question.question


def test_a_criterion_that_the_brief_does_not_have_is_refused() -> None:
    """A kit of another posting."""
    foreign = replace(KIT.questions[0], criterion_id="c99")

    with pytest.raises(BoleError) as caught:
        another_question(BRIEF, Replacement(replaced=foreign, variation=1))

    assert (caught.value.reason, caught.value.field) == (ErrorReason.ARGUMENT_INVALID, "question.criterion_id")
