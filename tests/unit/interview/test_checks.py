"""What code can check of a question."""

from __future__ import annotations

import dataclasses

import pytest

from bole.domain.interview import InterviewQuestion, QuestionType, RatingAnchors
from bole.domain.resume import Basics, Fact, Profile
from bole.domain.screening import Alignment, Evidence
from bole.domain.spans import Span
from bole.interview.checks import is_yes_no, problems, similarity
from bole.interview.language import mixed_fields
from tests.unit.interview.resumes import plain

TEXT = "Built the parcel tracking API in Java and Spring Boot; it answers 2,300 requests a second."
QUOTE = "Built the parcel tracking API in Java and Spring Boot"
GOOD = "You mention the parcel tracking API in Java. How did you measure its load, and what gave way first?"
GOOD_ZH = "你在简历中写到“Built the parcel tracking API in Java”。当时的接口是怎么设计的，瓶颈最先出现在哪里？"


def _question(text: str = GOOD) -> InterviewQuestion:
    return InterviewQuestion(
        type=QuestionType.TECHNICAL,
        topic="FRAMEWORK",
        question=text,
        competency="Frameworks",
        criterion_id="c1",
        reason="The resume says so.",
        evidence=(
            Evidence(
                quote=QUOTE,
                span=Span(0, len(QUOTE)),
                document_index=0,
                page_number=1,
                boxes=(),
                alignment=Alignment.EXACT,
            ),
        ),
        expected_points=("one", "two", "three"),
        follow_ups=("one", "two"),
        rating_anchors=RatingAnchors(low="low", medium="medium", high="high"),
        minutes=8,
    )


CHINESE = dataclasses.replace(
    _question(GOOD_ZH),
    competency="框架",
    reason="简历中如此写道。",
    expected_points=("一", "二", "三"),
    follow_ups=("一", "二"),
    rating_anchors=RatingAnchors(low="低", medium="中", high="高"),
)


@pytest.mark.parametrize(("question", "language"), [(_question(), "en"), (CHINESE, "zh-CN")], ids=["en", "zh"])
def test_a_good_question_has_no_problems(question: InterviewQuestion, language: str) -> None:
    """The table below changes one thing at a time."""
    assert problems(question, (), plain(TEXT, "en"), language_code=language) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"question": "请描述一次 handle the conflict with 同事的经历，你是怎么做的？"}, "question"),
        ({"competency": "team experience"}, "competency"),
        ({"reason": "The resume says so."}, "reason"),
        ({"expected_points": ("一", "能说清 why it failed", "三")}, "expected_points"),
        ({"follow_ups": ("一", "Что было дальше?")}, "follow_ups"),
        ({"rating_anchors": RatingAnchors(low="低", medium="中", high="高い水準である")}, "rating_anchors"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_field_is_in_the_language(changed: dict[str, object], field: str) -> None:
    """What stands beside a question is read by the same person."""
    question = dataclasses.replace(CHINESE, **changed)  # type: ignore[arg-type]  # fields by name

    assert "LANGUAGE" in problems(question, (), plain(TEXT, "en"), language_code="zh")
    assert mixed_fields(question, "zh", frozenset) == (field,)
    assert mixed_fields(CHINESE, "zh", frozenset) == ()


def test_names_of_the_resume_and_terms_may_stand_in_any_language() -> None:
    """An employer in an English question, and a term of the criterion."""
    question = dataclasses.replace(_question(), reason="The resume tells of 微服务 alone.")
    text = plain(TEXT, "en")

    assert "LANGUAGE" in problems(question, (), text, language_code="en")
    assert problems(question, (), text, language_code="en", terms=("微服务",)) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Parcel, why?", "LENGTH"),
        ("Why the parcel tracking API? " + "x" * 400, "LENGTH"),
        ("You mention the parcel tracking API. Why Java? And how did you test it?", "NOT_ONE_QUESTION"),
        ("You mention the parcel tracking API in Java and Spring Boot.", "NOT_ONE_QUESTION"),
        ("You mention the parcel tracking API. Did you write it on your own in Java?", "YES_NO"),
        ("你提到parcel tracking API。这个接口是你一个人用Java写完的吗？", "YES_NO"),
        ("你提到parcel tracking API。你是否熟悉Java和Spring Boot？", "YES_NO"),
        ("How do you usually go about work of this sort, and what do you find hard?", "NOT_SPECIFIC"),
        ("You mention the parcel tracking API. How old are you, and how long can you do this?", "PROTECTED_TOPIC"),
        ("You mention the parcel tracking API. How do you combine it with having children?", "PROTECTED_TOPIC"),
        ("你提到parcel tracking API。你打算什么时候结婚，工作怎么安排？", "PROTECTED_TOPIC"),
        ("你提到parcel tracking API。你的身体状况怎么样，能承受多大的压力？", "PROTECTED_TOPIC"),
        ("You mention the parcel tracking API. What would Rowan Hale change about it today?", "PERSONAL_DATA"),
        (
            "You mention the parcel tracking API. What changed in your work after your parental leave?",
            "PROTECTED_TOPIC",
        ),
        ("You mention the parcel tracking API. How do you manage your condition at work?", "PROTECTED_TOPIC"),
        ("你提到parcel tracking API。休产假时谁接手你的接口，你怎么交接？", "PROTECTED_TOPIC"),
        ("What should we write to rowan@example.com about the parcel tracking API?", "PERSONAL_DATA"),
    ],
)
def test_each_fault_is_named(text: str, problem: str) -> None:
    """One row a rule."""
    resume = dataclasses.replace(plain(TEXT, "en"), profile=_profile())

    assert problem in problems(_question(text), (), resume)


@pytest.mark.parametrize(
    "follow_up",
    [
        "你有小孩需要照顾吗，谁来接送？",
        "你今年多大，打算做到几年后？",
        "你是哪一年毕业的？",
        "你的家人怎么看待经常出差？",
        "你爱人在哪里工作？",
        "你当时为什么要离职？",
        "你有对象吗？",
        "In which year did you graduate?",
        "How many children do you have?",
        "Where were you born?",
        "Do you have any medical conditions that we should know of?",
        "Why did you leave that employer?",
        "How do you explain the gap in your resume?",
    ],
)
def test_follow_ups_are_on_no_protected_topic(follow_up: str) -> None:
    """An interviewer says them aloud like the question."""
    question = dataclasses.replace(_question(), follow_ups=("What came of it?", follow_up))

    assert "PROTECTED_TOPIC" in problems(question, (), plain(TEXT, "en"))


@pytest.mark.parametrize(
    "point",
    [
        "讲得清面向对象设计的取舍",
        "说明服务对象和测试对象是谁",
        "查找对象的办法有依据",
        "健康检查和回滚有记录",
        "分析员工离职原因并改进招聘",
        "Explains how old data is removed",
        "Says why users leave the page",
        "Knows where the gap in the data comes from",
    ],
)
def test_words_of_trades_are_no_protected_topic(point: str) -> None:
    """What only looks like one may be asked about."""
    question = dataclasses.replace(_question(), expected_points=("Measures first", "Compares options", point))

    assert "PROTECTED_TOPIC" not in problems(question, (), plain(TEXT, "en"))


def test_a_term_of_the_criterion_alone_does_not_make_a_question_specific() -> None:
    """The quote must give more than the word that the posting asked for."""
    text = "The role asks for Java. How would you explain its memory model, and what goes wrong without it?"

    assert "NOT_SPECIFIC" in problems(_question(text), (), plain(TEXT, "en"), terms=("Java",))
    assert "NOT_SPECIFIC" not in problems(_question(text), (), plain(TEXT, "en"), terms=("Python",))


def test_a_quote_that_does_not_stand_in_the_text_is_found() -> None:
    """Evidence is the slice of the text at its span."""
    assert "QUOTE_NOT_IN_TEXT" in problems(_question(), (), plain("Another text altogether.", "en"))
    assert "QUOTE_NOT_IN_TEXT" in problems(dataclasses.replace(_question(), evidence=()), (), plain(TEXT, "en"))


@pytest.mark.parametrize(
    "quote",
    [
        "Sarah, 29 years old, built the API",
        "Returned from maternity leave and built the API",
        "产假期间完成报表",
        "李娜（女，45岁）",
    ],
)
def test_a_quote_that_says_who_somebody_is_is_found(quote: str) -> None:
    """A model may quote what the resume says; not age, gender, family or health."""
    tied = dataclasses.replace(_question().evidence[0], quote=quote, span=Span(0, len(quote)))

    assert "PERSONAL_DATA" in problems(dataclasses.replace(_question(), evidence=(tied,)), (), plain(quote, "en"))


def test_a_near_duplicate_is_found() -> None:
    """A word changed does not make another question."""
    other = _question(GOOD.replace("measure", "gauge"))

    assert "DUPLICATE" in problems(_question(), (other,), plain(TEXT, "en"))
    assert "DUPLICATE" not in problems(_question(), (_question(GOOD_ZH),), plain(TEXT, "en"))


@pytest.mark.parametrize(("text", "language"), [(GOOD, "zh"), (GOOD_ZH, "en")])
def test_the_wrong_language_is_found(text: str, language: str) -> None:
    """What is quoted does not count."""
    assert "LANGUAGE" in problems(_question(text), (), plain(TEXT, "en"), language_code=language)


def test_a_question_without_its_guide_is_found() -> None:
    """Three points, two follow-ups, all anchors."""
    bare = dataclasses.replace(_question(), expected_points=("one", "two"))

    assert problems(bare, (), plain(TEXT, "en")) == ("GUIDE_INCOMPLETE",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这段经历的主要原因是什么？", False),
        ("备份有没有恢复过，过程是怎样的？", False),
        ("你做过备份恢复没有？", True),
        ("你会用Redis么？", True),
        ("You say “Is it fast? Yes.” What made it fast?", False),
        ("Can you use Redis?", True),
        ("Have you led a team before?", True),
        ("If the load doubled, what would you do first?", False),
        ("Walk me through the design of the service.", False),
    ],
)
def test_yes_no_questions_are_told_apart(text: str, expected: bool) -> None:
    """A wh-word or an imperative opens an answer."""
    assert is_yes_no(text) is expected


def test_similarity_runs_from_nothing_to_all() -> None:
    """Case, width and line breaks do not make texts differ."""
    assert similarity(GOOD, GOOD.upper()) == 1.0
    assert similarity("abcdef", "uvwxyz") == 0.0


@pytest.mark.parametrize(
    "change",
    [
        {"follow_ups": ("What would Rowan Hale do today?", "Why so?")},
        {"expected_points": ("Says what Rowan Hale did", "Names a number", "Says what came of it")},
    ],
    ids=["follow-ups", "expected points"],
)
def test_no_text_around_a_question_names_the_person(change: dict[str, tuple[str, ...]]) -> None:
    """An interviewer reads all of them."""
    question = dataclasses.replace(_question(), **change)  # type: ignore[arg-type]

    assert "PERSONAL_DATA" in problems(question, (), dataclasses.replace(plain(TEXT, "en"), profile=_profile()))


def _profile() -> Profile:
    where = Span(len(TEXT), len(TEXT))
    return Profile(
        basics=Basics(name=Fact(value="Rowan Hale", span=where), emails=(Fact(value="rowan@example.com", span=where),))
    )
