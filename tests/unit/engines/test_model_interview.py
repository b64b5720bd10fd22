"""Interview kits that a model drafts: every question passes the checks or is replaced."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bole.domain.documents import Document
from bole.domain.generation import Turn
from bole.domain.interview import InterviewKit, QuestionPlan, QuestionType
from bole.domain.measuring import Collected, Count, listening
from bole.domain.ports import InterviewBrief
from bole.domain.resume import WarningCode
from bole.engines.model_interview import judged, kit_from
from bole.engines.model_output import DraftedQuestion, InterviewAnswer, interview_answer
from bole.evidence.masking import mask
from bole.evidence.reading import read
from bole.interview.checks import problems
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse, parse_summary
from bole.prompting.worked_examples import interview_examples

RESUME = parse(
    Document(
        content=b"""Ada Example
Work experience
Example Ltd, Backend Engineer, Jan 2019 - Present
- Built the order service with Python and MySQL, which cut page time by 40%.
- Led the move of the billing database from Oracle to PostgreSQL with a team of four.
- Taught two trainees how to profile slow queries and write load tests.
Education
Example University, Bachelor of Science, 2012 - 2016
"""
    ),
    ParsingLimits(),
)
PLAN = QuestionPlan(technical=2, behavioral=1, open_ended=0)
BRIEF = InterviewBrief(resume=RESUME, rubric=None, plan=PLAN, language_code="en")
GOOD = "How did you find out which part of the order service made pages slow, and what did you change first?"


def drafted(question: str, quote: str, type_: str = "TECHNICAL") -> DraftedQuestion:
    """Returns a question as a model drafts it."""
    return DraftedQuestion(
        type=QuestionType(type_),
        topic="SYSTEM_DESIGN",
        criterion=0,
        quote=quote,
        question=question,
        competency="performance work",
        reason="The resume claims a measured gain.",
        expected_points=("names the measurement", "names the cause", "names the trade-off"),
        follow_ups=("What would you measure today?", "Who else was involved?"),
        low="Repeats the resume.",
        medium="Explains one change.",
        high="Explains cause, change and proof.",
        minutes=8,
    )


def drawn_up(questions: tuple[DraftedQuestion, ...], brief: InterviewBrief) -> InterviewKit:
    """Returns the kit that comes of these drafts alone."""
    reading = read(brief.resume)
    return kit_from(judged(InterviewAnswer(questions=questions), brief, reading, mask(reading)), brief, "triton")


def kit(*questions: DraftedQuestion) -> tuple[list[str], set[WarningCode]]:
    """Returns the questions of a kit, all of which pass the checks, and its warnings."""
    found = drawn_up(questions, BRIEF)
    asked = list(found.questions)
    assert found.engine == "triton"
    for number, one in enumerate(asked):
        assert problems(one, asked[:number], RESUME, language_code="en") == ()
        assert all(tied.span.of(RESUME.text) == tied.quote for tied in one.evidence)
    return [one.question for one in asked], {one.code for one in found.warnings}


def test_a_good_question_stays_and_the_others_are_filled_in() -> None:
    """Three planned, one drafted well: two come from the embedded engine, and the kit says so."""
    questions, warnings = kit(drafted(GOOD, "Built the order service with Python and MySQL"))

    assert len(questions) == 3
    assert GOOD in questions
    assert WarningCode.QUESTIONS_REPLACED in warnings


def test_bad_questions_are_replaced() -> None:
    """Invented quote, yes or no, protected topic, a repetition."""
    questions, _ = kit(
        drafted(GOOD, "Sailed around the world twice"),
        drafted("Did you build the order service with Python?", "Built the order service with Python and MySQL"),
        drafted("How old are you, and how does the order service cope?", "Built the order service with Python"),
    )

    assert len(questions) == 3
    assert GOOD not in questions
    assert all("old are you" not in one for one in questions)


def test_a_question_asked_twice_stays_once() -> None:
    """A model that repeats itself."""
    questions, _ = kit(*[drafted(GOOD, "Built the order service with Python and MySQL")] * 2)

    assert questions.count(GOOD) == 1
    assert len(questions) == 3


def test_a_question_that_mixes_languages_is_replaced_and_its_fields_are_named() -> None:
    """What stands beside the question counts; nothing of it stands in the warning."""
    quote = "Built the order service with Python and MySQL"
    mixed = drafted(GOOD, quote).model_copy(
        update={"reason": "简历声称有明显提升。", "follow_ups": ("What of 缓存?", "Who else?")}
    )
    collected = Collected()

    with listening(collected):
        found = drawn_up((mixed,), BRIEF)
        clean = drawn_up((drafted(GOOD, quote),), BRIEF)

    (message,) = [one.message for one in found.warnings if one.code is WarningCode.OUTPUT_LANGUAGE_MIXED]
    assert message.startswith("reason, follow_ups: ")
    assert "缓存" not in message
    assert len(found.questions) == 3
    assert all(one.reason != mixed.reason for one in found.questions)
    assert WarningCode.OUTPUT_LANGUAGE_MIXED not in {one.code for one in clean.warnings}
    told = {labels for what, labels in collected.counts if what is Count.OUTPUT_LANGUAGE}
    assert told == {("interview", "en", "flagged"), ("interview", "en", "right")}


@pytest.mark.parametrize("turn", interview_examples(), ids=["zh", "en"])
def test_the_worked_examples_of_the_prompt_pass_the_checks(turn: Turn) -> None:
    """A model is not shown what the service would replace."""
    text = re.search(r"<resume>\n(.*?)\n</resume>", turn.question, re.DOTALL)
    assert text is not None
    resume = parse_summary(text[1])
    language = "zh" if "用 Kotlin" in text[1] else "en"
    (drafted_question,) = interview_answer(turn.answer).questions
    plan = QuestionPlan(technical=0, behavioral=0, open_ended=0)
    plan = replace(plan, **{drafted_question.type.value.lower(): 1})
    brief = InterviewBrief(resume=resume, rubric=None, plan=plan, language_code=language)

    found = drawn_up((drafted_question,), brief)

    assert [one.question for one in found.questions] == [drafted_question.question]
    assert found.warnings == ()
