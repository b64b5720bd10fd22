"""What each task may answer: pure functions of counts, so that few grammars exist and each is compiled once."""

from __future__ import annotations

from functools import lru_cache

from bole.domain.generation import Guide
from bole.domain.interview import QuestionPlan, QuestionType
from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import Level
from bole.prompting.shapes import (
    FLAG,
    TEXT,
    AnswerBound,
    Shape,
    array,
    bound,
    guide,
    integer,
    name_of,
    named,
    record,
    sequence,
)

MOST_CRITERIA = 24
"""Criteria of one answer."""

LONGEST_TEXT = 120
"""Code points of a string of a screening or a draft."""

LONGEST_INTERVIEW_TEXT = 240
"""Code points of a string of an interview kit."""

MOST_QUOTES = 2
MOST_SENTENCES = 3
MOST_TERMS = 6
MOST_MINUTES = 30

LEVELS = (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.ABSENT, Level.UNCLEAR)
"""Levels that a model may answer with."""

TOPICS = {
    QuestionType.TECHNICAL: ("FRAMEWORK", "DATABASE", "SYSTEM_DESIGN", "TOOLS", "DOMAIN", "CASE"),
    QuestionType.BEHAVIORAL: ("TEAMWORK", "CONFLICT"),
    QuestionType.OPEN_ENDED: ("CAREER_PLAN", "LEARNING"),
}
"""Topics of each type of question."""


@lru_cache(maxsize=MOST_CRITERIA + 1)
def screening_guide(criteria_count: int) -> Guide:
    """Returns what the answer of a screening looks like.

    `{"1":{"quotes":["..."],"level":"USED"},...,"experience":["..."]}`: for each criterion 0 to 2 quotes and a level,
    then 1 to 3 sentences; strings of 1 to 120 code points.

    Args:
        criteria_count: How many criteria are asked, 0..24.
    """
    return guide(_screening(criteria_count), LONGEST_TEXT)


def screening_answer_bound(criteria_count: int) -> AnswerBound:
    """Returns how long the answer of a screening can be."""
    return bound(_screening(criteria_count), LONGEST_TEXT)


@lru_cache(maxsize=1)
def rubric_guide() -> Guide:
    """Returns what a draft looks like: 1 to 24 criteria.

    `{"criteria":[{"quote":"...","kind":"SKILL","requirement":"MUST","gate":false,"terms":["..."],"any_of":true},...]}`
    with 0 to 6 terms, and strings of 1 to 120 code points. Years, degrees and languages are not asked for: code reads
    them from the quote.
    """
    return guide(_rubric(), LONGEST_TEXT)


def rubric_answer_bound() -> AnswerBound:
    """Returns how long a draft can be."""
    return bound(_rubric(), LONGEST_TEXT)


@lru_cache(maxsize=256)
def interview_guide(criteria_count: int, plan: QuestionPlan) -> Guide:
    """Returns what an interview kit looks like: the planned number of questions of each type, in their order.

    `{"questions":[{"type":"TECHNICAL","topic":"FRAMEWORK","criterion":0,"quote":"...","question":"...",
    "competency":"...","reason":"...","expected_points":["...","..."],"follow_ups":["..."],"low":"...","medium":"...",
    "high":"...","minutes":8},...]}` with 3 or 4 points, 2 or 3 follow-ups, and strings of 1 to 240 code points.

    Args:
        criteria_count: How many criteria a question can name, 0..24; the number 0 stands for none of them.
        plan: How many questions of each type, 0..10, at least one in all.
    """
    return guide(_interview(criteria_count, plan), LONGEST_INTERVIEW_TEXT)


def interview_answer_bound(criteria_count: int, plan: QuestionPlan) -> AnswerBound:
    """Returns how long an interview kit can be."""
    return bound(_interview(criteria_count, plan), LONGEST_INTERVIEW_TEXT)


def _screening(criteria_count: int) -> Shape:
    _check(criteria_count)
    answer = named("answer", record([("quotes", array(TEXT, 0, MOST_QUOTES)), ("level", name_of(LEVELS))]))
    numbers = range(1, criteria_count + 1)
    return record([*((str(number), answer) for number in numbers), ("experience", array(TEXT, 1, MOST_SENTENCES))])


def _rubric() -> Shape:
    criterion = record(
        [
            ("quote", TEXT),
            ("kind", name_of(tuple(CriterionKind))),
            ("requirement", name_of(tuple(Requirement))),
            ("gate", FLAG),
            ("terms", array(TEXT, 0, MOST_TERMS)),
            ("any_of", FLAG),
        ]
    )
    return record([("criteria", array(named("criterion", criterion), 1, MOST_CRITERIA))])


def _interview(criteria_count: int, plan: QuestionPlan) -> Shape:
    _check(criteria_count)
    questions = [_question(type_, criteria_count) for type_ in QuestionType for _ in range(plan.count(type_))]
    if not questions:
        raise ValueError("a plan without questions has no grammar; ask for at least one")
    return record([("questions", sequence(questions))])


def _question(type_: QuestionType, criteria_count: int) -> Shape:
    question = record(
        [
            ("type", name_of((type_,))),
            ("topic", name_of(TOPICS[type_])),
            ("criterion", integer(0, criteria_count)),
            *((key, TEXT) for key in ("quote", "question", "competency", "reason")),
            ("expected_points", array(TEXT, 3, 4)),
            ("follow_ups", array(TEXT, 2, 3)),
            *((key, TEXT) for key in ("low", "medium", "high")),
            ("minutes", integer(1, MOST_MINUTES)),
        ]
    )
    return named(type_.lower(), question)


def _check(criteria_count: int) -> None:
    if not 0 <= criteria_count <= MOST_CRITERIA:
        raise ValueError(f"a grammar takes 0 to {MOST_CRITERIA} criteria, got {criteria_count}; ask in several parts")
