"""Output of a model at the border: the shape that was asked for, or a fault that quotes nothing."""

from __future__ import annotations

import json

import pytest

from bole.domain.screening import Level
from bole.engines.model_output import Fault, OutputInvalidError, interview_answer, rubric_answer, screening_answer

WHOLE = '{"1":{"quotes":["使用Python"],"level":"USED"},"2":{"quotes":[],"level":"ABSENT"},"experience":["Five years."]}'


def test_a_whole_answer_is_read_in_the_order_of_the_criteria() -> None:
    """Levels, quotes and sentences."""
    answer = screening_answer(WHOLE, 2)

    assert [one.level for one in answer.criteria] == [Level.USED, Level.ABSENT]
    assert answer.criteria[0].quotes == ("使用Python",)
    assert answer.experience == ("Five years.",)


def test_words_around_the_object_do_not_matter() -> None:
    """Servers without guided decoding add a fence."""
    assert screening_answer(f"Here it is:\n```json\n{WHOLE}\n```", 2) == screening_answer(WHOLE, 2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.NOT_JSON),
        ("I cannot help with that.", Fault.NOT_JSON),
        (WHOLE[:-20], Fault.NOT_JSON),
        ("[]", Fault.WRONG_SHAPE),
        ("{}", Fault.WRONG_SHAPE),
        (WHOLE.replace('"2"', '"3"'), Fault.WRONG_SHAPE),
        (WHOLE.replace("USED", "EXPERT"), Fault.WRONG_SHAPE),
        (WHOLE.replace('"USED"', "90"), Fault.WRONG_SHAPE),
        (WHOLE.replace('{"1"', '{"match_score":100,"1"'), Fault.WRONG_SHAPE),
        (WHOLE.replace('["使用Python"]', '"使用Python"'), Fault.WRONG_SHAPE),
        (WHOLE.replace("使用Python", "x" * 5000), Fault.WRONG_SHAPE),
        (WHOLE.replace('"level":"USED"', '"level":"USED","score":99'), Fault.WRONG_SHAPE),
    ],
)
def test_every_other_shape_is_a_fault_without_the_text(text: str, fault: Fault) -> None:
    """A number for the score, a level of its own, a missing criterion: all are refused."""
    with pytest.raises(OutputInvalidError) as caught:
        screening_answer(text, 2)

    assert caught.value.fault is fault
    assert "Python" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_answer_to_no_criterion_holds_the_experience_alone() -> None:
    """A rubric of facts asks the model for the narrative only."""
    assert screening_answer('{"experience":["一句话。"]}', 0).experience == ("一句话。",)


def test_a_draft_of_a_rubric_is_read() -> None:
    """Kinds and tiers are those of the contract."""
    criterion = {
        "quote": "熟悉Django",
        "kind": "SKILL",
        "requirement": "MUST",
        "gate": False,
        "terms": ["Django"],
        "any_of": True,
    }
    answer = rubric_answer(json.dumps({"criteria": [criterion]}))

    assert answer.criteria[0].kind.value == "SKILL"
    with pytest.raises(OutputInvalidError):
        rubric_answer(json.dumps({"criteria": [{**criterion, "kind": "AGE"}]}))


def test_a_draft_of_a_kit_is_read() -> None:
    """Minutes outside 1..30 are refused."""
    drafted = {
        "type": "TECHNICAL",
        "topic": "DATABASE",
        "criterion": 0,
        "quote": "q",
        "question": "How?",
        "competency": "c",
        "reason": "r",
        "expected_points": ["a", "b", "c"],
        "follow_ups": ["d", "e"],
        "low": "l",
        "medium": "m",
        "high": "h",
        "minutes": 8,
    }

    assert interview_answer(json.dumps({"questions": [drafted]})).questions[0].minutes == 8
    with pytest.raises(OutputInvalidError):
        interview_answer(json.dumps({"questions": [{**drafted, "minutes": 31}]}))
