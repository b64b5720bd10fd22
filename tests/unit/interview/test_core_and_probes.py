"""Core questions of a role, what own questions go into, for whom they are, and what nothing asks about."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.documents import Document
from bole.domain.interview import Difficulty, InterviewKit, Probe, QuestionPlan, QuestionType, RatingAnchors
from bole.domain.ports import InterviewBrief
from bole.domain.resume import WarningCode
from bole.domain.roles import Role
from bole.domain.rubric import CriterionKind, Rubric
from bole.engines.rules import RulesEngine
from bole.evidence.reading import read
from bole.evidence.red_flags import red_flags
from bole.interview.checks import core_problems
from bole.interview.difficulty import levels_of
from bole.interview.kit import write_kit
from bole.interview.kit_checks import kit_problems
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.screening import assess
from tests.factories import interview_question
from tests.unit.interview.briefs import MUST, SHOULD, criterion, rubric

AS_OF = datetime.date(2026, 1, 31)
RESUMES = Path(__file__).resolve().parents[3] / "examples" / "resumes"
CHEN = (RESUMES / "chen_jingyi_en.txt").read_text(encoding="utf-8")
OVERLAPPING = """Jordan Example
Work experience
Harbour Systems Ltd, Backend Engineer, Jan 2019 - Dec 2023
- Built the berth planning service with Python and MySQL, which cut waiting time by 20%.
Tide Analytics Inc, Data Engineer, Mar 2020 - Present
- Wrote nightly loads of 40 million sensor rows with Airflow.
Quay Labs, Consultant, Feb 2029 - Present
- Will design the data platform of the new terminal.
"""
VAGUE = (RESUMES / "rowan_hale_vague_en.txt").read_text(encoding="utf-8")
ROLE_RUBRIC = rubric(
    criterion("db", "Relational databases", ("MySQL", "PostgreSQL"), MUST),
    criterion("queue", "Message queues", ("RabbitMQ", "Kafka"), SHOULD),
)
PLAN = QuestionPlan()


def role(*texts: str) -> Role:
    """Returns a role with a core question for each text, on its criteria in turn."""
    ids = [one.criterion_id for one in ROLE_RUBRIC.criteria]
    return Role(
        role_id="backend",
        families=("backend_engineer",),
        title="Backend engineer",
        language_code="en",
        rubric=ROLE_RUBRIC,
        core_questions=tuple(
            replace(
                interview_question(text, criterion_id=ids[number % 2]),
                evidence=(),
                follow_ups=("What would you try next?", "How would you know that it helped?"),
                expected_points=("Measures first", "Compares options", "Says what it costs"),
                rating_anchors=RatingAnchors(low="Guesses", medium="Knows one way", high="Weighs several"),
            )
            for number, text in enumerate(texts)
        ),
    )


ROLE = role(
    "Which steps take you from a slow list of orders to a fix that holds?",
    "How do you keep a message that is delivered twice from being paid twice?",
)


def brief_of(text: str, asked: Rubric, *, role: Role | None = ROLE, plan: QuestionPlan = PLAN) -> InterviewBrief:
    """Returns the brief that the service would write a kit from."""
    resume = parse(Document(content=text.encode()), ParsingLimits())
    reading = read(resume)
    return InterviewBrief(
        resume=resume,
        rubric=asked,
        plan=plan,
        language_code="en",
        assessments=assess(asked, (reading,), RulesEngine(), AS_OF, "en"),
        role=role,
        red_flags=red_flags((reading,), AS_OF, "en", asked.criteria),
        as_of=AS_OF,
    )


def written(text: str, asked: Rubric = ROLE_RUBRIC, **changes: object) -> InterviewKit:
    """Returns a kit that passes every check."""
    brief = brief_of(text, asked, **changes)  # type: ignore[arg-type]
    kit = write_kit(brief)
    assert kit_problems(kit, brief) == ()
    return kit


def probes(kit: InterviewKit) -> list[Probe | None]:
    """Returns what the questions go into, in kit order."""
    return [one.probe for one in kit.questions]


def test_core_questions_are_the_role_s_with_what_this_resume_says_near_them() -> None:
    """Words and order are everybody's; the quotes are the candidate's."""
    first, second = written(CHEN), written(VAGUE)

    texts = [one.question for one in ROLE.core_questions]
    assert [one.question for one in first.core_questions] == texts == [one.question for one in second.core_questions]
    assert "MySQL" in first.core_questions[0].evidence[0].quote
    assert "RabbitMQ" in first.core_questions[1].evidence[0].quote
    assert second.core_questions[1].evidence == ()
    assert first.role == "backend"


def test_the_plan_cuts_the_core_from_its_end() -> None:
    """One, and none; without a role there is none to cut."""
    one = written(CHEN, plan=QuestionPlan(core=1))
    none = written(CHEN, plan=QuestionPlan(core=0))

    assert [question.question_id for question in one.core_questions] == ["core-1"]
    assert none.core_questions == ()
    assert written(CHEN, role=None).role == ""


def test_the_criterion_of_a_core_question_is_that_of_the_posting() -> None:
    """Another rubric asks for the same database under another name; for queues it asks nothing."""
    posting = rubric(criterion("c7", "Experience with MySQL", ("MySQL",), MUST))

    kit = written(CHEN, posting)

    assert [one.criterion_id for one in kit.core_questions] == ["c7", ""]
    assert "core-1" in kit.coverage[0].question_ids


def test_no_own_question_repeats_a_core_question() -> None:
    """Also where the role asks word by word what the engine would."""
    alone = write_kit(brief_of(CHEN, ROLE_RUBRIC, role=None))
    taken = alone.questions[0].question

    kit = written(CHEN, role=role(taken))

    assert taken not in {one.question for one in kit.questions}
    assert len(kit.questions) == len(alone.questions)


def test_what_is_missing_is_asked_about_unless_the_core_does() -> None:
    """Two musts that the resume does not show: the one that no core question speaks to comes first."""
    asked = rubric(
        criterion("c1", "MySQL", ("MySQL",), MUST),
        criterion("c2", "Message queues", ("Kafka", "RabbitMQ"), MUST),
        criterion("c3", "Elixir", ("Elixir",), MUST),
    )
    kit = written(VAGUE.replace("MySQL, ", ""), asked, plan=QuestionPlan(technical=2))

    missing = [one.criterion_id for one in kit.questions if one.probe is Probe.MISSING_MUST]
    assert missing == ["c3"]


def test_a_fact_shown_in_part_is_asked_about_where_it_shows() -> None:
    """Beside the passage that speaks of it, with a guide for what is missing and not for the work that is quoted."""
    text = """Jordan Example
Experience
Harbour Systems Ltd, Accountant, Jan 2019 - Present
- Built the model of berth fees in Excel, which saved 30 hours a month.
- Wrote answers in English to the questions of external auditors.
- Closed the books of two companies in 4 working days instead of 8.
Languages
English: B1
"""
    asked = replace(
        criterion("c1", "Fluent English", ("English",), MUST), kind=CriterionKind.LANGUAGE, language_code="en"
    )
    (question,) = (one for one in written(text, rubric(asked), role=None).questions if one.criterion_id == "c1")

    assert "auditors" in question.evidence[0].quote
    guide = (*question.expected_points, question.rating_anchors.low, question.rating_anchors.high)
    assert not any("auditors" in one for one in guide)
    assert "Fluent English" in question.rating_anchors.high


def test_a_must_that_nothing_asks_about_is_told() -> None:
    """Six that are missing do not fit into three questions; the coverage shows which."""
    names = ("Elixir", "Scala", "Haskell", "Erlang", "Perl", "Fortran")
    asked = rubric(*(criterion(f"c{n}", name, (name,), MUST) for n, name in enumerate(names, 1)))

    kit = written(CHEN, asked, role=None)

    silent = [one.criterion_id for one in kit.coverage if not one.question_ids]
    assert len(silent) == 4
    (warning,) = kit.warnings
    assert warning.code is WarningCode.MUST_NOT_ASKED
    assert "4 of the must-haves" in warning.message
    assert [one.criterion_id for one in kit.coverage] == [one.criterion_id for one in asked.criteria]


def test_dates_that_overlap_become_a_question_on_the_work_of_the_time() -> None:
    """Both entries are quoted; nothing of gaps, family or blame is asked."""
    question = next(one for one in written(OVERLAPPING).questions if one.probe is Probe.ODD_DATE)

    assert [one.quote.split(",")[0] for one in question.evidence] == ["Harbour Systems Ltd", "Tide Analytics Inc"]
    assert "Tide Analytics" in question.question
    said = repr(question).lower()
    assert not [
        word for word in ("gap", "why did you leave", "family", "lie ", "honest", "explain why") if word in said
    ]


def test_dates_in_the_future_become_a_question_on_what_is_done_and_planned() -> None:
    """Where nothing overlaps."""
    alone = OVERLAPPING.replace("Mar 2020 - Present", "Jan 2024 - Dec 2025")

    question = next(one for one in written(alone).questions if one.probe is Probe.ODD_DATE)

    assert "Quay Labs" in question.question
    assert "planned" in question.question or "mean" in question.question or "come by now" in question.question


def test_vague_entries_become_a_question_for_one_piece_of_work() -> None:
    """Work told without object, tool or result."""
    assert Probe.THIN_EVIDENCE in probes(written(VAGUE))


def test_years_that_are_claimed_and_not_shown_are_asked_about() -> None:
    """Ten years of Java beside two of dated work."""
    claimed = "Backend developer with 10 years of Java experience.\n" + OVERLAPPING.split("Tide", maxsplit=1)[0]

    question = next(one for one in written(claimed).questions if one.topic == "WORK_HISTORY")

    assert question.probe is Probe.UNPROVEN_CLAIM
    assert "10 years of Java" in question.question


@pytest.mark.parametrize("text", [CHEN, OVERLAPPING, VAGUE], ids=["chen", "overlapping", "vague"])
def test_shown_work_keeps_a_place_beside_the_probes(text: str) -> None:
    """A kit is no cross-examination: at most two of three technical questions probe."""
    technical = [one for one in written(text).questions if one.type is QuestionType.TECHNICAL]

    assert len(technical) == 3
    assert sum(one.topic == "WORK_HISTORY" or "MISSING" in str(one.probe) for one in technical) <= 2


BEGINNER = "Ada Example\nWork experience\nExample Ltd, Developer, Jun 2025 - Present\n- Wrote tests in Python.\n"


@pytest.mark.parametrize(
    ("title", "text", "as_of", "level"),
    [
        pytest.param("Senior backend engineer", CHEN, AS_OF, Difficulty.ADVANCED, id="senior"),
        pytest.param("后端实习生", CHEN, AS_OF, Difficulty.INTERMEDIATE, id="intern with years behind"),
        pytest.param("Junior developer", BEGINNER, AS_OF, Difficulty.BASIC, id="junior"),
        pytest.param("Lead engineer", BEGINNER, AS_OF, Difficulty.INTERMEDIATE, id="lead and beginner"),
        pytest.param("Developer", BEGINNER, AS_OF, Difficulty.BASIC, id="the dates alone"),
        pytest.param("Developer", BEGINNER, None, Difficulty.INTERMEDIATE, id="nothing told"),
    ],
)
def test_the_level_is_the_opening_s_at_most_one_step_from_the_candidate(
    title: str, text: str, as_of: datetime.date | None, level: Difficulty
) -> None:
    """By title, years asked for and months worked."""
    levels = levels_of(replace(brief_of(text, replace(ROLE_RUBRIC, title=title)), as_of=as_of))

    assert levels.of(None, Probe.SHOWN_WORK) is level
    assert levels.of(None, Probe.MISSING_MUST) is not Difficulty.ADVANCED


@pytest.mark.parametrize(("years", "level"), [(1, "BASIC"), (3, "INTERMEDIATE"), (8, "ADVANCED")])
def test_the_years_of_a_criterion_go_before_those_of_the_opening(years: int, level: str) -> None:
    """Eight years of Java in an opening for juniors."""
    asked = replace(criterion("c1", "Java", ("Java",), MUST), min_years=years)
    levels = levels_of(replace(brief_of(CHEN, replace(ROLE_RUBRIC, title="Junior developer")), as_of=None))

    assert levels.of(asked, Probe.SHOWN_WORK).value == level


def test_beginners_are_not_asked_to_lead_and_leads_not_for_definitions() -> None:
    """The level is checked in the words of a question."""
    lead = replace(
        interview_question("If you were to lead a whole team here, what would you do first?"), follow_ups=("a", "b")
    )
    define = replace(lead, question="What is a database index?")

    assert "LEVEL" in core_problems(replace(lead, difficulty=Difficulty.BASIC), ())
    assert "LEVEL" not in core_problems(replace(lead, difficulty=Difficulty.ADVANCED), ())
    assert "LEVEL" in core_problems(replace(define, difficulty=Difficulty.ADVANCED), ())
    assert "LEVEL" not in core_problems(replace(define, difficulty=Difficulty.BASIC), ())


@pytest.mark.parametrize(
    ("competency", "is_one"),
    [
        ("Tools and methods", True),
        ("数据库设计与优化", True),
        ("SQL, Python, teamwork", False),
        ("A and b and c", False),
        ("", False),
    ],
)
def test_a_competency_is_one_thing(competency: str, is_one: bool) -> None:
    """A list of them measures nothing."""
    wrong = core_problems(replace(interview_question(), competency=competency), ())

    assert ("NOT_ONE_COMPETENCY" not in wrong) is is_one


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda kit: replace(kit, questions=kit.questions[:-1]), "COUNT"),
        (lambda kit: replace(kit, core_questions=kit.core_questions[::-1]), "CORE"),
        (lambda kit: replace(kit, questions=(kit.questions[0], *kit.questions)), "IDS"),
        (lambda kit: replace(kit, questions=tuple(replace(one, probe=None) for one in kit.questions)), "PROBE"),
        (lambda kit: replace(kit, coverage=kit.coverage[1:]), "COVERAGE"),
        (
            lambda kit: replace(kit, questions=(replace(kit.questions[0], competency=""), *kit.questions[1:])),
            "own-1: GUIDE_INCOMPLETE",
        ),
    ],
    ids=["count", "core", "ids", "probe", "coverage", "question"],
)
def test_a_spoilt_kit_is_found(spoil: object, fault: str) -> None:
    """One row a rule."""
    brief = brief_of(CHEN, ROLE_RUBRIC)

    assert fault in kit_problems(spoil(write_kit(brief)), brief)  # type: ignore[operator]
