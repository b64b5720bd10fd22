"""Questions about what is open: specific, bounded, most important first."""

from dataclasses import replace

import pytest

from bole.domain.rubric import Combination, CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.open_questions import MOST_QUESTIONS, open_questions
from bole.evidence.wording import phrases
from tests.unit.evidence.written import assessed, criterion

_YES_OR_NO = ("do you", "have you", "did you", "are you", "can you", "would you", "is ", "are ", "是否", "能否", "吗")


def _questions(*answers: CriterionAssessment, language_code: str = "en") -> list[str]:
    return [one.question for one in open_questions(answers, language_code)]


def test_only_the_missing_term_of_all_is_asked_about() -> None:
    """MySQL is shown, Redis is not."""
    asked = criterion("c1", "掌握MySQL/Redis", terms=["MySQL", "Redis"], combination=Combination.ALL_OF)
    answer = assessed(asked, Level.PARTLY_MET, 50, [("MySQL", Level.DEMONSTRATED), ("Redis", Level.ABSENT)])

    (question,) = _questions(answer, language_code="zh")

    assert "Redis" in question
    assert "MySQL" not in question


def test_alternatives_of_which_one_is_used_are_not_asked_about() -> None:
    """Flask answers Django/Flask."""
    asked = criterion("c1", "Django/Flask", terms=["Django", "Flask"])

    assert _questions(assessed(asked, Level.USED, 80, [("Django", Level.ABSENT), ("Flask", Level.USED)])) == []


def test_alternatives_of_which_none_is_shown_share_a_question() -> None:
    """One question names both."""
    asked = criterion("c1", "Django/Flask", terms=["Django", "Flask"])

    (question,) = _questions(assessed(asked, Level.ABSENT, 0, [("Django", Level.ABSENT), ("Flask", Level.ABSENT)]))

    assert "Django or Flask" in question


def test_an_answer_as_a_whole_stands_for_every_term() -> None:
    """Engines that do not answer term by term leave the terms empty."""
    asked = criterion("c1", "MySQL and Redis", terms=["MySQL", "Redis"], combination=Combination.ALL_OF)

    (question,) = _questions(assessed(asked, Level.ABSENT, 0))

    assert "MySQL and Redis" in question


def test_musts_come_first_and_the_list_is_bounded() -> None:
    """A long tail of nice things is left out."""
    nice = [
        assessed(criterion(f"n{n}", f"Tool{n}", requirement=Requirement.NICE, terms=[f"Tool{n}"]), Level.ABSENT, 0)
        for n in range(20)
    ]
    must = assessed(criterion("m", "Redis", terms=["Redis"]), Level.LISTED, 40)

    asked = open_questions([*nice, must], "en")

    assert len(asked) == MOST_QUESTIONS
    assert asked[0].criterion_id == "m"


def test_questions_of_one_sort_take_turns_in_wording() -> None:
    """An interviewer does not read the same sentence three times."""
    answers = [assessed(criterion(f"c{n}", f"Tool{n}", terms=[f"Tool{n}"]), Level.ABSENT, 0) for n in range(3)]

    asked = [question.replace(f"Tool{n}", "") for n, question in enumerate(_questions(*answers))]

    assert len(set(asked)) == 3


def test_more_experience_than_asked_for_is_a_question() -> None:
    """`max_years` is shown and asked about, never scored."""
    asked = replace(criterion("c1", "1-3 years", kind=CriterionKind.EXPERIENCE), min_years=1.0, max_years=3.0)
    note = phrases("facts", "en").say("above_maximum", years="3")

    (question,) = _questions(assessed(asked, Level.MET, 100, note=f"80 of 12 months; {note}"))

    assert "at most 3 years" in question
    assert _questions(assessed(asked, Level.MET, 100, note="30 of 12 months")) == []


def test_soft_skills_are_left_to_the_interview_kit() -> None:
    """They are asked about there."""
    soft = criterion("c1", "Communication", kind=CriterionKind.SOFT_SKILL)

    assert _questions(assessed(soft, Level.UNCLEAR, None)) == []


def test_conditions_that_the_documents_name_are_not_asked_about() -> None:
    """Only an unknown place or notice period is a question."""
    place = criterion("c1", "Leeds", kind=CriterionKind.LOCATION)

    assert _questions(assessed(place, Level.LISTED, None)) == []
    assert len(_questions(assessed(place, Level.UNCLEAR, None))) == 1


@pytest.mark.parametrize(
    ("text", "about_start"),
    [
        ("尽快到岗", True),
        ("两周内可入职", True),
        ("Start in March", True),
        ("One month of notice at most", True),
        ("能适应出差", False),
        ("能接受倒班", False),
        ("Night shifts", False),
        ("Lifting 20 kg", False),
        ("Weekends", False),
    ],
)
def test_first_day_is_asked_about_only_where_the_posting_names_it(text: str, about_start: bool) -> None:
    """Shifts, travel and loads have a question of their own."""
    answer = assessed(criterion("c1", text, kind=CriterionKind.AVAILABILITY), Level.UNCLEAR, None)

    assert ("could you start" in _questions(answer)[0]) is about_start
    assert ("何时可以到岗" in _questions(answer, language_code="zh")[0]) is about_start


def test_met_criteria_are_not_asked_about() -> None:
    """Nothing is open."""
    assert _questions(assessed(criterion("c1", "Degree", kind=CriterionKind.EDUCATION), Level.MET, 100)) == []


@pytest.mark.parametrize("language_code", ["zh", "en"])
@pytest.mark.parametrize("level", [Level.ABSENT, Level.UNCLEAR])
@pytest.mark.parametrize("kind", [kind for kind in CriterionKind if kind is not CriterionKind.SOFT_SKILL])
def test_every_kind_has_an_open_ended_question(kind: CriterionKind, level: Level, language_code: str) -> None:
    """It names what is asked, ends as a question, and cannot be answered by yes or no."""
    (question,) = _questions(
        assessed(criterion("c1", "测试要求X", kind=kind), level, None), language_code=language_code
    )
    last = question.replace("。", ". ").split(". ")[-1].lower()

    assert "测试要求X" in question
    assert question.endswith(("？", "?"))
    assert not last.startswith(_YES_OR_NO[:8])
    assert not any(word in question for word in _YES_OR_NO[8:])


def test_of_several_certificates_only_the_open_one_is_asked_about() -> None:
    """BLS is held."""
    asked = criterion(
        "c1", "BLS and ACLS", kind=CriterionKind.CERTIFICATION, terms=["BLS", "ACLS"], combination=Combination.ALL_OF
    )
    (question,) = _questions(
        assessed(asked, Level.PARTLY_MET, 100, [("BLS", Level.MET), ("ACLS", Level.UNCLEAR)]), language_code="en"
    )

    assert "ACLS" in question
    assert "BLS" not in question
