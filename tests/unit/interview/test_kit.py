"""Interview kits as a recruiter gets them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from bole.domain.interview import InterviewKit, QuestionPlan, QuestionType
from bole.domain.resume import Box, ParsedResume, WarningCode
from bole.domain.screening import CriterionAssessment, Level, TermAssessment
from bole.interview.checks import problems
from bole.interview.kit import write_kit
from tests.unit.interview.briefs import MUST, brief, criterion, python_rubric, rubric
from tests.unit.interview.resumes import plain, structured

RESUMES = Path(__file__).resolve().parents[3] / "examples" / "resumes"
ZHANG_WEI = (RESUMES / "zhang_wei_zh.txt").read_text(encoding="utf-8")
ACCOUNTANT = (RESUMES / "he_xiaoyun_accountant_zh.txt").read_text(encoding="utf-8")
NURSE = (RESUMES / "wu_shan_nurse_zh.txt").read_text(encoding="utf-8")
CHEF = (RESUMES / "gus_tremaine_chef_en.txt").read_text(encoding="utf-8")
VAGUE = (RESUMES / "rowan_hale_vague_en.txt").read_text(encoding="utf-8")
CONCRETE = (RESUMES / "rowan_hale_concrete_en.txt").read_text(encoding="utf-8")
CHEN = (RESUMES / "chen_jingyi_zh.txt").read_text(encoding="utf-8")
ARABIC = (RESUMES / "yousef_darwish_ar.txt").read_text(encoding="utf-8")
SALES_SUMMARY = (
    "Sales manager for industrial pumps. Won 14 new key accounts in two years and grew revenue from 2 to 5 million "
    "euros. Managed a team of four."
)
TEACHER_SUMMARY = "小学语文教师，任教六年，所带班级语文平均分由78提高到89。组织阅读社团，每周一次。"


def _topics(kit: InterviewKit) -> list[str]:
    return [question.topic for question in kit.questions]


def _sound(kit: InterviewKit, resume: ParsedResume, language: str) -> bool:
    return not any(
        problems(question, kit.questions[:number], resume, language_code=language)
        for number, question in enumerate(kit.questions)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pair_gets_the_default_plan_of_software(language: str) -> None:
    """Framework, database and system design, then teamwork or conflict, then plan or learning."""
    resume = plain(ZHANG_WEI)

    kit = write_kit(brief(resume, language, rubric=python_rubric()))

    assert _topics(kit)[:3] == ["FRAMEWORK", "DATABASE", "SYSTEM_DESIGN"]
    assert _topics(kit)[3] in {"TEAMWORK", "CONFLICT"}
    assert _topics(kit)[4] in {"CAREER_PLAN", "LEARNING"}
    assert kit.warnings == ()
    assert kit.engine == "rules"
    assert _sound(kit, resume, language)


def test_the_missing_redis_becomes_a_question_about_the_mysql_work() -> None:
    """What the role asks and the resume lacks is tied to the nearest thing that was done."""
    kit = write_kit(brief(plain(ZHANG_WEI), rubric=python_rubric()))

    question = next(one for one in kit.questions if one.criterion_id == "c3")

    assert "Redis" in question.question
    assert "MySQL" in question.evidence[0].quote
    assert "没有看到Redis" in question.reason


def test_the_question_on_the_framework_holds_the_scale_of_the_candidate() -> None:
    """A question could be asked of no one else."""
    kit = write_kit(brief(plain(ZHANG_WEI), rubric=python_rubric()))

    question = kit.questions[0]

    assert question.criterion_id == "c2"
    assert "日均请求百万级" in question.question
    assert "Flask" in question.question


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", [ZHANG_WEI, ACCOUNTANT, NURSE, CHEF, CONCRETE, VAGUE, CHEN])
def test_no_question_tells_who_the_candidate_is(text: str, language: str) -> None:
    """Name, age, gender, contacts and schools stay out of questions and guides."""
    resume = plain(text) if text is ZHANG_WEI else structured(text)
    private = ["张伟", "32岁", "何晓芸", "吴珊", "Tremaine", "Rowan", "陈静宜", "@example.com", "138-0000", "555 01"]
    private += ["姑苏财经学院", "江湾医学院", "Oldport School", "Northbridge", "锦城理工大学"]

    kit = write_kit(brief(resume, language))
    written = repr(kit.questions)

    assert kit.questions
    assert not [word for word in private if word in written]
    assert "男，" not in written


@pytest.mark.parametrize("text", [ACCOUNTANT, NURSE, CHEF])
def test_other_professions_are_asked_about_tools_domain_and_a_case(text: str) -> None:
    """A nurse is not asked about databases."""
    resume = structured(text)

    kit = write_kit(brief(resume, "en"))

    assert _topics(kit)[:3] == ["TOOLS", "DOMAIN", "CASE"]
    assert _sound(kit, resume, "en")


def test_a_software_posting_does_not_ask_a_chef_about_framework_design() -> None:
    """What the role asks becomes a question on learning it; the rest stays with what the chef did."""
    kit = write_kit(brief(structured(CHEF), "en", rubric=python_rubric()))

    gaps = [one for one in kit.questions if one.criterion_id]

    assert set(_topics(kit)[:3]) <= {"TOOLS", "DOMAIN", "CASE"}
    assert len(gaps) == 2
    assert any("Django or Flask" in one.question for one in gaps)
    assert any("learn" in one.question for one in gaps)


@pytest.mark.parametrize("text", [SALES_SUMMARY, TEACHER_SUMMARY])
def test_a_summary_of_a_few_sentences_will_do(text: str) -> None:
    """Every question is tied to a passage of the summary."""
    resume = plain(text)

    kit = write_kit(brief(resume, "en"))

    assert len(kit.questions) == 5
    assert all(one.span.of(text) == one.quote for question in kit.questions for one in question.evidence)
    assert _sound(kit, resume, "en")


def test_vague_statements_are_asked_for_one_concrete_case() -> None:
    """A statement without object or result is not taken for work that could be discussed."""
    kit = write_kit(brief(structured(VAGUE), "en", plan=QuestionPlan(technical=6, behavioral=2, open_ended=2)))

    asked = [one.question for one in kit.questions if "Responsible for development" in one.question]

    assert asked
    assert all("there" in question or "behind this" in question or "this about" in question for question in asked)


def test_no_passage_is_asked_about_twice_where_others_are_left() -> None:
    """A resume with enough work gives each question a passage of its own."""
    kit = write_kit(brief(structured(CHEN), "zh", rubric=python_rubric()))

    places = [question.evidence[0].span for question in kit.questions]

    assert len(set(places)) == len(places) == 5


def test_an_empty_plan_gives_an_empty_kit_without_warning() -> None:
    """Nothing was asked for, nothing is missing."""
    kit = write_kit(brief(plain(ZHANG_WEI), plan=QuestionPlan(technical=0, behavioral=0, open_ended=0)))

    assert kit.questions == ()
    assert kit.warnings == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_full_plan_is_honoured_by_a_rich_resume(language: str) -> None:
    """Thirty questions, all different."""
    resume = structured(CHEN)

    kit = write_kit(brief(resume, language, plan=QuestionPlan(technical=10, behavioral=10, open_ended=10)))

    assert Counter(one.type for one in kit.questions) == dict.fromkeys(QuestionType, 10)
    assert _sound(kit, resume, language)


def test_a_full_plan_on_two_sentences_gives_fewer_questions_and_says_so() -> None:
    """No question is made up for want of material."""
    resume = plain(TEACHER_SUMMARY)

    kit = write_kit(brief(resume, plan=QuestionPlan(technical=10, behavioral=10, open_ended=10)))

    assert 0 < len(kit.questions) < 30
    assert [warning.code for warning in kit.warnings] == [WarningCode.QUESTIONS_FEWER]
    assert "小学" not in kit.warnings[0].message
    assert _sound(kit, resume, "zh")


@pytest.mark.parametrize("text", ["hello", "。。。", "123", "a\n\nb"])
def test_text_without_material_gives_an_empty_kit_and_says_so(text: str) -> None:
    """Never a crash, never a question about nothing."""
    kit = write_kit(brief(plain(text), "en"))

    assert kit.questions == ()
    assert [warning.code for warning in kit.warnings] == [WarningCode.QUESTIONS_FEWER]


def test_a_language_that_is_not_read_is_only_asked_about_where_it_names_skills() -> None:
    """The rest of an Arabic resume is beyond the cue words."""
    resume = plain(ARABIC, "ar")

    kit = write_kit(brief(resume, "en", rubric=python_rubric()))

    assert kit.questions
    assert all(any(c.isascii() and c.isalpha() for c in one.evidence[0].quote) for one in kit.questions)
    assert "يوسف" not in repr(kit.questions)


def test_the_language_of_the_questions_is_the_one_asked_for() -> None:
    """An English resume is asked about in Chinese with its own words quoted."""
    resume = structured(CONCRETE)

    chinese = write_kit(brief(resume, "zh-Hans"))
    english = write_kit(brief(resume, "en-GB"))

    assert chinese.language_code == "zh-Hans"
    assert _sound(chinese, resume, "zh-Hans")
    assert _sound(english, resume, "en-GB")
    assert "Spring Boot" in repr(chinese.questions)


def test_assessments_decide_what_is_missing() -> None:
    """A verified answer counts more than a word that stands somewhere."""
    asked = criterion("c9", "熟悉Kafka", ("Kafka",), MUST)
    answer = CriterionAssessment(
        criterion=asked,
        level=Level.ABSENT,
        credit=0,
        terms=(TermAssessment(term="Kafka", level=Level.ABSENT, credit=0),),
    )

    unanswered = brief(plain(ZHANG_WEI), rubric=rubric(asked, role="backend_engineer"))
    kit = write_kit(dataclasses.replace(unanswered, assessments=(answer,)))

    assert [one.criterion_id for one in kit.questions].count("c9") == 1
    assert "Kafka" in next(one.question for one in kit.questions if one.criterion_id == "c9")


def test_evidence_points_at_page_and_boxes() -> None:
    """The console can show where a question comes from."""
    bare = structured(CHEN)
    box = Box(left=1.0, top=2.0, right=3.0, bottom=4.0)
    lines = tuple(dataclasses.replace(line, page_number=2, box=box) for line in bare.lines)
    resume = dataclasses.replace(bare, lines=lines)

    kit = write_kit(brief(resume))

    assert all(one.evidence[0].page_number == 2 for one in kit.questions)
    assert all(box in one.evidence[0].boxes for one in kit.questions)


def test_same_brief_same_kit() -> None:
    """Nothing depends on chance, order of sets or the clock."""
    first = write_kit(brief(structured(CHEN), rubric=python_rubric()))
    second = write_kit(brief(structured(CHEN), rubric=python_rubric()))

    assert repr(first) == repr(second)


def test_every_question_comes_with_its_guide() -> None:
    """Points, follow-ups, anchors, competency, reason and minutes let two interviewers rate alike."""
    for question in write_kit(brief(structured(NURSE))).questions:
        assert len(question.expected_points) >= 3
        assert len(question.follow_ups) >= 2
        assert len({question.rating_anchors.low, question.rating_anchors.medium, question.rating_anchors.high}) == 3
        assert question.competency
        assert question.reason
        assert 1 <= question.minutes <= 30
        assert "{" not in repr(question)
