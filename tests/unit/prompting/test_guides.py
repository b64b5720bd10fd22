"""What answers may look like."""

import json
import re

import pytest

from bole.domain.generation import Turn
from bole.domain.interview import QuestionPlan, QuestionType
from bole.prompting.guides import (
    TOPICS,
    interview_answer_bound,
    interview_guide,
    rubric_answer_bound,
    rubric_guide,
    screening_answer_bound,
    screening_guide,
)
from bole.prompting.shapes import AnswerBound
from bole.prompting.worked_examples import interview_examples, rubric_examples, screening_examples
from tests.unit.prompting.walking import accepts, longest

PLANS = [
    QuestionPlan(),
    QuestionPlan(technical=0, behavioral=1, open_ended=0),
    QuestionPlan(technical=10, behavioral=10),
]


def answer_of(count: int, quotes: int = 2, size: int = 120) -> str:
    text = "字" * size
    fields: dict[str, object] = {
        str(number): {"quotes": [text] * quotes, "level": "USED"} for number in range(1, count + 1)
    }
    return compact({**fields, "experience": [text] * 3})


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("count", [0, 1, 5, 24])
def test_a_screening_answers_every_criterion_in_order(count: int) -> None:
    """Compact JSON with the numbers as keys, quotes before level, then the narrative."""
    grammar = screening_guide(count).grammar
    assert accepts(grammar, answer_of(count))
    assert accepts(grammar, answer_of(count, quotes=0, size=1))
    assert not accepts(grammar, answer_of(count + 1))
    assert not accepts(grammar, answer_of(count).replace(",", ", "))


@pytest.mark.parametrize(
    "text",
    ["", "字" * 121, "a\nb", "a\tb", "\x7f", "\x1f", "\\n", "\\u0041", 'a"b', "\\"],
)
def test_a_string_is_bounded_and_holds_no_control_characters(text: str) -> None:
    """Empty, too long, control characters raw or escaped, a raw quote, a lone backslash: none is allowed."""
    assert not accepts(screening_guide(0).grammar, f'{{"experience":["{text}"]}}')


@pytest.mark.parametrize("text", ["字" * 120, 'say \\"yes\\"', "C:\\\\temp", "😀 é ё ‹ – “”", "[NAME]"])
def test_a_string_holds_what_people_write(text: str) -> None:
    """Any script, with quotes and backslashes escaped; an escape counts as one code point."""
    assert accepts(screening_guide(0).grammar, f'{{"experience":["{text}"]}}')
    assert accepts(screening_guide(0).grammar, '{"experience":["' + '\\"' * 120 + '"]}')


def test_levels_are_those_of_the_kinds_answered_by_level() -> None:
    """MET and PARTLY_MET are computed by code; no model says them."""
    for level, allowed in (("DEMONSTRATED", True), ("UNCLEAR", True), ("MET", False), ("PARTLY_MET", False)):
        answer = compact({"1": {"quotes": [], "level": level}, "experience": ["x"]})
        assert accepts(screening_guide(1).grammar, answer) == allowed


def test_the_worked_examples_are_answers_of_their_grammars() -> None:
    """A model is shown nothing that it could not answer."""
    for turn in screening_examples():
        count = len(json.loads(turn.answer)) - 1
        assert accepts(screening_guide(count).grammar, turn.answer)
    for turn in rubric_examples():
        assert accepts(rubric_guide().grammar, turn.answer)
    for turn in interview_examples():
        (question,) = json.loads(turn.answer)["questions"]
        types = [type_ == question["type"] for type_ in QuestionType]
        plan = QuestionPlan(technical=types[0], behavioral=types[1], open_ended=types[2])
        assert accepts(interview_guide(1, plan).grammar, turn.answer)


@pytest.mark.parametrize("turn", [*screening_examples(), *rubric_examples(), *interview_examples()])
def test_the_quotes_of_worked_examples_stand_in_what_is_asked(turn: Turn) -> None:
    """They show verbatim quotes."""
    quotes = [json.loads(found) for found in re.findall(r'"quotes?":(\[[^\]]*\]|"[^"]*")', turn.answer)]
    flat = [quote for one in quotes for quote in ([one] if isinstance(one, str) else one)]
    assert flat
    assert all(quote in turn.question for quote in flat)


@pytest.mark.parametrize("plan", PLANS)
def test_a_kit_has_the_planned_questions_in_order(plan: QuestionPlan) -> None:
    """Technical ones first, then behavioral, then open-ended; the criterion is one of those asked, or 0."""
    counts = (plan.technical, plan.behavioral, plan.open_ended)
    types = [type_ for type_, count in zip(QuestionType, counts, strict=True) for _ in range(count)]
    questions = [question(type_) for type_ in types]
    grammar = interview_guide(3, plan).grammar
    assert accepts(grammar, compact({"questions": questions}))
    assert not accepts(grammar, compact({"questions": questions[:-1]}))
    assert not accepts(grammar, compact({"questions": [{**questions[0], "criterion": 4}, *questions[1:]]}))
    assert not accepts(grammar, compact({"questions": [{**questions[0], "minutes": 31}, *questions[1:]]}))
    assert not accepts(grammar, compact({"questions": [{**questions[0], "follow_ups": ["x"]}, *questions[1:]]}))
    assert not accepts(
        grammar, compact({"questions": [{**questions[0], "expected_points": ["x"] * 2}, *questions[1:]]})
    )


def question(type_: QuestionType) -> dict[str, object]:
    text = "问" * 240
    return {
        "type": type_.value,
        "topic": TOPICS[type_][-1],
        "criterion": 3,
        **dict.fromkeys(("quote", "question", "competency", "reason"), text),
        "expected_points": [text] * 4,
        "follow_ups": [text] * 2,
        **dict.fromkeys(("low", "medium", "high"), text),
        "minutes": 30,
    }


def test_a_draft_takes_one_to_24_criteria() -> None:
    """Terms are at most 6, and nothing else is asked for."""
    criterion: dict[str, object] = {
        "quote": "x",
        "kind": "LANGUAGE",
        "requirement": "NICE",
        "gate": False,
        "terms": ["x"] * 6,
        "any_of": True,
    }
    grammar = rubric_guide().grammar

    def fits(count: int = 1, **changes: object) -> bool:
        return accepts(grammar, compact({"criteria": [{**criterion, **changes}] * count}))

    assert fits()
    assert fits(24)
    assert not fits(0)
    assert not fits(25)
    assert not fits(terms=["x"] * 7)
    assert not fits(min_years=3)
    assert fits(terms=[])


def test_a_grammar_depends_on_counts_alone() -> None:
    """The same count is the same text, so that a server compiles it once."""
    assert screening_guide(3) is screening_guide(3)
    assert interview_guide(3, QuestionPlan()) is interview_guide(3, QuestionPlan())
    assert len({screening_guide(count).grammar for count in range(25)}) == 25


@pytest.mark.parametrize("count", [-1, 25])
def test_a_count_out_of_range_has_no_grammar(count: int) -> None:
    """24 criteria are the most."""
    with pytest.raises(ValueError, match="0 to 24"):
        screening_guide(count)
    with pytest.raises(ValueError, match="0 to 24"):
        interview_guide(count, QuestionPlan())


def test_a_plan_without_questions_has_no_grammar() -> None:
    """There is nothing to ask a model for."""
    with pytest.raises(ValueError, match="at least one"):
        interview_guide(1, QuestionPlan(technical=0, behavioral=0, open_ended=0))


def test_the_bound_of_an_answer_is_its_longest() -> None:
    """Exactly as long as the longest answer that the grammar allows, with no character escaped."""
    for count in (0, 1, 9, 24):
        assert total(screening_answer_bound(count)) == longest(screening_guide(count).grammar)
    assert total(rubric_answer_bound()) == longest(rubric_guide().grammar)
    for plan in PLANS:
        assert total(interview_answer_bound(12, plan)) == longest(interview_guide(12, plan).grammar)


def total(bound: AnswerBound) -> int:
    return bound.structure_code_points + bound.string_code_points


def test_the_schema_has_the_keys_of_the_grammar_in_order() -> None:
    """Servers that know no grammars are asked for the same object and nothing beside it."""
    schema = json.loads(screening_guide(2).json_schema)
    assert list(schema["properties"]) == schema["required"] == ["1", "2", "experience"]
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]["1"]["properties"]) == ["quotes", "level"]
    kit = json.loads(interview_guide(2, QuestionPlan()).json_schema)["properties"]["questions"]
    assert (kit["minItems"], kit["maxItems"], len(kit["items"]["anyOf"])) == (5, 5, 3)
